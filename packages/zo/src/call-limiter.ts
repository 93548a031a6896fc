const WINDOW_MS = 60_000;
const MAX_KEYS = 10_000;

/** Calls in the last minute by key, in this process; the longest-unused keys make room for new ones. */
export class CallLimiter {
  readonly #calls = new Map<string, number[]>();

  /** Counts a call unless it would be one more than `perMinute`. */
  admit(key: string, perMinute: number, now: number): boolean {
    if (perMinute === Number.POSITIVE_INFINITY) return true;
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - WINDOW_MS);
    const isAdmitted = recent.length < perMinute;
    if (isAdmitted) recent.push(now);
    this.#calls.delete(key);
    this.#calls.set(key, recent);
    const oldest = this.#calls.size > MAX_KEYS ? this.#calls.keys().next().value : undefined;
    if (oldest !== undefined) this.#calls.delete(oldest);
    return isAdmitted;
  }
}
