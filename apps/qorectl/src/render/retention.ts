import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { fields } from './table.ts';

interface RemovalView {
  readonly act: 'prune' | 'erase';
  readonly isDone: boolean;
  readonly ranges: readonly (readonly [number, number])[];
  readonly entries: number;
  readonly leaves: number;
  readonly held: readonly { readonly hold: number; readonly entries: number }[];
  readonly kept: number;
  readonly unarchived: number;
  readonly needed?: { readonly from: number; readonly until: string; readonly entries: number } | undefined;
  readonly receipts: readonly { readonly index: number }[];
  readonly isForgotten?: boolean | undefined;
}

const shownRanges = 8;

/** What was removed, or would be, and what stays. */
export function removalText(screen: Screen, removal: RemovalView): readonly string[] {
  const { act, isDone, ranges, entries, leaves, held, kept, unarchived, needed, receipts, isForgotten } =
    removal;
  const what = leaves > 0 ? 'entries, their hashes stay' : 'salts and digests; the entries stay';
  const isEffective = isDone && entries > 0;
  const verbs = act === 'prune' ? (['pruned', 'would prune'] as const) : (['erased', 'would erase'] as const);
  const shown = ranges
    .slice(0, shownRanges)
    .map(([from, to]) => (to - from === 1 ? `${from}` : `${from}..${to - 1}`));
  const more = ranges.length > shownRanges ? `, and ${ranges.length - shownRanges} more ranges` : '';
  return [
    `${screen.paint(isEffective ? 'good' : 'warn', verbs[isDone ? 0 : 1])}  ${entries} ${entries === 1 ? 'entry' : 'entries'}`,
    ...fields(
      screen,
      [
        ...(entries === 0 ? [] : [['which', shown.join(', ') + more] as const, ['what', what] as const]),
        ...held.map(({ hold, entries: count }) => ['held', `${count} stay under hold ${hold}`] as const),
        ...(kept === 0 ? [] : [['kept', `${kept} entries of the ledger itself`] as const]),
        ...(needed === undefined
          ? []
          : [
              [
                'needed',
                `${needed.entries} stay: an open approval or a repeated request is answered from entry ${needed.from} until ${needed.until}`,
              ] as const,
            ]),
        ...(unarchived === 0 ? [] : [['lost', `${unarchived} are in no archive`] as const]),
        ...(receipts.length === 0
          ? []
          : [['recorded', receipts.map(({ index }) => `entry ${index}`).join(', ')] as const]),
      ].map(([name, value]): [string, string] => [name, value]),
    ),
    ...(isForgotten === false
      ? [
          `${screen.paint('warn', 'unfinished')}  the journal could not be rewritten and still holds what was removed; the next start of the server does it`,
        ]
      : []),
    ...(isEffective
      ? ['the database keeps the old rows on the disk until VACUUM; backups and archives keep theirs']
      : entries === 0
        ? ['nothing was changed']
        : ['nothing was changed', '→ the same with --yes does it, for good']),
  ];
}

interface HoldView {
  readonly id: number;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly actors?: readonly string[] | undefined;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: string;
}

export function holdText(screen: Screen, hold: HoldView): readonly string[] {
  const names = (list: readonly string[]): string => list.map((name) => excerpt(name, 100)).join(', ');
  const terms = [
    ...(hold.from === undefined && hold.to === undefined
      ? []
      : [`entries ${hold.from ?? 0} to ${hold.to === undefined ? 'the end' : hold.to - 1}`]),
    ...(hold.kinds === undefined ? [] : [`of kind ${names(hold.kinds)}`]),
    ...(hold.actors === undefined ? [] : [`of ${names(hold.actors)}`]),
  ];
  return [
    `hold ${hold.id}  ${terms.length === 0 ? 'the whole record' : terms.join(' ')}`,
    ...fields(screen, [
      ['reason', excerpt(hold.reason, 300)],
      ['placed', `${hold.placedAt} by ${excerpt(hold.placedBy, 100)}`],
    ]),
  ];
}
