import { constants, write } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { LedgerError } from '../errors.ts';
import type { Companion } from '../model.ts';
import type { StoreBatch } from '../store.ts';
import { startChain, type TreeState } from '../tree.ts';
import {
  type Forgotten,
  forgetting,
  readForgotten,
  removalOf,
  writeForgotten,
  type FramedRemoval,
} from './forget.ts';
import { decodeFrame, encodeFrame, findFrame, type Frame } from './frame.ts';
import { readStopMark, writeStopMark } from './stop-mark.ts';
import { replaceFile, syncFolder } from '../durable-file.ts';

export interface JournalOptions {
  readonly directory: string;
  readonly origin: string;
  readonly segmentBytes: number;
  /** What is left of a row once its entry was pruned or erased; see `CompanionWriter.forgotten`. */
  readonly forgotten: Forgotten;
}

/** Where a journal ends: number of entries and the chain value there. */
export interface JournalEnd {
  readonly size: number;
  readonly chain: Uint8Array;
}

/** Append-only copy of a log in segment files, forced to the disk before the database commits. */
export interface Journal {
  readonly origin: string;
  readonly end: JournalEnd;
  /** Bytes of an unfinished frame that opening cut off. */
  readonly tornBytes: number;
  /** The machine stopped while the journal was open. */
  readonly isDoubtful: boolean;
  /** Resolves when the batch is on the disk. */
  append(batch: Pick<StoreBatch, 'entries' | 'after'>): Promise<void>;
  /** Removes frames that the log does not have. Resolves when they are gone from the disk. */
  cutBack(to: JournalEnd | TreeState): Promise<void>;
  frames(): AsyncIterable<Frame>;
  /**
   * Rewrites the segments that hold what removals up to the end took; nothing when that was done.
   * @throws LEDGER_UNAVAILABLE when it is left to the next start
   */
  forget(): Promise<void>;
  /** The log was found whole: a stop of the machine before now no longer counts. */
  confirm(): Promise<void>;
  close(): Promise<void>;
}

interface Segment {
  readonly path: string;
  readonly first: number;
}

/** Where each frame of the last segment begins, to cut it back. */
interface Place {
  readonly offset: number;
  readonly end: JournalEnd;
}

export async function openJournal(options: JournalOptions): Promise<Journal> {
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const mark = await readStopMark(options.directory);
  const journal = new FileJournal(options, mark === 'unclean');
  await journal.load(mark === 'none');
  return journal;
}

class FileJournal implements Journal {
  readonly origin: string;
  isDoubtful: boolean;
  tornBytes = 0;
  end: JournalEnd;
  readonly #options: JournalOptions;
  readonly #segments: Segment[] = [];
  #file: FileHandle | undefined;
  #bytes = 0;
  #places: Place[] = [];
  /** Writes and cuts, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #isBroken = false;
  #isConfirmed = false;
  /** By the entries that the journal holds, in order. */
  #removals: readonly FramedRemoval[] = [];

  constructor(options: JournalOptions, isDoubtful: boolean) {
    this.#options = options;
    this.origin = options.origin;
    this.isDoubtful = isDoubtful;
    this.end = { size: 0, chain: startChain(options.origin) };
  }

