import { unpackEntries, type PackedEntries } from '../packed-entries.ts';
import { extendTree, type Subtree, type TreeState } from '../tree.ts';
import { checkColumns, leafHashOf } from './check-entry.ts';
import { FaultFound } from './fault.ts';
import { findRemovals, type FoundRemovals } from './removals.ts';
import { isSame } from './same-bytes.ts';

/** Entries that are checked by themselves, in this thread or another: plain data, both ways. */
export interface PageQuestion {
  readonly log: string;
  /** Index of the first entry; the page fits into one subtree there. */
  readonly first: number;
  /** Past the last one. */
  readonly end: number;
  /** Chain value before the first one. A claim: whoever asks compares it with the one that the entries before lead to. */
  readonly before: Uint8Array;
  readonly entries: PackedEntries;
  /** Sizes of checkpoints, from `first + 1` to `end`, ascending. */
  readonly sizes: readonly number[];
}

/** What the entries of a page make of an empty tree that has the chain value before them. */
export interface PageAnswer {
  readonly tree: TreeState;
  /** Numbered from the beginning of the page. */
  readonly subtrees: readonly Subtree[];
  /** Frontiers of the page at the sizes asked for. */
  readonly frontiers: readonly (readonly Uint8Array[])[];
  readonly removals: FoundRemovals;
}

/** Re-derives everything that one page holds; undefined when anything in it is not as it must be. */
export function checkPage({
  log,
  first,
  end,
  before,
  entries: packed,
  sizes,
}: PageQuestion): PageAnswer | undefined {
  const entries = unpackEntries(packed, first, end);
  if (entries === undefined) return undefined;
  const hashes = entries.map(leafHashOf);
  if (!entries.every((entry, at) => isSame(entry.leafHash, hashes[at] ?? before))) return undefined;
  if (!entries.every((entry) => entry.leaf === undefined || hasTrueColumns(log, entry))) return undefined;
  let tree: TreeState = { size: 0, frontier: [], chain: before };
  const subtrees: Subtree[] = [];
  const frontiers: (readonly Uint8Array[])[] = [];
  for (const size of [...sizes, end]) {
    const from = tree.size;
    const extension = extendTree(tree, hashes.slice(from, size - first));
    if (!extension.chains.every((chain, at) => isSame(chain, entries[from + at]?.chain ?? before))) {
      return undefined;
    }
    tree = extension.state;
    subtrees.push(...extension.subtrees);
    frontiers.push(tree.frontier);
  }
  return { tree, subtrees, frontiers: frontiers.slice(0, -1), removals: findRemovals(log, entries) };
}

function hasTrueColumns(...[log, entry]: Parameters<typeof checkColumns>): boolean {
  try {
    checkColumns(log, entry);
    return true;
  } catch (error) {
    if (error instanceof FaultFound) return false;
    throw error;
  }
}
