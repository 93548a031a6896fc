import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRequestKeyFilter } from '../../src/pipeline/request-key-filter.ts';

const window = 1_000;
const key = (id: number): string => createHash('sha256').update(String(id)).digest('hex');

describe('the filter of request keys', () => {
  it('never calls a key new that was decided within the window, whatever the clock does', () => {
    const step = fc.record({
      id: fc.integer({ min: 0, max: 12 }),
      by: fc.integer({ min: -3_000, max: 3_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const filter = createRequestKeyFilter(window);
        filter.coverFrom(-Infinity);
        const decided: { id: number; at: number }[] = [];
        let now = 0;
        for (const { id, by } of steps) {
          now += by;
          const stands = decided.some((one) => one.id === id && one.at > now - window);
          const answer = filter.mayHold(key(id), now, now - window);
          if (stands) expect(answer).toBe(true);
          decided.push({ id, at: now });
        }
      }),
      { numRuns: 300 },
    );
  }, 30_000);

  it('knows new keys from old ones for as long as time goes on', () => {
    const filter = createRequestKeyFilter(window);
    filter.coverFrom(-Infinity);
    let wrong = 0;
    for (let id = 0; id < 20_000; id++) {
      const now = id * 2;
      if (filter.mayHold(key(id), now, now - window)) wrong++;
      if (id % 7 === 0) expect(filter.mayHold(key(id), now, now - window)).toBe(true);
    }
    expect(wrong).toBeLessThan(5);
  });

  it('takes every key for an old one until it is told since when it knows all', () => {
    const filter = createRequestKeyFilter(window);
    expect(filter.mayHold(key(1), 5_000, 4_000)).toBe(true);
    filter.coverFrom(5_000);
    expect(filter.mayHold(key(2), 5_500, 4_500)).toBe(true);
    expect(filter.mayHold(key(3), 6_000, 5_000)).toBe(false);
  });
});
