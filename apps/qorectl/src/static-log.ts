import { exportTiles, formatTilePath, tileWidth } from '@zoqore/ledger';
import type { SignedLog } from './ledger-source.ts';
import type { NewFile } from './new-file.ts';

/**
 * Files of the whole log for any web server, with the keys beside them: C2SP names no path for those. The paths of what
 * is written are added to `written`.
 */
export async function* staticLog(
  { source, checkpoint, keys }: SignedLog,
  written: Set<string>,
): AsyncGenerator<NewFile> {
  for await (const { path, bytes } of exportTiles(source, checkpoint)) {
    yield { path, pieces: [bytes] };
    written.add(path);
  }
  yield { path: 'log.vkey', pieces: [keys] };
}

/** Entries, `[from, to)`, of the bundles that a static log does not have because a leaf in them was removed. */
export function bundlesLeftOut(size: number, written: ReadonlySet<string>): readonly [number, number][] {
  const ranges: [number, number][] = [];
  for (let from = 0; from < size; from += tileWidth) {
    const to = Math.min(size, from + tileWidth);
    const place = { level: 'entries', index: from / tileWidth, width: to - from } as const;
    if (written.has(`tile/${formatTilePath(place)}`)) continue;
    const last = ranges.at(-1);
    if (last?.[1] === from) last[1] = to;
    else ranges.push([from, to]);
  }
  return ranges;
}
