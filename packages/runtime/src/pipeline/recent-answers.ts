import type { Answer } from '../decision.ts';

/** A decision under way or made, under one request id. */
export interface Remembered {
  readonly fingerprint: string;
  readonly answer: Promise<Answer>;
}

/**
 * The requests that this process is deciding or has just decided. It spares the common replay a read; what it has
 * forgotten is found in the table, so it stays small.
 */
export interface RecentAnswers {
  find(requestKey: string): Remembered | undefined;
  remember(requestKey: string, remembered: Remembered): void;
  forget(requestKey: string, remembered: Remembered): void;
}

export function createRecentAnswers(capacity: number): RecentAnswers {
  const byKey = new Map<string, Remembered>();
  return {
    find: (requestKey) => byKey.get(requestKey),
    remember(requestKey, remembered) {
      byKey.delete(requestKey);
      byKey.set(requestKey, remembered);
      if (byKey.size <= capacity) return;
      const oldest = byKey.keys().next();
      if (oldest.done !== true) byKey.delete(oldest.value);
    },
    forget(requestKey, remembered) {
      if (byKey.get(requestKey) === remembered) byKey.delete(requestKey);
    },
  };
}
