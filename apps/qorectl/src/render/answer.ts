import type { Answer } from '@zoqore/runtime';
import { elapsed } from '../instant.ts';
import { asksTo, decisionTone, spokenReasons } from './plain-words.ts';
import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { fields } from './table.ts';

/** What was asked, for the lines above the answer; it may be anything that a file held. */
interface Asked {
  readonly actorId?: unknown;
  readonly action?: unknown;
  readonly targetPath?: unknown;
}

/** The answer first, then why, then what to type next. */
export function answerText(screen: Screen, answer: Answer, asked: Asked): readonly string[] {
  const { decision, approval } = answer;
  return [
    `${screen.paint(decisionTone(decision), decision)}  ${excerpt(String(asked.actorId), 60)} to ${asksTo(String(asked.action), String(asked.targetPath))}`,
    '',
    ...answerFields(screen, answer),
    ...(approval === undefined
      ? []
      : waits(screen, approval.id, Date.parse(approval.expiresAt) - Date.parse(answer.evaluatedAt))),
  ];
}

/** Risk, reasons, rules, obligations and where it is recorded. */
export function answerFields(screen: Screen, answer: Answer): readonly string[] {
  const list = (name: string, values: readonly string[]): readonly (readonly [string, string])[] =>
    values.length === 0 ? [] : [[name, values.join(', ')]];
  return fields(screen, [
    ['risk', `${answer.riskGrade} (tier ${answer.evaluationTier})`],
    ...spokenReasons(answer.reasons).map((reason, i) => [i === 0 ? 'because' : '', reason] as const),
    ...list('rules', answer.matchedRules),
    ...list('needs', answer.requiredActions),
    ...list(
      'obliged',
      answer.obligations.map(({ type }) => type),
    ),
    ['decision', answer.decisionId],
    ['recorded', `${answer.auditEventId}, leaf ${answer.receipt.leafHash.slice(0, 16)}…`],
    ['policy', answer.policyVersion.slice(0, 16)],
    ['at', answer.evaluatedAt],
  ]);
}

function waits(screen: Screen, id: string, forMs: number): readonly string[] {
  return [
    '',
    `waits for a person for ${elapsed(forMs)}`,
    `${screen.paint('dim', '→')} qorectl approvals approve ${id}`,
    `${screen.paint('dim', '→')} then ask again with --approval ${id}`,
  ];
}
