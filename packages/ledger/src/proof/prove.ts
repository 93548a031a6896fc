import { hashNode } from '../tree.ts';
import { subtreeRoot, type TileReader } from './tile-reader.ts';

/**
 * The inclusion proof of leaf `index` in the tree of `size` leaves, from the leaf's sibling up (RFC 6962 §2.1.1).
 * Expects `index < size`.
 */
export async function inclusionPath(
  tiles: TileReader,
  index: number,
  size: number,
): Promise<readonly Uint8Array[]> {
  return await pathWithin(tiles, index, 0, size);
}

/** The consistency proof from `from` to `to` leaves (RFC 6962 §2.1.2). Expects `0 < from <= to`. */
export async function consistencyPath(
  tiles: TileReader,
  from: number,
  to: number,
): Promise<readonly Uint8Array[]> {
  return from === to ? [] : await subproof(tiles, from, 0, to, true);
}

/** PATH(m, D[start:end]). */
async function pathWithin(
  tiles: TileReader,
  index: number,
  start: number,
  end: number,
): Promise<Uint8Array[]> {
  if (end - start <= 1) return [];
  const middle = start + splitOf(end - start);
  // Asked for together: what waits for tiles waits for all of them once.
  const [below, sibling] = await Promise.all(
    index < middle
      ? [pathWithin(tiles, index, start, middle), rangeRoot(tiles, middle, end)]
      : [pathWithin(tiles, index, middle, end), rangeRoot(tiles, start, middle)],
  );
  return [...below, sibling];
}

/** SUBPROOF(m, D[start:end], isWhole): the verifier knows the root of what it has seen whole. */
async function subproof(
  tiles: TileReader,
  from: number,
  start: number,
  end: number,
  isWhole: boolean,
): Promise<Uint8Array[]> {
  if (from === end) return isWhole ? [] : [await rangeRoot(tiles, start, end)];
  const middle = start + splitOf(end - start);
  return from <= middle
    ? [...(await subproof(tiles, from, start, middle, isWhole)), await rangeRoot(tiles, middle, end)]
    : [...(await subproof(tiles, from, middle, end, false)), await rangeRoot(tiles, start, middle)];
}

/** Merkle tree hash of leaves `start` to before `end`, where `start` is a multiple of every subtree it is split into. */
export async function rangeRoot(tiles: TileReader, start: number, end: number): Promise<Uint8Array> {
  const width = end - start;
  const height = Math.floor(Math.log2(width));
  if (2 ** height === width) return await subtreeRoot(tiles, height, start / width);
  const middle = start + splitOf(width);
  const [left, right] = await Promise.all([rangeRoot(tiles, start, middle), rangeRoot(tiles, middle, end)]);
  return hashNode(left, right);
}

/** The largest power of two below `width`, which is at least 2 (RFC 6962 §2.1). */
function splitOf(width: number): number {
  const power = 2 ** Math.floor(Math.log2(width));
  return power === width ? power / 2 : power;
}
