import { LedgerError } from '../errors.ts';
import type { LedgerStore } from '../store.ts';
import type { Subtree } from '../tree.ts';
import { foldRoot, tileWidth, type TileReader } from './tile-reader.ts';

/** The tiles of a stored log. Refuses with LEDGER_UNAVAILABLE where hashes are gone. */
export function createTileReader(store: LedgerStore): TileReader {
  return {
    async hashes(level, from, to) {
      const hashes =
        level === 0
          ? await store.leafHashes(from, to)
          : (await store.subtrees(level, from, to)).map(({ hash }) => hash);
      if (hashes.length === to - from) return hashes;
      throw new LedgerError({
        code: 'LEDGER_UNAVAILABLE',
        message: `expected ${to - from} hashes from ${from} at tile level ${level}, found ${hashes.length}; run a verification`,
        details: { level, from, to },
      });
    },
  };
}

/** Adds the roots of full tiles that a log lacks because it was begun before they were kept. */
export async function fillSubtrees(store: LedgerStore, size: number): Promise<void> {
  const tiles = createTileReader(store);
  for (let level = 1; ; level += 1) {
    const full = Math.floor(size / tileWidth ** level);
    if (full === 0) return;
    // They are written in order: the last one there says how far.
    const [last] = await store.subtrees(level, full - 1, full);
    if (last !== undefined) continue;
    for (let from = 0; from < full; from += tileWidth) {
      const to = Math.min(from + tileWidth, full);
      const known = new Set((await store.subtrees(level, from, to)).map(({ index }) => index));
      const missing: Subtree[] = [];
      for (let index = from; index < to; index += 1) {
        if (known.has(index)) continue;
        const below = await tiles.hashes(level - 1, index * tileWidth, (index + 1) * tileWidth);
        missing.push({ level, index, hash: foldRoot(below) });
      }
      await store.saveSubtrees(missing);
    }
  }
}
