import { lastChain, type PackedEntries } from '../packed-entries.ts';
import type { LedgerStore, StoredCheckpoint, StoredCosignature } from '../store.ts';
import { tileHeight, type Subtree, type TreeState } from '../tree.ts';
import type { PageAnswer } from './check-page.ts';
import type { PageChecker } from './page-checker.ts';

/** Entries of a page: one subtree. */
export const pageSize = 1024;

/** A page as it is stored, and what it was found to make; nothing in it is believed yet. */
export interface Page {
  readonly first: number;
  /** Past the last entry. */
  readonly end: number;
  readonly before: Uint8Array;
  /** Of sizes from `first + 1` to `end`. */
  readonly checkpoints: readonly StoredCheckpoint[];
  /** Of those sizes. */
  readonly cosignatures: readonly StoredCosignature[];
  /** Of level 1. */
  readonly subtrees: readonly Subtree[];
  readonly answer: PageAnswer | undefined;
}

/**
 * The pages behind `start`, whose size is a multiple of `pageSize`, in order. While one is looked at the next ones are
 * read and checked: each begins with the chain value that is stored before it.
 */
export async function* readPages(
  log: string,
  store: LedgerStore,
  checker: PageChecker,
  start: TreeState,
  size: number,
): AsyncGenerator<Page> {
  const underWay: Promise<Page>[] = [];
  let before: Promise<Uint8Array> = Promise.resolve(start.chain);
  let next = start.size;
  for (;;) {
    while (next < size && underWay.length < checker.depth) {
      const [first, end] = [next, Math.min(next + pageSize, size)];
      const entries = store.readPacked(first, end);
      const page = readPage(log, store, checker, { first, end, before, entries });
      // A failure counts when its turn comes.
      page.catch(() => undefined);
      underWay.push(page);
      before = entries.then(lastChain);
      before.catch(() => undefined);
      next = end;
    }
    const page = underWay.shift();
    if (page === undefined) return;
    yield await page;
  }
}

async function readPage(
  log: string,
  store: LedgerStore,
  checker: PageChecker,
  place: {
    readonly first: number;
    readonly end: number;
    readonly before: Promise<Uint8Array>;
    readonly entries: Promise<PackedEntries>;
  },
): Promise<Page> {
  const { first, end } = place;
  const tile = 2 ** tileHeight;
  const [entries, checkpoints, cosignatures, subtrees, before] = await Promise.all([
    place.entries,
    // One more than there can be: two of one size are a fault.
    store.checkpoints({ from: first + 1, to: end + 1, limit: pageSize + 1 }),
    store.cosignatures({ from: first + 1, to: end + 1 }),
    store.subtrees(1, first / tile, Math.floor(end / tile)),
    place.before,
  ]);
  const sizes = checkpoints.map(({ size }) => size);
  const answer = await checker.check({ log, first, end, before, entries, sizes });
  return { first, end, before, checkpoints, cosignatures, subtrees, answer };
}
