import { setImmediate as nextTurn } from 'node:timers/promises';
import { commitBatch, type BatchResult, type Candidate, type Outcome, type Writers } from './commit-batch.ts';
import { LedgerError } from './errors.ts';
import type { AppendResult } from './model.ts';
import type { LedgerStore } from './store.ts';

export interface AppendQueueOptions {
  readonly log: string;
  readonly store: LedgerStore;
  readonly writers: Writers;
  readonly maxQueue: number;
  readonly maxBatch: number;
  /** After each commit that added entries, before its callers hear of it. */
  readonly committed: (result: BatchResult) => void;
}

interface Waiting {
  readonly candidate: Candidate;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

const maxQueuedBytes = 64 * 1024 * 1024;

/** Callers wait here; one flusher takes what is there and commits it together. No timer: load makes the batches. */
export class AppendQueue {
  readonly #options: AppendQueueOptions;
  #waiting: Waiting[] = [];
  #queued = 0;
  #queuedBytes = 0;
  #flushing: Promise<void> | undefined;

  constructor(options: AppendQueueOptions) {
    this.#options = options;
  }

  /** @throws LEDGER_BUSY */
  async add(candidate: Candidate): Promise<AppendResult> {
    const bytes = candidate.leaf.bytes.length;
    if (this.#queued >= this.#options.maxQueue || this.#queuedBytes + bytes > maxQueuedBytes) {
      throw new LedgerError({
        code: 'LEDGER_BUSY',
        message: `${this.#queued} entries wait already; try again later`,
        details: { queued: this.#queued, queuedBytes: this.#queuedBytes },
      });
    }
    this.#queued += 1;
    this.#queuedBytes += bytes;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.push({ candidate, resolve, reject });
        this.#flushing ??= this.#flush();
      });
    } finally {
      this.#queued -= 1;
      this.#queuedBytes -= bytes;
    }
  }

  /** Resolves when nobody waits. */
  async drain(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      // One turn of the event loop: callers that were just answered get their next entry into this batch.
      await nextTurn();
      const batch = this.#waiting.splice(0, this.#options.maxBatch);
      const again = await this.#settle(batch);
      if (again.length > 0) this.#waiting.unshift(...again);
    }
    this.#flushing = undefined;
  }

  /** Commits and answers; returns those that must be asked again. Never rejects. */
  async #settle(batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    const { log, store, writers, committed } = this.#options;
    let result: BatchResult;
    try {
      store.assertRoom();
      result = await commitBatch(
        log,
        store,
        writers,
        batch.map(({ candidate }) => candidate),
      );
    } catch (error) {
      return await this.#divide(batch, error);
    }
    if (result.after.size > result.before.size) committed(result);
    return batch.filter((waiting, position) => !answer(waiting, result.outcomes[position]));
  }

  /** One entry's rows can spoil a batch: halves find it and spare the others. A store that is gone spoils all. */
  async #divide(batch: readonly Waiting[], error: unknown): Promise<readonly Waiting[]> {
    if (batch.length === 1 || isStoreGone(error)) {
      for (const { reject } of batch) reject(unavailable(error));
      return [];
    }
    const middle = Math.ceil(batch.length / 2);
    const first = await this.#settle(batch.slice(0, middle));
    return [...first, ...(await this.#settle(batch.slice(middle)))];
  }
}

/** False for an entry that must be asked again. */
function answer({ resolve, reject }: Waiting, outcome: Outcome | undefined): boolean {
  if (outcome === undefined || outcome.outcome === 'again') return false;
  if (outcome.outcome === 'failed') reject(outcome.error);
  else resolve(outcome);
  return true;
}

function isStoreGone(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'string' && /^(?:LEDGER|DATABASE)_/.test(error.code);
}

function unavailable(error: unknown): LedgerError {
  if (error instanceof LedgerError) {
    const { code, message, details } = error;
    return new LedgerError({ code, message, details, cause: error });
  }
  return new LedgerError({
    code: 'LEDGER_UNAVAILABLE',
    message: 'the entry was not written',
    cause: error,
  });
}
