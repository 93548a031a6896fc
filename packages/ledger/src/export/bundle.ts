import { bundleHeader } from '../verify/bundle.ts';
import { toBase64 } from '../verify/bytes.ts';
import { parseCheckpoint } from '../verify/checkpoint.ts';
import { parseNote } from '../verify/note.ts';
import type { IndexRange, LogSource } from './log-source.ts';
import { proveRange, readRange } from './read-range.ts';

/** A signed checkpoint, and the range that is exported under it. */
export interface ExportOptions extends IndexRange {
  /** Signed note; whoever exports has checked its signature. */
  readonly checkpoint: string;
}

/**
 * A bundle (docs/spec/ledger.md §13) in pieces: entries and what proves them under one signed checkpoint. When the last
 * piece is out, the whole was checked.
 *
 * @throws LEDGER_UNAVAILABLE when the log does not lead to the checkpoint; ENTRY_INVALID when the range is not in it;
 * NOTE_INVALID
 */
export async function* exportBundle(
  source: LogSource,
  { from, to, checkpoint }: ExportOptions,
): AsyncGenerator<string, void, undefined> {
  const signed = parseCheckpoint(parseNote(checkpoint).text);
  const proof = await proveRange(source, { from, to }, signed.size);
  yield lines([bundleHeader, `from ${from}`, `to ${to}`, ...proof.before.map(toBase64)]);
  for await (const page of readRange(source, { from, to }, signed, proof)) {
    yield lines(
      page.map(({ leaf, leafHash }) =>
        leaf === undefined ? `hash ${toBase64(leafHash)}` : Buffer.from(leaf).toString(),
      ),
    );
  }
  yield `${lines(proof.after.map(toBase64))}\n${checkpoint}`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
