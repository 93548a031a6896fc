import type { StoreBatch } from '../store.ts';

export interface FollowerOptions {
  /** Writes a batch into the tables; calls are answered in the order in which they are made. */
  readonly write: (batch: StoreBatch) => Promise<void>;
  /** A write was not answered well; nothing more is sent until `takeBack`. */
  readonly failed: () => void;
}

/** Entries of one statement. */
const maxEntries = 256;
/** So long the first of them waits for others: a row in a large statement costs half of what it costs in a small one. */
const lingerMs = 25;

/**
 * Takes into the tables what was acknowledged with the journal: in order, and as much at a time as comes together within
 * `lingerMs`, or while the write before is under way.
 */
export class Follower {
  readonly #options: FollowerOptions;
  #unsent: StoreBatch[] = [];
  #unanswered: StoreBatch[] = [];
  #last: Promise<void> = Promise.resolve();
  #isStopped = false;
  #lingering: NodeJS.Timeout | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Entries that the tables may lack. */
  get behind(): number {
    return entriesOf(this.#unanswered) + entriesOf(this.#unsent);
  }

  add(batch: StoreBatch): void {
    this.#unsent.push(batch);
    this.#sendSoon();
  }

  /** Like `add`, but nothing is sent yet. */
  keep(batch: StoreBatch): void {
    this.#unsent.push(batch);
    this.#isStopped = true;
  }

  /** Everything is with the database when this returns. */
  catchUp(): void {
    while (this.#unsent.length > 0 && !this.#isStopped) this.#send();
  }

  /** Resolves when everything that was added is written, or a write has failed. Never rejects. */
  async settled(): Promise<void> {
    this.catchUp();
    await this.#last;
  }

  /** What is not known to be written, in order; the follower begins anew. */
  takeBack(): readonly StoreBatch[] {
    const batches = [...this.#unanswered, ...this.#unsent];
    this.#unanswered = [];
    this.#unsent = [];
    this.#isStopped = false;
    return batches;
  }

  #sendSoon(): void {
    if (this.#isStopped || this.#unanswered.length > 0) return;
    if (entriesOf(this.#unsent) >= maxEntries) this.#send();
    // What is not sent when the process ends stands in the journal.
    else this.#lingering ??= setTimeout(() => this.catchUp(), lingerMs).unref();
  }

  #send(): void {
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    const batches = this.#unsent.splice(0, countWithin(this.#unsent, maxEntries));
    this.#unanswered.push(...batches);
    this.#last = this.#write(batches);
  }

  async #write(batches: readonly StoreBatch[]): Promise<void> {
    const before = this.#last;
    const written = this.#options.write(joined(batches)).then(
      () => true,
      () => false,
    );
    // Answers count in order: of what came behind a failed write nothing counts.
    await before;
    const isWritten = await written;
    if (this.#isStopped) return;
    if (!isWritten) {
      this.#isStopped = true;
      this.#options.failed();
      return;
    }
    this.#unanswered.splice(0, batches.length);
    if (this.#unsent.length > 0) this.#sendSoon();
  }
}

function entriesOf(batches: readonly StoreBatch[]): number {
  return batches.reduce((sum, { entries }) => sum + entries.length, 0);
}

/** How many batches from the first on have together at most so many entries; at least one. */
function countWithin(batches: readonly StoreBatch[], max: number): number {
  let entries = 0;
  const end = batches.findIndex((batch) => (entries += batch.entries.length) > max);
  return Math.max(1, end < 0 ? batches.length : end);
}

function joined(batches: readonly StoreBatch[]): StoreBatch {
  const [first] = batches;
  const last = batches.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('expected a batch');
  if (batches.length === 1) return first;
  return {
    entries: batches.flatMap(({ entries }) => entries),
    before: first.before,
    after: last.after,
    subtrees: batches.flatMap(({ subtrees }) => subtrees),
  };
}
