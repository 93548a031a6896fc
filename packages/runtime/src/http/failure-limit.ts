import { RuntimeError } from '../errors.ts';

/**
 * Slows guessing: past this many failed authentications a minute, further failures are 429. The budget is one for the
 * whole listener, because on a loopback listener every caller has the same address.
 */
export function createFailureLimit({ perMinute }: { readonly perMinute: number }): { count(): void } {
  let windowStart = 0;
  let failures = 0;
  return {
    /** @throws RuntimeError RATE_LIMITED */
    count() {
      const now = performance.now();
      if (now - windowStart > 60_000) {
        windowStart = now;
        failures = 0;
      }
      if (++failures <= perMinute) return;
      throw new RuntimeError({
        code: 'RATE_LIMITED',
        message: `more than ${perMinute} failed authentications in a minute`,
        details: { retryAfterSeconds: Math.ceil((windowStart + 60_000 - now) / 1000) },
      });
    },
  };
}
