import type { LedgerStore, PlacedEntry } from '../store.ts';
import { extendChain } from '../tree.ts';
import { leafHashOf } from './check-entry.ts';
import { FaultFound } from './fault.ts';
import { findOrigin } from './find-origin.ts';
import { isSame } from './same-bytes.ts';

/**
 * Names what made a hash of an entry differ; reads the log again where that takes a look around. `before` is the chain
 * value that the entries before it lead to.
 */
export async function explainEntry(
  store: LedgerStore,
  entry: PlacedEntry,
  before: Uint8Array,
): Promise<FaultFound> {
  const { index } = entry;
  const leafHash = leafHashOf(entry);
  const chain = extendChain(before, leafHash);
  if (isSame(chain, entry.chain))
    return new FaultFound(index, 'column-altered', 'column `leaf_hash` differs from the leaf');
  if (!isSame(leafHash, entry.leafHash)) {
    return new FaultFound(index, 'payload-altered', 'the leaf does not have the hash stored beside it');
  }
  const [next] = await store.read({ from: index + 1, to: index + 2, limit: 1, order: 'ascending' });
  const follows = next !== undefined && isSame(extendChain(chain, leafHashOf(next)), next.chain);
  if (follows)
    return new FaultFound(index, 'column-altered', 'column `chain` differs from the entries before it');
  // Before the entries are counted: what comes meanwhile makes them more, never fewer.
  const head = await store.storedHead();
  const origin = await findOrigin(store, entry, before);
  if (origin.kind === 'reordered') {
    return new FaultFound(index, 'reordered', `entry ${origin.at} belongs here`);
  }
  if (origin.kind === 'duplicated') {
    return new FaultFound(index, 'duplicated', `the entry here repeats entry ${origin.at}`);
  }
  if (origin.entries < (head?.size ?? 0))
    return new FaultFound(index, 'missing', `entry ${index} is gone and others took its place`);
  return new FaultFound(
    index,
    'payload-altered',
    'the entry is not the one that the chain was computed over',
  );
}
