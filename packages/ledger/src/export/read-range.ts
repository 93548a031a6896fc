import { LedgerError } from '../errors.ts';
import { subtreeRoot } from '../proof/tile-reader.ts';
import { extendTree, hashLeaf, type TreeState } from '../tree.ts';
import { isEqual } from '../verify/bytes.ts';
import type { Checkpoint } from '../verify/checkpoint.ts';
import { GrowingTree } from '../verify/growing-tree.ts';
import { subtreeCover } from '../verify/subtree-cover.ts';
import type { BareEntry, IndexRange, LogSource } from './log-source.ts';

/** An entry whose leaf, where there is one, has its hash. */
export interface ReadEntry {
  readonly index: number;
  readonly leafHash: Uint8Array;
  readonly leaf: Uint8Array | undefined;
}

/** What surrounds a range in the tree of a checkpoint: the roots of the full subtrees on either side. */
export interface RangeProof {
  readonly before: readonly Uint8Array[];
  readonly after: readonly Uint8Array[];
}

/** @throws ENTRY_INVALID when the range is not in a log of that size */
export async function proveRange(
  source: LogSource,
  { from, to }: IndexRange,
  size: number,
): Promise<RangeProof> {
  checkRange({ from, to }, size);
  const rootsOf = async (start: number, end: number): Promise<readonly Uint8Array[]> => {
    const roots: Uint8Array[] = [];
    for (const { height, index } of subtreeCover(start, end)) {
      roots.push(await subtreeRoot(source, height, index));
    }
    return roots;
  };
  return { before: await rootsOf(0, from), after: await rootsOf(to, size) };
}

/**
 * The entries of a range, page by page. What was given out before the end is proved by the end: it throws unless the
 * entries and what surrounds them lead to the root of the checkpoint.
 *
 * @throws LEDGER_UNAVAILABLE when the log does not lead to the checkpoint; ENTRY_INVALID when the range is not in it
 */
export async function* readRange(
  source: LogSource,
  range: IndexRange,
  checkpoint: Checkpoint,
  proof?: RangeProof,
): AsyncGenerator<readonly ReadEntry[], void, undefined> {
  const { from, to } = range;
  const { size, root } = checkpoint;
  const { before, after } = proof ?? (await proveRange(source, range, size));
  // The chain is not looked at here.
  let passed: TreeState = { size: from, frontier: before, chain: new Uint8Array() };
  for (let next = from; next < to;) {
    const page = (await source.leaves(next, to)).map((entry, at) => checked(entry, next + at));
    if (page.length === 0) throw broken(`no entry ${next}`);
    passed = extendTree(
      passed,
      page.map(({ leafHash }) => leafHash),
    ).state;
    yield page;
    next += page.length;
  }
  const tree = new GrowingTree();
  const parts = [
    [subtreeCover(0, to), passed.frontier],
    [subtreeCover(to, size), after],
  ] as const;
  for (const [cover, hashes] of parts) {
    for (const [at, { height }] of cover.entries()) await tree.add(height, elementOf(hashes, at));
  }
  if (!isEqual(await tree.root(), root)) {
    throw broken(`entries ${from} to ${to - 1} do not lead to the checkpoint of size ${size}`);
  }
}

function checkRange({ from, to }: IndexRange, size: number): void {
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from < to && to <= size)) {
    throw new LedgerError({
      code: 'ENTRY_INVALID',
      message: `expected indices 0 ≤ from < to ≤ ${size}, found ${from} and ${to}`,
    });
  }
}

function checked({ index, leafHash: hex, leaf: text }: BareEntry, expected: number): ReadEntry {
  if (index !== expected) throw broken(`expected entry ${expected}, found ${index}`);
  const leafHash = Buffer.from(hex, 'hex');
  const leaf = text === undefined ? undefined : Buffer.from(text);
  if (leaf !== undefined && !isEqual(hashLeaf(leaf), leafHash)) {
    throw broken(`the leaf of entry ${index} does not have the hash beside it`);
  }
  return { index, leafHash, leaf };
}

function elementOf(hashes: readonly Uint8Array[], at: number): Uint8Array {
  const hash = hashes[at];
  if (hash === undefined) throw broken('hashes of the tree are missing');
  return hash;
}

function broken(what: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_UNAVAILABLE', message: `${what}; run a verification` });
}
