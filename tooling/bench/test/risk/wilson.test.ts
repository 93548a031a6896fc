import { expect, it } from 'vitest';
import { wilsonInterval } from '../../src/risk/wilson.ts';

// Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3.
it.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('gives the interval of %i of %i', (hits, all, low, high) => {
  const [from, to] = wilsonInterval(hits, all);
  expect(from).toBeCloseTo(low, 4);
  expect(to).toBeCloseTo(high, 4);
});

it('knows nothing of nothing', () => {
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
});
