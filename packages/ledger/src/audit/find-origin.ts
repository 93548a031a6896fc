import type { LedgerStore, PlacedEntry } from '../store.ts';
import { extendChain } from '../tree.ts';
import { isSame } from './same-bytes.ts';

export type EntryOrigin =
  | { readonly kind: 'reordered'; readonly at: number }
  | { readonly kind: 'duplicated'; readonly at: number }
  | {
      readonly kind: 'foreign';
      /** That there are. */
      readonly entries: number;
    };

const pageSize = 4096;

/**
 * Looks through a broken log for where an entry out of place came from: an earlier entry that it repeats, or a later
 * one whose place it took. `chain` is the value before the entry.
 */
export async function findOrigin(
  store: LedgerStore,
  misplaced: PlacedEntry,
  chain: Uint8Array,
): Promise<EntryOrigin> {
  let repeated: number | undefined;
  let entries = 0;
  for (let from = 0; ;) {
    const page = await store.read({ from, to: Number.MAX_SAFE_INTEGER, limit: pageSize, order: 'ascending' });
    for (const entry of page) {
      if (entry.index === misplaced.index) continue;
      if (entry.index > misplaced.index) {
        const here = extendChain(chain, entry.leafHash);
        // The right leaf for this place, with the chain value left behind or taken along.
        if (isSame(here, misplaced.chain) || isSame(here, entry.chain))
          return { kind: 'reordered', at: entry.index };
      } else if (repeated === undefined && isSame(entry.leafHash, misplaced.leafHash)) {
        repeated = entry.index;
      }
    }
    entries += page.length;
    const last = page.at(-1);
    if (last === undefined) break;
    from = last.index + 1;
  }
  return repeated === undefined ? { kind: 'foreign', entries } : { kind: 'duplicated', at: repeated };
}
