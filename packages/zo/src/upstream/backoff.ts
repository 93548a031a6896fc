const FIRST_MS = 125;
const MAX_MS = 30_000;

/** Growing pauses between attempts that fail. Instants are epoch milliseconds. */
export class Backoff {
  #failures = 0;
  #retryAt = 0;

  /** Milliseconds until the next attempt is due; 0 or less when it is. */
  remaining(now: number): number {
    return this.#retryAt - now;
  }

  /** Notes a failure and returns the pause after it. */
  failed(now: number): number {
    this.#failures += 1;
    // The first failure after a good stretch costs no pause: a server may end after each call.
    const pause = this.#failures <= 1 ? 0 : Math.min(FIRST_MS * 2 ** (this.#failures - 1), MAX_MS);
    this.#retryAt = now + pause;
    return pause;
  }

  forget(): void {
    this.#failures = 0;
  }
}