  async load(isUnmarked: boolean): Promise<void> {
    const names = (await readdir(this.#options.directory)).filter((name) => segmentName.test(name)).sort();
    for (const [position, name] of names.entries()) {
      const path = join(this.#options.directory, name);
      this.#segments.push({ path, first: this.end.size });
      await this.#scan(path, position === names.length - 1);
    }
    const last = this.#segments.at(-1);
    if (last !== undefined) this.#file = await open(last.path, constants.O_RDWR | constants.O_DSYNC);
    // Entries, and nobody says how they were left.
    this.isDoubtful ||= isUnmarked && this.end.size > 0;
  }

  async append(batch: Pick<StoreBatch, 'entries' | 'after'>): Promise<void> {
    const first = batch.after.size - batch.entries.length;
    const bytes = encodeFrame({
      first,
      chain: batch.after.chain,
      leaves: batch.entries.map(({ leaf, leafHash, bytes }) =>
        leaf === undefined ? { leafHash } : { leaf: bytes },
      ),
      companions: batch.entries.map(({ companions }) => companions),
    });
    await this.#exclusively(async () => {
      if (this.#isBroken) throw unavailable('the journal holds a frame that could not be cut back');
      if (first !== this.end.size) {
        throw unavailable(`expected a frame that begins at ${this.end.size}, found ${first}`);
      }
      const file = await this.#segmentFor(bytes.length);
      this.#places.push({ offset: this.#bytes, end: this.end });
      // Only cutBack() may undo this: until then a failed write leaves a doubt, not a hole.
      this.#isBroken = true;
      await writeAll(file, bytes, this.#bytes);
      this.#isBroken = false;
      this.#bytes += bytes.length;
      this.end = { size: batch.after.size, chain: batch.after.chain };
      this.#note(batch.entries.map(({ index, companions }) => ({ index, companions })));
    });
  }

  async cutBack(to: JournalEnd): Promise<void> {
    await this.#exclusively(async () => {
      while (this.end.size > to.size || this.#isBroken) {
        const place = this.#places.at(-1);
        if (place === undefined || this.#file === undefined) {
          throw mismatch(`journal ends at ${this.end.size}, expected ${to.size}`);
        }
        this.#isBroken = true;
        await this.#file.truncate(place.offset);
        await this.#file.datasync();
        this.#isBroken = false;
        this.#places.pop();
        this.#bytes = place.offset;
        this.end = place.end;
        this.#removals = this.#removals.filter(({ by }) => by < place.end.size);
      }
      if (this.end.size !== to.size || Buffer.compare(this.end.chain, to.chain) !== 0) {
        throw mismatch(`journal and table differ at ${Math.min(this.end.size, to.size)}`);
      }
    });
  }

  async *frames(): AsyncIterable<Frame> {
    for (const { path } of this.#segments) {
      yield* framesOf(await readFile(path));
    }
  }

  async forget(): Promise<void> {
    const upTo = this.#removals.at(-1)?.by;
    if (upTo === undefined) return;
    await this.#exclusively(async () => {
      // A frame that could not be cut back is left to the next start, and so is this.
      if (this.#isBroken) throw unavailable('the journal holds a frame that could not be cut back');
      const done = await readForgotten(this.#options.directory);
      const removals = this.#removals.filter(({ by }) => by > done && by <= upTo);
      if (removals.length === 0) return;
      const { change, first: from, last } = forgetting(removals, this.#options.forgotten);
      for (const [position, { path, first }] of this.#segments.entries()) {
        if (first > last) break;
        if ((this.#segments[position + 1]?.first ?? Infinity) <= from) continue;
        const frames = [...framesOf(await readFile(path))];
        const changed = frames.map(change);
        if (changed.every((frame, at) => frame === frames[at])) continue;
        try {
          await replaceFile(path, Buffer.concat(changed.map(encodeFrame)));
          if (position === this.#segments.length - 1) await this.#reopen(path);
        } catch (error) {
          await this.#leaveLost();
          throw error;
        }
      }
      await writeForgotten(this.#options.directory, upTo);
    });
  }

  async confirm(): Promise<void> {
    this.#isConfirmed = true;
    await writeStopMark(this.#options.directory, false);
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#file?.close();
    this.#file = undefined;
    // A doubt that nobody settled stays for the next start.
    if (this.#isConfirmed && !this.#isBroken) await writeStopMark(this.#options.directory, true);
  }

  /** Reads a segment to its end, cutting an unfinished frame off the last one. */
  async #scan(path: string, isLast: boolean): Promise<void> {
    const bytes = await readFile(path);
    let offset = 0;
    this.#places = [];
    for (let found = decodeFrame(bytes, offset); found !== undefined; found = decodeFrame(bytes, offset)) {
      const { frame } = found;
      if (frame.first !== this.end.size) {
        throw mismatch(
          `\`${path}\` holds entry ${frame.first} at offset ${offset}, expected ${this.end.size}`,
        );
      }
      this.#places.push({ offset, end: this.end });
      // A copy: the view would keep the whole segment in memory.
      this.end = { size: frame.first + frame.leaves.length, chain: Buffer.from(frame.chain) };
      this.#note(
        frame.companions.map((companions, position) => ({ index: frame.first + position, companions })),
      );
      offset = found.end;
    }
    this.#bytes = offset;
    if (offset === bytes.length) return;
    if (!isLast || findFrame(bytes, offset + 1) !== undefined) {
      throw mismatch(`\`${path}\` is damaged at offset ${offset}, before its end`);
    }
    this.tornBytes = bytes.length - offset;
    const file = await open(path, 'r+');
    try {
      await file.truncate(offset);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  #note(entries: readonly { readonly index: number; readonly companions: readonly Companion[] }[]): void {
    const found = entries.flatMap(({ index, companions }) => removalOf(index, companions) ?? []);
    if (found.length > 0) this.#removals = [...this.#removals, ...found];
  }

  /** The last segment has another file now, with its frames at other offsets. */
  async #reopen(path: string): Promise<void> {
    const file = await open(path, constants.O_RDWR | constants.O_DSYNC);
    await this.#file?.close();
    this.#file = file;
    const bytes = await readFile(path);
    let offset = 0;
    this.#places = this.#places.map(({ end }) => {
      const place = { offset, end };
      offset = decodeFrame(bytes, offset)?.end ?? bytes.length;
      return place;
    });
    this.#bytes = bytes.length;
  }

  /** What went on into a file that has no name any more would be lost with it: the next frame begins a segment. */
  async #leaveLost(): Promise<void> {
    const file = this.#file;
    if (file === undefined || (await file.stat()).nlink > 0) return;
    this.#file = undefined;
    await file.close();
  }

  async #segmentFor(length: number): Promise<FileHandle> {
    if (
      this.#file !== undefined &&
      (this.#bytes === 0 || this.#bytes + length <= this.#options.segmentBytes)
    ) {
      return this.#file;
    }
    const path = join(this.#options.directory, `${String(this.end.size).padStart(16, '0')}.zqj`);
    // A file of this name can only be left over from a creation that failed before its first frame.
    await rm(path, { force: true });
    const file = await open(
      path,
      constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_DSYNC,
      0o600,
    );
    try {
      await syncFolder(this.#options.directory);
    } catch (error) {
      await file.close();
      throw error;
    }
    await this.#file?.close();
    this.#file = file;
    this.#segments.push({ path, first: this.end.size });
    this.#bytes = 0;
    this.#places = [];
    return file;
  }

  async #exclusively(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    try {
      await mine;
    } catch (error) {
      throw explain(error);
    }
  }
}

function* framesOf(bytes: Buffer): Generator<Frame, void, undefined> {
  let offset = 0;
  for (let found = decodeFrame(bytes, offset); found !== undefined; found = decodeFrame(bytes, offset)) {
    yield found.frame;
    offset = found.end;
  }
}

const segmentName = /^\d{16}\.zqj$/;

/** On the disk when it resolves: the file is open with O_DSYNC, which spares a second call and its wait. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await writeSome(file, bytes.subarray(written), position + written);
  }
}

/** Number of bytes written. The write of a FileHandle costs the event loop twice as much, once a batch. */
function writeSome({ fd }: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, 0, bytes.length, position, (error, written) => {
      if (error === null) resolve(written);
      else reject(error);
    });
  });
}

function explain(error: unknown): unknown {
  if (error instanceof LedgerError || !(error instanceof Error)) return error;
  const isFull = 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
  return new LedgerError({
    code: 'LEDGER_UNAVAILABLE',
    message: isFull ? 'disk is full: the journal could not grow' : 'the journal could not be written',
    cause: error,
  });
}

function mismatch(message: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_JOURNAL_MISMATCH', message });
}

function unavailable(message: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_UNAVAILABLE', message });
}
