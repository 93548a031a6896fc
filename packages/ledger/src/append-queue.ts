import { setImmediate as nextTurn } from 'node:timers/promises';
import { commitBatch, type BatchResult, type Candidate, type Outcome } from './commit-batch.ts';
import type { Writers } from './companion-writes.ts';
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
/** While one batch is written the next one is planned; more of them would only be smaller. */
const maxUnderWay = 2;

interface Failure {
  readonly batch: readonly Waiting[];
  readonly error: unknown;
}

/** Callers wait here; one flusher takes what is there and commits it together. No timer: load makes the batches. */
export class AppendQueue {
  readonly #options: AppendQueueOptions;
  #waiting: Waiting[] = [];
  #queued = 0;
  #queuedBytes = 0;
  #flushing: Promise<void> | undefined;
  /** Wakes the flusher. */
  #arrived: () => void = () => undefined;
  readonly #underWay = new Set<Promise<void>>();
  /** In the order in which they were sent; a batch sent behind one that failed has failed with it. */
  #failures: Failure[] = [];

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
        this.#arrived();
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
    while (this.#waiting.length + this.#underWay.size + this.#failures.length > 0) {
      if (this.#failures.length > 0) await this.#recover();
      else if (this.#underWay.size >= maxUnderWay) await Promise.race(this.#underWay);
      else if (this.#waiting.length === 0) await Promise.race([...this.#underWay, this.#arrival()]);
      else {
        // Callers that were just answered get their next entry into this batch.
        await nextTurn();
        await this.#send(this.#waiting.splice(0, this.#options.maxBatch));
      }
    }
    this.#flushing = undefined;
  }

  async #arrival(): Promise<void> {
    const arrived = Promise.withResolvers<void>();
    this.#arrived = arrived.resolve;
    await arrived.promise;
  }

  /** Resolves when the next batch may be sent. */
  async #send(batch: readonly Waiting[]): Promise<void> {
    const sent = Promise.withResolvers<void>();
    const before = [...this.#underWay];
    const settled = this.#commit(batch, sent.resolve).then(
      async (result) => {
        // In the order of the log, whatever the order of the answers.
        await Promise.all(before);
        this.#waiting.unshift(...this.#answer(batch, result));
      },
      async (error: unknown) => {
        await Promise.all(before);
        this.#failures.push({ batch, error });
      },
    );
    const tracked = settled.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    await Promise.race([sent.promise, tracked]);
  }

  /** One by one: the first failure is its own, those behind it may have failed with it. */
  async #recover(): Promise<void> {
    await Promise.all(this.#underWay);
    const [first, ...others] = this.#failures;
    this.#failures = [];
    if (first === undefined) return;
    const again = [...(await this.#divide(first.batch, first.error))];
    for (const { batch } of others) again.push(...(await this.#settle(batch)));
    this.#waiting.unshift(...again);
  }

  async #commit(batch: readonly Waiting[], sent: () => void): Promise<BatchResult> {
    const { log, store, writers } = this.#options;
    store.assertRoom();
    const candidates = batch.map(({ candidate }) => candidate);
    return await commitBatch({ log, store, writers, sent }, candidates);
  }

  /** Commits and answers; returns those that must be asked again. Never rejects. */
  async #settle(batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    try {
      return this.#answer(batch, await this.#commit(batch, () => undefined));
    } catch (error) {
      return await this.#divide(batch, error);
    }
  }

  /** Returns those that must be asked again. */
  #answer(batch: readonly Waiting[], result: BatchResult): readonly Waiting[] {
    if (result.after.size > result.before.size) this.#options.committed(result);
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
