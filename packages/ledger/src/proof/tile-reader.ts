import { hashNode, tileHeight } from '../tree.ts';

/** Hashes of one tile (C2SP tlog-tiles): as many as a full tile of the level below has roots. */
export const tileWidth = 256;

/**
 * Where the hashes of a log's tiles come from: element `i` of level `l` is the root of the leaves from `i · 256^l` to
 * before `(i + 1) · 256^l`.
 */
export interface TileReader {
  /** Elements `from` to before `to` of a level, all within one tile and all there. */
  hashes(level: number, from: number, to: number): Promise<readonly Uint8Array[]>;
}

/** Root of a full subtree of `2^height` leaves, the `index`-th of its height. */
export async function subtreeRoot(tiles: TileReader, height: number, index: number): Promise<Uint8Array> {
  const level = Math.floor(height / tileHeight);
  const width = 2 ** (height % tileHeight);
  return foldRoot(await tiles.hashes(level, index * width, (index + 1) * width));
}

/** Root over hashes whose number is a power of two. */
export function foldRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left === undefined || right === undefined)
        throw new RangeError('expected a power of two of hashes');
      above.push(hashNode(left, right));
    }
    level = above;
  }
  const [root] = level;
  if (root === undefined) throw new RangeError('expected at least one hash');
  return root;
}
