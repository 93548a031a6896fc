export interface FailureLimit {
  /** Counts one failure. Seconds until failures count from nought again once there were too many, 0 before. */
  count(): number;
}

const windowMs = 60_000;

/**
 * Slows guessing: past this many failed authentications a minute, further failures are answered 429. The budget is one
 * for the whole listener, because on a loopback listener every caller has the same address. A good key is never
 * counted, so nobody is refused for the failures of others.
 */
export function createFailureLimit(options: {
  readonly perMinute: number;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}): FailureLimit {
  const { perMinute, now = () => performance.now() } = options;
  let windowStart = now();
  let failures = 0;
  return {
    count() {
      const at = now();
      if (at - windowStart > windowMs) {
        windowStart = at;
        failures = 0;
      }
      failures += 1;
      return failures <= perMinute ? 0 : Math.max(1, Math.ceil((windowStart + windowMs - at) / 1000));
    },
  };
}
