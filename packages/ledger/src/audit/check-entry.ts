import { parseLeaf } from '../entry.ts';
import type { PlacedEntry, StoredEntry } from '../store.ts';
import { hashLeafText } from '../tree.ts';
import { FaultFound } from './fault.ts';

/** The leaf hash of an entry, from what is stored of it. The one place that knows where a leaf is. */
export function leafHashOf(entry: PlacedEntry): Uint8Array {
  return entry.leaf === undefined ? entry.leafHash : hashLeafText(entry.leaf);
}

/** Every column that repeats a part of the leaf says what the leaf says. */
export function checkColumns(log: string, entry: StoredEntry): void {
  let draft: ReturnType<typeof parseLeaf>;
  try {
    draft = parseLeaf(log, entry.leaf);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new FaultFound(entry.index, 'payload-altered', `not a leaf of this log: ${detail}`);
  }
  for (const column of ['kind', 'actor', 'tenant', 'at', 'idem'] as const) {
    if (draft[column] !== entry[column]) {
      throw new FaultFound(entry.index, 'column-altered', `column \`${column}\` differs from the leaf`);
    }
  }
}
