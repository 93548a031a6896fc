import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
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
      ['root', head.root],
      ['chain', head.chain],
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
  run: { readonly from: number; readonly seconds: number },
): readonly string[] {
  const size = report['size'];
  const root = report['root'];
  return [
    `${screen.paint('good', 'verified')}  ${run.from === 0 ? `all ${String(size)} entries` : `entries ${run.from} to ${Number(size) - 1}`} in ${run.seconds.toFixed(1)} s`,
    ...(typeof root === 'string' ? [`root      ${root}`] : []),
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
      ...proven.witnesses.map(({ name, at: seen }): [string, string] => [
        'witness',
        `${excerpt(name, 100)}, ${seen.toISOString()}`,
      ]),
    ]),
    '',
    ...JSON.stringify(body, undefined, 2)
      .split('\n')
      .map((line) => excerptLine(line)),
  ];
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
      ['leaf', entry.leafHash],
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
