/** Tells request keys that were never decided from those that may have been. Never wrong about the former. */
export interface RequestKeyFilter {
  /**
   * False when no decision since `windowStart` has this key; the key then counts as decided at `at`. Both in epoch
   * milliseconds.
   */
  mayHold(requestKey: string, at: number, windowStart: number): boolean;
  /** Decisions from this instant on (epoch milliseconds) have been told to it. Until then every key may be held. */
  coverFrom(instant: number): void;
}

/** A generation of a Bloom filter: 2²⁴ bits and 6 probes err on 1 in 1,000 keys at 1.5 million, 1 in 100 at 2.6. */
interface Generation {
  readonly bits: Uint8Array;
  /** Earliest and latest decision in it. */
  first: number;
  last: number;
}

const bitCount = 2 ** 24;
const probes = 6;

/**
 * Two generations of one window each, 4 MiB together: what the older one holds has left the window when it is
 * dropped. Where the clock went backwards, or the process began less than a window ago, the answer is "may".
 */
export function createRequestKeyFilter(windowMs: number): RequestKeyFilter {
  let covered = Infinity;
  let older = generation();
  let newer = generation();

  const rotate = (): void => {
    covered = Math.max(covered, older.last);
    older = newer;
    newer = generation();
  };
  return {
    mayHold(requestKey, at, windowStart) {
      if (at - newer.first >= windowMs) rotate();
      const places = placesOf(requestKey);
      const isNew = windowStart >= covered && !holds(older, places) && !holds(newer, places);
      newer.first = Math.min(newer.first, at);
      newer.last = Math.max(newer.last, at);
      for (const place of places) newer.bits[place >> 3] = (newer.bits[place >> 3] ?? 0) | (1 << (place & 7));
      return !isNew;
    },
    coverFrom(instant) {
      covered = instant;
    },
  };
}

function generation(): Generation {
  return { bits: new Uint8Array(bitCount / 8), first: Infinity, last: -Infinity };
}

function holds({ bits }: Generation, places: readonly number[]): boolean {
  return places.every((place) => ((bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0);
}

/** The key is a SHA-256 in hex: any of its digits are as good as another hash. */
function placesOf(requestKey: string): readonly number[] {
  return Array.from({ length: probes }, (_, probe) =>
    Number.parseInt(requestKey.slice(probe * 6, probe * 6 + 6), 16),
  );
}
