import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ReplayPage } from './replay-page.ts';
import type { ReplayWorkerData, ReplayWorkerEvent } from './replay-worker.ts';
import type { ReplayTally } from './tally.ts';

// `rewriteRelativeImportExtensions` does not reach into URLs.
const file = new URL(`./replay-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/** Evaluates pages beside the thread that decides. */
export class ReplayThread {
  readonly #worker: Worker;
  /** Rejects when the thread fails, whoever waits for it then. */
  readonly #failed: Promise<never>;

  constructor(data: ReplayWorkerData) {
    this.#worker = new Worker(file, {
      workerData: data,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 },
    });
    this.#failed = new Promise((_, reject) => this.#worker.on('error', reject));
    this.#failed.catch(() => undefined);
  }

  /** Resolves when the page is counted. */
  async count(page: ReplayPage): Promise<void> {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(page);
    await this.#answer();
  }

  async end(): Promise<ReplayTally> {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage('end');
    const findings = await this.#answer();
    if (findings === 'next') throw new Error('expected findings');
    return findings;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Rejects with what the thread threw. */
  async #answer(): Promise<ReplayWorkerEvent> {
    const answered = once(this.#worker, 'message') as Promise<[ReplayWorkerEvent]>;
    const [event] = await Promise.race([answered, this.#failed]);
    return event;
  }
}
