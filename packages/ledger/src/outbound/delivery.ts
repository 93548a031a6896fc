import { setTimeout as sleep } from 'node:timers/promises';

export interface DeliveryOptions<Item> {
  /** Hands one item over, or throws why not. Each attempt is aborted after `timeoutMs`. */
  readonly deliver: (item: Item, signal: AbortSignal) => Promise<void>;
  /** Between two that succeed. Default 0: what is offered is handed over at once. */
  readonly intervalMs?: number;
  /** Default 10,000. */
  readonly timeoutMs?: number;
  /** First pause after a failure, default 1,000; it doubles up to `maxPauseMs`, default 60,000. */
  readonly pauseMs?: number;
  readonly maxPauseMs?: number;
  /** 0 to 1: part of each pause is left to chance, so that many do not try again at one moment. */
  readonly random: () => number;
  /** Called when attempts begin to fail, with the reason, and when they work again. Must not throw. */
  readonly changed: (failure: string | undefined) => void;
}

const stopMs = 2000;

/**
 * Hands the latest item over, one attempt at a time, for as long as it takes. What is overtaken while it waits is
 * dropped. Whoever offers never waits and never sees a failure.
 */
export class Delivery<Item> {
  readonly #options: DeliveryOptions<Item>;
  readonly #stop = new AbortController();
  #waiting: { readonly item: Item } | undefined;
  #running: Promise<void> | undefined;
  #failures = 0;
  #failure: string | undefined;

  constructor(options: DeliveryOptions<Item>) {
    this.#options = options;
  }

  /** Why the last attempt failed; undefined when it did not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  offer(item: Item): void {
    if (this.#stop.signal.aborted) return;
    this.#waiting = { item };
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Aborts the attempt under way, and waits a moment for one that does not heed it. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.race([this.#running, sleep(stopMs, undefined, { ref: false })]);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let next = this.#waiting; next !== undefined && !signal.aborted; next = this.#waiting) {
      this.#waiting = undefined;
      const failure = await this.#attempt(next.item);
      if (signal.aborted) return;
      this.#settle(failure);
      // Something newer may have come meanwhile.
      if (failure !== undefined) this.#waiting ??= next;
      // Cut short by a stop alone.
      await sleep(this.#pauseMs(), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #attempt(item: Item): Promise<string | undefined> {
    const { deliver, timeoutMs = 10_000 } = this.#options;
    // A share that hangs heeds no signal. It is waited for all the same: a second attempt would hang beside the first.
    const overdue = setTimeout(() => this.#settle('it does not answer'), timeoutMs * 2).unref();
    try {
      await deliver(item, AbortSignal.any([this.#stop.signal, AbortSignal.timeout(timeoutMs)]));
      return undefined;
    } catch (error) {
      return reasonOf(error);
    } finally {
      clearTimeout(overdue);
    }
  }

  #settle(failure: string | undefined): void {
    const hasChanged = (failure === undefined) !== (this.#failure === undefined);
    this.#failure = failure;
    this.#failures = failure === undefined ? 0 : this.#failures + 1;
    if (hasChanged) this.#options.changed(failure);
  }

  #pauseMs(): number {
    const { intervalMs = 0, pauseMs = 1000, maxPauseMs = 60_000, random } = this.#options;
    if (this.#failures === 0) return intervalMs;
    const whole = Math.min(maxPauseMs, pauseMs * 2 ** Math.min(this.#failures - 1, 20));
    return whole / 2 + (whole / 2) * random();
  }
}

/** `fetch failed` alone says nothing: what the system said is its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `${error.message}${code}`;
}
