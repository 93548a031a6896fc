import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance } from '../src/did-you-mean.ts';
import { elapsed, parseInstant } from '../src/instant.ts';
import { findId, shortIds } from '../src/short-id.ts';

describe('didYouMean', () => {
  it.each([
    ['evaluat', 'evaluate'],
    ['evlauate', 'evaluate'],
    ['EVALUATE', 'evaluate'],
    ['xyz', undefined],
    ['', undefined],
  ])('answers %j with %j', (typed, meant) => {
    expect(didYouMean(typed, ['evaluate', 'explain', 'halt'])).toBe(meant);
  });

  it('measures a symmetric distance that is zero only for equals', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(
        word,
        word,
        (a, b) => editDistance(a, b) === editDistance(b, a) && (editDistance(a, b) === 0) === (a === b),
      ),
    );
  });
});

describe('short ids', () => {
  const id = fc
    .tuple(
      fc.constantFrom('dec', 'apr', 'key'),
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: 30, maxLength: 30 }),
    )
    .map(([kind, hex]) => `${kind}_${hex}`);

  it('find the id that they were made from, and no other', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(id, { minLength: 1, maxLength: 30, selector: (one) => one.slice(4) }),
        (ids) => {
          for (const [whole, short] of shortIds(ids)) expect(findId(short, ids)).toBe(whole);
        },
      ),
    );
  });

  it('refuses what fits several and does not guess from less than four characters', () => {
    expect(() => findId('abcd', ['dec_abcd11', 'dec_abcd22'])).toThrow(
      expect.objectContaining({ code: 'ID_AMBIGUOUS' }),
    );
    expect(findId('abc', ['dec_abcd11'])).toBeUndefined();
    expect(findId('dec_', ['dec_abcd11'])).toBeUndefined();
  });
});

describe('parseInstant', () => {
  const now = Date.UTC(2026, 10, 22);
  it.each([
    ['90s', now - 90_000],
    ['2h', now - 7_200_000],
    ['7d', now - 604_800_000],
    ['2026-11-22T00:00:00Z', now],
  ])('reads %s', (text, at) => expect(parseInstant(text, now)).toBe(at));

  it.each(['', 'yesterday', '5', '-2h', '2w', '1e3s'])('refuses %j', (text) => {
    expect(() => parseInstant(text, now)).toThrow(expect.objectContaining({ code: 'USAGE_INVALID' }));
  });
});

describe('elapsed', () => {
  it.each([
    [0, '0s'],
    [14_500, '14s'],
    [130_000, '2m 10s'],
    [11_100_000, '3h 5m'],
    [9 * 86_400_000, '9d'],
    [-5, '0s'],
  ])('says %i ms as %s', (milliseconds, text) => expect(elapsed(milliseconds)).toBe(text));
});
