import type { Approval, AskedApproval, DecisionRecord } from '@zoqore/runtime';
import { elapsed } from '../instant.ts';
import type { RecordedFacts } from '../recorded-facts.ts';
import { shortIds } from '../short-id.ts';
import { askedPairs, asksWhat, riskPairs } from './asked.ts';
import { excerpt, neutralise } from './neutralise.ts';
import { otherReasons, spokenReasons } from './plain-words.ts';
import type { Screen, Tone } from './screen.ts';
import { type Cell, fields, table } from './table.ts';

/** An approval with what the ledger kept of the request that it is about. */
export interface ApprovalDetail {
  readonly approval: Approval;
  readonly decision: DecisionRecord;
  readonly facts: Readonly<Record<string, unknown>>;
  /** The same facts, read, with the texts of the request where they are still kept. */
  readonly recorded: RecordedFacts;
  readonly request?: NonNullable<AskedApproval['request']>;
}

/** An approval of a list, and in words what is asked. */
export type ListedApproval = Approval & { readonly asks: string };

const tones: Readonly<Record<Approval['state'], Tone>> = {
  pending: 'warn',
  approved: 'good',
  used: 'good',
  refused: 'bad',
  expired: 'dim',
};

/** What waits, who asks for what, how risky it is and until when. */
export function approvalTable(
  screen: Screen,
  items: readonly ListedApproval[],
  now: number,
): readonly string[] {
  if (items.length === 0) return ['nothing waits for a person'];
  const shown = shortIds(items.map(({ id }) => id));
  const first = items.find(({ state, isOutdated }) => state === 'pending' && isOutdated !== true);
  return [
    ...table(
      screen,
      [
        { title: 'ID' },
        { title: 'WAITING', priority: 2 },
        { title: 'LEFT' },
        { title: 'RISK' },
        { title: 'ACTOR', isFlexible: true, priority: 1 },
        { title: 'ASKS TO', isFlexible: true },
        { title: 'WHY IT WAITS', isFlexible: true, priority: 3 },
      ],
      items.map((item) => [
        { text: shown.get(item.id) ?? '' },
        { text: elapsed(now - Date.parse(item.requestedAt)) },
        leftOf(item, now),
        { text: item.riskGrade },
        { text: excerpt(item.actorId, 40) },
        { text: item.asks },
        { text: excerpt(spokenReasons(item.reasons)[0] ?? 'held by policy', 80) },
      ]),
    ),
    ...(items.some(({ isOutdated }) => isOutdated === true)
      ? ['outdated: asked under an older policy, it cannot count; the agent has to ask again']
      : []),
    ...(first === undefined
      ? []
      : [`→ qorectl approvals show ${shown.get(first.id) ?? ''}   then approve or refuse`]),
  ];
}

/** How long it can still be decided, or why it cannot. */
function leftOf({ state, isOutdated, expiresAt }: Approval, now: number): Cell {
  if (isOutdated === true) return { text: 'outdated', tone: 'dim' };
  return state === 'pending'
    ? { text: elapsed(Date.parse(expiresAt) - now) }
    : { text: state, tone: tones[state] };
}

/** The page that a person signs: who asks for exactly what, why it was held, and until when it stands. */
export function approvalPage(screen: Screen, detail: ApprovalDetail, now: number): readonly string[] {
  const { approval, decision, recorded: facts } = detail;
  const { id, state } = approval;
  const left = Date.parse(approval.expiresAt) - now;
  const list = (name: string, values: readonly string[]): readonly (readonly [string, string])[] =>
    values.map((value, i) => [i === 0 ? name : '', value]);
  return [
    `${screen.paint(tones[state], state)}  ${excerpt(approval.actorId, 60)} to ${asksWhat(approval, facts)}`,
    '',
    ...fields(screen, [
      ['approval', id],
      ['actor', neutralise(approval.actorId)],
      ...askedPairs(approval, facts),
      ...riskPairs(approval.riskGrade, facts),
      ...list('because', otherReasons(approval.reasons)),
      ...list('rules', approval.matchedRules.map(neutralise)),
      ['policy', approval.policyVersion],
      ...(approval.isOutdated === true
        ? [
            [
              'outdated',
              'another policy is in force since: it cannot count, the agent has to ask again',
            ] as const,
          ]
        : []),
      ['through', `${neutralise(decision.surface)}, key ${neutralise(decision.credential)}`],
      ['intent', approval.intentDigest],
      ['asked', `${approval.requestedAt}, ${elapsed(now - Date.parse(approval.requestedAt))} ago`],
      ['expires', `${approval.expiresAt}, ${left > 0 ? `in ${elapsed(left)}` : `${elapsed(-left)} ago`}`],
      ...(approval.decidedAt === undefined
        ? []
        : [['decided', `${approval.decidedAt} by ${neutralise(approval.decidedBy ?? 'unknown')}`] as const]),
      ...(approval.reason === undefined ? [] : [['reason', neutralise(approval.reason)] as const]),
      ...(approval.usedBy === undefined ? [] : [['used by', approval.usedBy] as const]),
    ]),
    `→ qorectl decisions show ${approval.decisionId}`,
    ...(state === 'pending'
      ? [`→ qorectl approvals ${approval.isOutdated === true ? `refuse ${id}` : `approve ${id}   or refuse`}`]
      : []),
  ];
}

/** What became of an approval that a person just decided. */
export function decidedText(screen: Screen, { approval, recorded }: ApprovalDetail): readonly string[] {
  const isApproved = approval.state === 'approved';
  return [
    `${screen.paint(tones[approval.state], approval.state)}  ${excerpt(approval.actorId, 60)} may ${isApproved ? '' : 'not '}${asksWhat(approval, recorded)}`,
    ...(isApproved ? [`good until ${approval.expiresAt}, for one use of exactly this request`] : []),
  ];
}
