import { bundleOf } from '../proof/entry-bundle.ts';
import { formatTilePath } from '../proof/tile-path.ts';
import { tileWidth } from '../proof/tile-reader.ts';
import { emptyTree, extendTree } from '../tree.ts';
import { parseCheckpoint } from '../verify/checkpoint.ts';
import { parseNote } from '../verify/note.ts';
import type { LogSource } from './log-source.ts';
import { readRange, type ReadEntry } from './read-range.ts';

/** A file of a static log. */
export interface LogFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The whole log of a checkpoint as C2SP tlog-tiles has it: every tile, every entry bundle whose entries all have their
 * leaves, and, when all of that was checked against it, the checkpoint.
 *
 * @throws LEDGER_UNAVAILABLE when the log does not lead to the checkpoint; NOTE_INVALID
 */
export async function* exportTiles(
  source: LogSource,
  checkpoint: string,
): AsyncGenerator<LogFile, void, undefined> {
  const signed = parseCheckpoint(parseNote(checkpoint).text);
  const shelf = new TileShelf();
  let tree = emptyTree(signed.origin);
  let entries: readonly ReadEntry[] = [];
  for await (const page of readRange(source, { from: 0, to: signed.size }, signed)) {
    const { state, subtrees } = extendTree(
      tree,
      page.map(({ leafHash }) => leafHash),
    );
    tree = state;
    for (const { leafHash } of page) yield* shelf.put(0, leafHash);
    for (const { level, hash } of subtrees) yield* shelf.put(level, hash);
    entries = [...entries, ...page];
    for (; entries.length >= tileWidth; entries = entries.slice(tileWidth)) {
      yield* entryFile(entries.slice(0, tileWidth));
    }
  }
  yield* entryFile(entries);
  yield* shelf.rest();
  yield { path: 'checkpoint', bytes: Buffer.from(checkpoint) };
}

function* entryFile(entries: readonly ReadEntry[]): Generator<LogFile, void, undefined> {
  const [first] = entries;
  const leaves = entries.flatMap(({ leaf }) => leaf ?? []);
  if (first === undefined || leaves.length < entries.length) return;
  const place = {
    level: 'entries',
    index: Math.floor(first.index / tileWidth),
    width: entries.length,
  } as const;
  yield { path: `tile/${formatTilePath(place)}`, bytes: bundleOf(leaves) };
}

/** Tiles of each level that are not full yet. */
class TileShelf {
  readonly #levels: { index: number; hashes: Uint8Array[] }[] = [];

  *put(level: number, hash: Uint8Array): Generator<LogFile, void, undefined> {
    const tile = (this.#levels[level] ??= { index: 0, hashes: [] });
    tile.hashes.push(hash);
    if (tile.hashes.length < tileWidth) return;
    yield tileFile(level, tile);
    this.#levels[level] = { index: tile.index + 1, hashes: [] };
  }

  *rest(): Generator<LogFile, void, undefined> {
    for (const [level, tile] of this.#levels.entries()) {
      if (tile.hashes.length > 0) yield tileFile(level, tile);
    }
  }
}

function tileFile(
  level: number,
  { index, hashes }: { readonly index: number; readonly hashes: readonly Uint8Array[] },
): LogFile {
  return {
    path: `tile/${formatTilePath({ level, index, width: hashes.length })}`,
    bytes: Buffer.concat(hashes),
  };
}
