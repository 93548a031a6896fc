import { expect, it } from 'vitest';
import { jsonLength } from '../src/json-length.ts';

it('is infinite for what is nested deeper than the stack, and never throws', () => {
  expect(jsonLength({ a: [1] })).toBe(9);
  const deep: unknown = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
  expect(jsonLength(deep)).toBe(Infinity);
});
