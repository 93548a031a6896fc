import type { DecisionRecord } from '@zoqore/runtime';
import { elapsed } from '../instant.ts';
import type { RecordedFacts } from '../recorded-facts.ts';
import { shortIds } from '../short-id.ts';
import { excerpt, neutralise } from './neutralise.ts';
import { answerPairs } from './answer.ts';
import { askedPairs, asksWhat, riskPairs } from './asked.ts';
import { asksTo, decisionTone, otherReasons } from './plain-words.ts';
import type { Screen } from './screen.ts';
import { type Cell, fields, table } from './table.ts';

/** The decisions of one page, newest first. */
export function decisionTable(
  screen: Screen,
  items: readonly DecisionRecord[],
  now: number,
): readonly string[] {
  const shown = shortIds(items.map(({ decisionId }) => decisionId));
  return table(
    screen,
    [
      { title: 'ID' },
      { title: 'AGO', priority: 2 },
      { title: 'ANSWER' },
      { title: 'RISK' },
      { title: 'ACTOR', isFlexible: true, priority: 1 },
      { title: 'ASKED TO', isFlexible: true },
    ],
    items.map((item): readonly Cell[] => [
      { text: shown.get(item.decisionId) ?? '' },
      { text: elapsed(now - Date.parse(item.evaluatedAt)) },
      { text: item.decision, tone: decisionTone(item.decision) },
      { text: item.riskGrade },
      { text: excerpt(item.actorId, 60) },
      { text: asksTo(item.action, item.targetPath) },
    ]),
  );
}

/** One decision as a line, for a feed. */
export function decisionLine(screen: Screen, item: DecisionRecord): string {
  const answer = screen.paint(decisionTone(item.decision), item.decision.padEnd(8));
  return `${item.evaluatedAt.slice(11, 19)}  ${answer}  ${item.riskGrade}  ${excerpt(item.actorId, 40)}  ${asksTo(item.action, item.targetPath)}`;
}

/** One decision whole: what was asked, the answer, why, where it is recorded and what followed. */
export function decisionText(
  screen: Screen,
  item: DecisionRecord,
  recorded: { readonly facts: RecordedFacts; readonly outcome: unknown },
): readonly string[] {
  const { facts, outcome } = recorded;
  const followed =
    typeof outcome === 'object' && outcome !== null && 'status' in outcome
      ? String(outcome.status)
      : undefined;
  return [
    `${screen.paint(decisionTone(item.decision), item.decision)}  ${excerpt(item.actorId, 128)} to ${asksWhat(item, facts)}`,
    '',
    ...fields(screen, [
      ['actor', neutralise(item.actorId)],
      ...askedPairs(item, facts),
      ...answerPairs(item, {
        risk: riskPairs(`${item.riskGrade} (tier ${item.evaluationTier})`, facts),
        reasons: otherReasons(item.reasons),
      }),
      ['through', `${item.surface}, key ${excerpt(item.credential, 60)}`],
      ...(item.intentDigest === undefined ? [] : [['intent', `${item.intentDigest.slice(0, 16)}…`] as const]),
      ...(facts.halt === undefined ? [] : [['halted', neutralise(facts.halt.reason ?? 'yes')] as const]),
      ...(facts.approval?.obstacle === undefined
        ? []
        : [
            [
              'cited',
              neutralise(`${facts.approval.id ?? 'an approval'}: ${facts.approval.obstacle}`),
            ] as const,
          ]),
      ...(item.follows === undefined ? [] : [['approval', item.follows] as const]),
      ['outcome', followed === undefined ? 'not reported' : excerpt(followed, 60)],
    ]),
  ];
}
