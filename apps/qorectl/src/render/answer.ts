import type { Answer } from '@zoqore/runtime';
import { elapsed } from '../instant.ts';
import { asksTo, decisionTone, spokenReasons } from './plain-words.ts';
import { excerpt, neutralise } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { fields, type Pair } from './table.ts';

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
    ...fields(screen, answerPairs(answer)),
    ...(approval === undefined
      ? []
      : waits(approval.id, Date.parse(approval.expiresAt) - Date.parse(answer.evaluatedAt))),
  ];
}

/** Risk, reasons, rules, obligations and where it is recorded. */
export function answerPairs(
  answer: Answer,
  shown: { readonly risk: readonly Pair[]; readonly reasons: readonly string[] } = {
    risk: [['risk', `${answer.riskGrade} (tier ${answer.evaluationTier})`]],
    reasons: spokenReasons(answer.reasons),
  },
): readonly Pair[] {
  const list = (name: string, values: readonly string[]): readonly Pair[] =>
    values.length === 0 ? [] : [[name, values.map(neutralise).join(', ')]];
  return [
    ...shown.risk,
    ...shown.reasons.map((reason, i) => [i === 0 ? 'because' : '', reason] as const),
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
  ];
}

function waits(id: string, forMs: number): readonly string[] {
  return [
    '',
    `waits for a person for ${elapsed(forMs)}`,
    `→ qorectl approvals show ${id}   then approve or refuse`,
    `  then ask again with --approval ${id}`,
  ];
}
