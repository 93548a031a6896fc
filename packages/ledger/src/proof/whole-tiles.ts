import { tileWidth, type TileReader } from './tile-reader.ts';

/** Reads each tile once, as far as a log of `size` entries fills it: for one proof, which asks for many parts of a few. */
export function wholeTiles(tiles: TileReader, size: number): TileReader {
  const read = new Map<string, Promise<readonly Uint8Array[]>>();
  return {
    async hashes(level, from, to) {
      const first = Math.floor(from / tileWidth) * tileWidth;
      const name = `${level}/${first}`;
      const end = Math.min(first + tileWidth, Math.floor(size / tileWidth ** level));
      const tile = read.get(name) ?? tiles.hashes(level, first, end);
      read.set(name, tile);
      return (await tile).slice(from - first, to - first);
    },
  };
}
