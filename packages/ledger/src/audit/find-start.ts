import { LedgerError } from '../errors.ts';
import type { RecordedKeys } from '../keys/read-key-history.ts';
import { rangeRoot } from '../proof/prove.ts';
import { createTileReader } from '../proof/store-tiles.ts';
import { subtreeRoot } from '../proof/tile-reader.ts';
import type { LedgerStore } from '../store.ts';
import { emptyTree, type TreeState } from '../tree.ts';
import { checkNote } from './check-checkpoint.ts';
import { FaultFound } from './fault.ts';
import { pageSize } from './read-pages.ts';
import { isSame } from './same-bytes.ts';

/**
 * Where a verification that is asked to begin at `from` may begin: the last page before the last checkpoint up to there
 * that is signed and that the hashes kept of the entries before it lead to; else the beginning. Whoever asks for too
 * much gets what a signature covers.
 */
export async function findStart(
  log: string,
  store: LedgerStore,
  recorded: RecordedKeys,
  from: number,
): Promise<TreeState> {
  // Whose signature counts is not known: the walk from the beginning names what is wrong.
  if (recorded.broken !== undefined) return emptyTree(log);
  const [checkpoint] = await store.checkpoints({ from: 1, to: from + 1, limit: 1, order: 'descending' });
  if (checkpoint === undefined || checkpoint.size <= pageSize) return emptyTree(log);
  try {
    await checkNote(log, checkpoint, recorded);
    const tiles = createTileReader(store);
    const root = await rangeRoot(tiles, 0, checkpoint.size);
    if (!isSame(root, checkpoint.root)) return emptyTree(log);
    return await keptState(log, store, Math.floor((checkpoint.size - 1) / pageSize) * pageSize);
  } catch (error) {
    // What is wrong there is named by the walk from the beginning.
    const isAltered =
      error instanceof FaultFound || (error instanceof LedgerError && error.code === 'LEDGER_UNAVAILABLE');
    if (isAltered) return emptyTree(log);
    throw error;
  }
}

/** What the tables keep of the first `size` entries. */
async function keptState(log: string, store: LedgerStore, size: number): Promise<TreeState> {
  const tiles = createTileReader(store);
  const frontier: Uint8Array[] = [];
  let done = 0;
  while (done < size) {
    const height = Math.floor(Math.log2(size - done));
    frontier.push(await subtreeRoot(tiles, height, done / 2 ** height));
    done += 2 ** height;
  }
  const [last] = await store.read({ from: size - 1, to: size, limit: 1, order: 'ascending' });
  return last === undefined ? emptyTree(log) : { size, frontier, chain: last.chain };
}
