import type { RiskGrade } from '../../model.ts';
import type { Reading } from '../readings/other-readings.ts';
import { findOrders } from './find-orders.ts';
import { findHiddenOrder } from './hidden-spans.ts';
import { INJECTION_MARKS } from './injection-marks.ts';
import { withoutQuotedMentions } from './quoted-mentions.ts';

export interface FoundInjection {
  readonly finding: string;
  readonly grade: RiskGrade;
  readonly evidence: string;
}

/**
 * What in a text tries to become an instruction to the model that reads it, each finding once. `readings`: what else the
 * text says when what was done to its letters is undone.
 */
export function findInjection(text: string, readings: readonly Reading[]): FoundInjection[] {
  const found = new Map<string, FoundInjection>();
  const report = (one: FoundInjection): void => {
    const before = found.get(one.finding);
    if (before === undefined || before.grade < one.grade) found.set(one.finding, one);
  };
  const said = withoutQuotedMentions(text);
  const hidden = findHiddenOrder(said);
  if (hidden !== undefined) {
    report({
      finding: 'injection-hidden',
      grade: 'L3',
      evidence: `${hidden.where} says ${quote(hidden.said)}`,
    });
  }
  for (const one of wordsOfOrder(said, 'text says')) report(one);
  // A reading is how an attacker hides: there is no such thing as an encoded example, save for one in quotes.
  for (const { how, text: reading } of readings) {
    for (const one of wordsOfOrder(withoutQuotedMentions(reading), `read as ${how} it says`)) report(one);
  }
  return [...found.values()];
}

function* wordsOfOrder(text: string, how: string): Generator<FoundInjection> {
  for (const { finding, grade, said } of findOrders(text)) {
    yield { finding, grade, evidence: `${how} ${quote(said)}` };
  }
  const lower = text.toLowerCase();
  for (const { finding, grade, pattern } of INJECTION_MARKS) {
    const match = pattern.exec(lower);
    if (match !== null) yield { finding, grade, evidence: `${how} ${quote(match[0].trim())}` };
  }
}

const quote = (said: string): string => `\`${said.slice(0, 120)}\``;
