import { Worker } from 'node:worker_threads';
import { checkPage, type PageAnswer, type PageQuestion } from './check-page.ts';
import type { WorkerAnswer } from './page-worker.ts';

// `rewriteRelativeImportExtensions` does not reach into URLs.
const workerFile = new URL(`./page-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/** Checks pages, several at a time where there are threads. */
export interface PageChecker {
  /** Pages that can be under way with profit. */
  readonly depth: number;
  check(question: PageQuestion): Promise<PageAnswer | undefined>;
  close(): Promise<void>;
}

/** With this many threads of its own; with none, in the calling one. */
export function createPageChecker(threads: number): PageChecker {
  const workers = Array.from({ length: threads }, () => new PageThread());
  return {
    // One is read while each thread has one and another waits for it.
    depth: threads + 2,
    check: async (question) => {
      const [idlest] = workers.toSorted((a, b) => a.waiting - b.waiting);
      return idlest === undefined ? checkPage(question) : await idlest.check(question);
    },
    close: async () => {
      await Promise.all(workers.map(async (worker) => await worker.close()));
    },
  };
}

class PageThread {
  readonly #worker = new Worker(workerFile, { execArgv: [], env: {} });
  /** Of questions without an answer, in order. */
  readonly #asked: PromiseWithResolvers<PageAnswer | undefined>[] = [];
  #failure: Error | undefined;

  constructor() {
    this.#worker.on('message', (message: WorkerAnswer) => {
      const asked = this.#asked.shift();
      if ('error' in message) asked?.reject(message.error);
      else asked?.resolve(message.answer);
    });
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread that checks entries ended')));
    // A verification that nobody waits for any more holds no process back.
    this.#worker.unref();
  }

  get waiting(): number {
    return this.#asked.length;
  }

  async check(question: PageQuestion): Promise<PageAnswer | undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    const asked = Promise.withResolvers<PageAnswer | undefined>();
    this.#asked.push(asked);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(question);
    return await asked.promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const asked of this.#asked.splice(0)) asked.reject(this.#failure);
  }
}
