import type { Approval } from '@zoqore/runtime';
import { elapsed } from '../instant.ts';
import { shortIds } from '../short-id.ts';
import { excerpt } from './neutralise.ts';
import { asksTo, spokenReasons } from './plain-words.ts';
import type { Screen } from './screen.ts';
import { fields, table } from './table.ts';

/** What waits, how long, who asks for what and why it was held. */
export function approvalTable(screen: Screen, items: readonly Approval[], now: number): readonly string[] {
  if (items.length === 0) return ['nothing waits for a person'];
  const shown = shortIds(items.map(({ id }) => id));
  const isMixed = items.some(({ state }) => state !== 'pending');
  const first = items.find(({ state }) => state === 'pending');
  return [
    ...table(
      screen,
      [
        { title: 'ID' },
        { title: isMixed ? 'STATE' : 'WAITING' },
        { title: 'ACTOR', isFlexible: true },
        { title: 'ASKS TO', isFlexible: true },
        { title: 'WHY IT WAITS', isFlexible: true },
      ],
      items.map((item) => [
        { text: shown.get(item.id) ?? '' },
        { text: isMixed ? item.state : elapsed(now - Date.parse(item.requestedAt)) },
        { text: excerpt(item.actorId, 40) },
        { text: asksTo(item.action, item.targetPath) },
        { text: `${spokenReasons(item.reasons)[0] ?? 'held by policy'} (${item.riskGrade})` },
      ]),
    ),
    ...(first === undefined ? [] : [`→ qorectl approvals approve ${shown.get(first.id) ?? ''}   or refuse`]),
  ];
}

/** What became of an approval that a person just decided. */
export function approvalText(screen: Screen, item: Approval): readonly string[] {
  const isApproved = item.state === 'approved';
  return [
    `${screen.paint(isApproved ? 'good' : 'bad', item.state)}  ${excerpt(item.actorId, 60)} may ${isApproved ? '' : 'not '}${asksTo(item.action, item.targetPath)}`,
    '',
    ...fields(screen, [
      ['approval', item.id],
      ...(item.reason === undefined ? [] : [['reason', excerpt(item.reason, 300)] as const]),
      ['decided by', excerpt(item.decidedBy ?? '', 60)],
      ...(isApproved
        ? [['good until', `${item.expiresAt}, for one use of exactly this request`] as const]
        : []),
    ]),
  ];
}
