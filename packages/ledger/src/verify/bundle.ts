import { LedgerError } from '../errors.ts';
import { fromBase64, type Bytes } from './bytes.ts';
import { hashLength } from './hash.ts';
import { subtreeCover } from './subtree-cover.ts';

/** First line of a bundle (docs/spec/ledger.md §13). */
export const bundleHeader = 'zoqore/ledger-bundle@v1';

/** What stands in a bundle for one entry: its leaf, or the hash alone where the leaf was removed from the log. */
export type BundledEntry = { readonly leaf: Uint8Array } | { readonly leafHash: Uint8Array };

/** Called with the parts of a bundle in the order in which they stand in it; nothing of it is proved before the end. */
export interface BundleReader {
  begin(range: { readonly from: number; readonly to: number }): void;
  /** The roots of `subtreeCover(0, from)`. */
  before(hashes: readonly Uint8Array[]): Promise<void>;
  /** A few entries, in order. */
  entries(entries: readonly BundledEntry[]): Promise<void>;
  /** The roots of `subtreeCover(to, size)`, and the signed note of the checkpoint of `size` entries. */
  end(hashes: readonly Uint8Array[], checkpoint: string): Promise<void>;
}

const lineFeed = 0x0a;
const brace = 0x7b;
/** A leaf of 65,535 bytes is the longest line. */
const maxLineBytes = 65_535;
const maxNoteBytes = 4 * 1024 * 1024;
/** Hashed together: the digests of a platform run beside each other. */
const entriesAtOnce = 256;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a bundle of any length, with a few entries of it in memory.
 *
 * @throws PROOF_INVALID when any byte is out of place
 */
export async function readBundle(source: AsyncIterable<Uint8Array>, reader: BundleReader): Promise<void> {
  const lines = new LineReader(source);
  if (decode(await lines.next()) !== bundleHeader) {
    throw invalid(`expected the first line \`${bundleHeader}\``);
  }
  const from = numberOf('from', decode(await lines.next()));
  const to = numberOf('to', decode(await lines.next()));
  if (from >= to) throw invalid('expected `from` below `to`');
  reader.begin({ from, to });
  const before: Uint8Array[] = [];
  for (const _ of subtreeCover(0, from)) before.push(hashOf(decode(await lines.next())));
  await reader.before(before);
  for (let index = from; index < to;) {
    const some: BundledEntry[] = [];
    for (; index < to && some.length < entriesAtOnce; index += 1) some.push(entryOf(await lines.next()));
    await reader.entries(some);
  }
  const after: Uint8Array[] = [];
  for (let line = decode(await lines.next()); line !== ''; line = decode(await lines.next())) {
    if (after.length >= 2 * 53) throw invalid('expected a blank line before the checkpoint');
    after.push(hashOf(line));
  }
  await reader.end(after, decode(await lines.rest(maxNoteBytes)));
}

/** Whether a text begins as a bundle does; the proof of one entry begins otherwise. */
export function isBundle(beginning: string): boolean {
  return beginning.startsWith(`${bundleHeader}\n`);
}

function entryOf(line: Uint8Array): BundledEntry {
  if (line[0] === brace) return { leaf: line };
  const [, encoded] = /^hash (\S+)$/.exec(decode(line)) ?? [];
  if (encoded === undefined) throw invalid('expected a leaf or `hash <base64>` for each entry');
  return { leafHash: hashOf(encoded) };
}

function hashOf(line: string): Bytes {
  const bytes = fromBase64(line);
  if (bytes?.length !== hashLength) throw invalid('expected a hash of 32 bytes in base64');
  return bytes;
}

function numberOf(name: string, line: string): number {
  const [, digits] = new RegExp(`^${name} (0|[1-9]\\d{0,15})$`).exec(line) ?? [];
  const number = Number(digits);
  if (digits === undefined || !Number.isSafeInteger(number)) {
    throw invalid(`expected a line \`${name} <decimal>\``);
  }
  return number;
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw invalid('expected UTF-8');
  }
}

/** Lines of a stream, without their line feeds. */
class LineReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array();
  #at = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  async next(): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const end = this.#chunk.indexOf(lineFeed, this.#at);
      const part = this.#chunk.subarray(this.#at, end < 0 ? undefined : end);
      parts.push(part);
      length += part.length;
      if (length > maxLineBytes) throw invalid(`expected lines of at most ${maxLineBytes} bytes`);
      if (end >= 0) {
        this.#at = end + 1;
        return parts.length === 1 ? part : concat(parts, length);
      }
      if (!(await this.#load())) throw invalid('it ends too early');
    }
  }

  /** Everything that is left. */
  async rest(maxBytes: number): Promise<Uint8Array> {
    const parts = [this.#chunk.subarray(this.#at)];
    let length = parts[0]?.length ?? 0;
    while (await this.#load()) {
      parts.push(this.#chunk);
      length += this.#chunk.length;
      if (length > maxBytes) throw invalid(`expected a checkpoint of at most ${maxBytes} bytes`);
    }
    return concat(parts, length);
  }

  async #load(): Promise<boolean> {
    const next = await this.#chunks.next();
    this.#at = 0;
    this.#chunk = next.done === true ? new Uint8Array() : next.value;
    return next.done !== true;
  }
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'PROOF_INVALID', message: `bundle not understood: ${message}` });
}
