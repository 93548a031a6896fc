import { describe, expect, it } from 'vitest';
import { rangeWithin } from '../src/ledger-index.ts';

describe('a range of a record of 8 entries', () => {
  it.each([
    [{}, { from: 0, to: 8 }],
    [{ from: 7 }, { from: 7, to: 8 }],
    [{ to: 1 }, { from: 0, to: 1 }],
    [
      { from: 2, to: 8 },
      { from: 2, to: 8 },
    ],
  ])('%j is %j', (typed, range) => {
    expect(rangeWithin(8, typed)).toEqual(range);
  });

  it.each([
    [{ from: 8 }, '--from: expected at most 7, found 8: 8 entries are signed'],
    [{ to: 9 }, '--to: expected at most 8, found 9: 8 entries are signed'],
    [{ from: 5000, to: 5001 }, '--from: expected at most 7, found 5000: 8 entries are signed'],
    [{ from: 5, to: 5 }, 'expected --to above --from, found 5 to 5: --to is the index behind the last entry'],
    [{ to: 0 }, 'expected --to above --from, found 0 to 0: --to is the index behind the last entry'],
  ])('%j is refused', (typed, message) => {
    expect(() => rangeWithin(8, typed)).toThrow(expect.objectContaining({ code: 'USAGE_INVALID', message }));
  });
});
