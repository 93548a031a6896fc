import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { shellWord } from './shell-word.ts';
import { fields } from './table.ts';

interface HeadView {
  readonly log: string;
  readonly size: number;
  readonly root: string;
  readonly chain: string;
}

/** Size, root and chain of the log, and how to check them elsewhere. */
export function headText(
  screen: Screen,
  head: HeadView,
  key: string,
  checkpoint: string | undefined,
): readonly string[] {
  return [
    `${head.size} entries`,
    '',
    ...fields(screen, [
      ['log', excerpt(head.log, 200)],
      ['root', { text: head.root, isWhole: true }],
      ['chain', { text: head.chain, isWhole: true }],
    ]),
    '',
    // Whole, to be copied: a verifier key in two lines is none.
    'verifier key',
    ...key.split('\n').map((line) => `  ${excerpt(line, 400)}`),
    ...(checkpoint === undefined
      ? []
      : [
          '',
          'signed checkpoint; keep a copy somewhere else',
          ...checkpoint
            .trimEnd()
            .split('\n')
            .map((line) => `  ${excerpt(line, 300)}`),
        ]),
  ];
}

export function verifiedText(
  screen: Screen,
  report: Readonly<Record<string, unknown>>,
  seconds: number,
): readonly string[] {
  const size = Number(report['size']);
  const from = Number(report['from'] ?? 0);
  const root = report['root'];
  const what =
    from === 0 ? `all ${grouped(size)} entries` : `entries ${grouped(from)} to ${grouped(size - 1)}`;
  return [
    `${screen.paint('good', 'verified')}  ${what} in ${seconds.toFixed(1)} s`,
    ...(from === 0
      ? []
      : [`the signed checkpoint covers those before; to read them again: qorectl ledger verify`]),
    ...(typeof root === 'string' ? [`root      ${root}`] : []),
    ...removalsText(report),
  ];
}

/** What is gone and which entries say so; an age of many removals is summed up. */
function removalsText(report: Readonly<Record<string, unknown>>): readonly string[] {
  const removals = (report['removals'] ?? []) as readonly {
    readonly by: number;
    readonly act: string;
    readonly first: number;
    readonly last: number;
    readonly entries: number;
    readonly leaves: number;
  }[];
  const returned = Number(report['returned'] ?? 0);
  return [
    ...removals.slice(0, shownRemovals).map(({ by, act, first, last, entries, leaves }) => {
      const what = leaves > 0 ? `${leaves} entries` : `what opens the commitments of ${entries}`;
      return `${act.padEnd(8)}  ${what}, from ${first} to ${last}, by entry ${by}`;
    }),
    ...(removals.length > shownRemovals
      ? [`and ${grouped(removals.length - shownRemovals)} more removals: --json lists them all`]
      : []),
    ...(returned === 0
      ? []
      : [
          `${returned} entries stand although the record says that they were removed: was a backup restored?`,
        ]),
  ];
}

const shownRemovals = 10;
const shownRanges = 10;

function moreRanges(ranges: readonly unknown[]): readonly [string, string][] {
  const count = ranges.length - shownRanges;
  return count > 0 ? [['', `and ${grouped(count)} more ranges`]] : [];
}

/** `1,234,567`: told apart at a glance while it runs. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** What was written where, and what to type to check it. */
export function exportedText(
  screen: Screen,
  done: {
    readonly format: string;
    readonly out: string;
    readonly from: number;
    readonly to: number;
    readonly size: number;
    readonly bytes: number;
    readonly leftOut?: readonly (readonly [number, number])[];
  },
): readonly string[] {
  return [
    `${screen.paint('good', 'written')}  entries ${done.from} to ${done.to - 1} of ${done.size}, ${done.bytes} bytes`,
    ...fields(screen, [
      ['path', excerpt(done.out, 400)],
      ...(done.leftOut ?? [])
        .slice(0, shownRanges)
        .map(([from, to]): [string, string] => [
          'left out',
          `the bundles of entries ${from} to ${to - 1}: leaves in them were removed; their hashes are there`,
        ]),
      ...moreRanges(done.leftOut ?? []),
    ]),
    ...(done.format === 'bundle'
      ? [`→ qorectl ledger verify --bundle ${shellWord(done.out)} --key FILE`]
      : []),
  ];
}

/** What a bundle proves. */
export function provenRangeText(
  screen: Screen,
  proven: {
    readonly log: string;
    readonly from: number;
    readonly to: number;
    readonly size: number;
    readonly withoutLeaf: number;
    readonly witnesses: readonly { readonly name: string; readonly at: Date }[];
  },
): readonly string[] {
  return [
    `${screen.paint('good', 'verified')}  entries ${proven.from} to ${proven.to - 1} of ${excerpt(proven.log, 200)}`,
    '',
    ...fields(screen, [
      ['checkpoint', `of ${proven.size} entries, signed by the log`],
      ...(proven.withoutLeaf === 0
        ? []
        : [
            ['without leaf', `${proven.withoutLeaf} entries, withheld or removed; their hashes hold`] as [
              string,
              string,
            ],
          ]),
      ...witnessFields(proven.witnesses),
    ]),
  ];
}

/** What a receipt proves, and the entry itself. */
export function provenText(
  screen: Screen,
  proven: {
    readonly log: string;
    readonly index: number;
    readonly size: number;
    readonly leaf: string;
    readonly witnesses: readonly { readonly name: string; readonly at: Date }[];
  },
): readonly string[] {
  const leaf: unknown = JSON.parse(proven.leaf);
  const { at, actor, kind, body } = Object(leaf) as Record<string, unknown>;
  return [
    `${screen.paint('good', 'verified')}  entry ${proven.index} of ${excerpt(proven.log, 200)}`,
    '',
    ...fields(screen, [
      ['kind', excerpt(String(kind), 60)],
      ['at', excerpt(String(at), 40)],
      ['actor', excerpt(String(actor), 200)],
      ['checkpoint', `of ${proven.size} entries, signed by the log`],
      ...witnessFields(proven.witnesses),
    ]),
    '',
    ...JSON.stringify(body, undefined, 2)
      .split('\n')
      .map((line) => excerptLine(line)),
  ];
}

function witnessFields(
  witnesses: readonly { readonly name: string; readonly at: Date }[],
): readonly [string, string][] {
  return witnesses.map(({ name, at }) => ['witness', `${excerpt(name, 100)}, ${at.toISOString()}`]);
}

/** One entry: what the leaf says, field by field. */
export function entryText(
  screen: Screen,
  entry: { readonly index: number; readonly kind: string; readonly leaf: string; readonly leafHash: string },
): readonly string[] {
  const leaf: unknown = JSON.parse(entry.leaf);
  const { at, actor, body } = Object(leaf) as Record<string, unknown>;
  return [
    `entry ${entry.index}  ${excerpt(entry.kind, 60)}`,
    '',
    ...fields(screen, [
      ['at', excerpt(String(at), 40)],
      ['actor', excerpt(String(actor), 200)],
      ['leaf', { text: entry.leafHash, isWhole: true }],
    ]),
    '',
    ...JSON.stringify(body, undefined, 2)
      .split('\n')
      .map((line) => excerptLine(line)),
  ];
}

/** Indentation is kept; JSON has escaped what it must, the rest is made inert here. */
function excerptLine(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return indent + excerpt(line.slice(indent.length), 400);
}
