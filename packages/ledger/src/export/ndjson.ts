import { toHex } from '../verify/bytes.ts';
import { parseCheckpoint } from '../verify/checkpoint.ts';
import { parseNote } from '../verify/note.ts';
import type { ExportOptions } from './bundle.ts';
import type { LogSource } from './log-source.ts';
import { readRange, type ReadEntry } from './read-range.ts';

/**
 * One entry a line, `{"index":…,"leafHash":"…","leaf":…}` with the exact text of the leaf, or null where it was removed.
 * Checked as `exportBundle` does; the lines themselves prove nothing.
 *
 * @throws as `exportBundle`
 */
export async function* exportLines(
  source: LogSource,
  { from, to, checkpoint }: ExportOptions,
): AsyncGenerator<string, void, undefined> {
  const signed = parseCheckpoint(parseNote(checkpoint).text);
  for await (const page of readRange(source, { from, to }, signed)) yield page.map(lineOf).join('');
}

function lineOf({ index, leafHash, leaf }: ReadEntry): string {
  const text = leaf === undefined ? 'null' : Buffer.from(leaf).toString();
  return `{"index":${index},"leafHash":"${toHex(leafHash)}","leaf":${text}}\n`;
}
