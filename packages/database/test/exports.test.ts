import { expect, it } from 'vitest';
import * as entry from '../src/index.ts';
import * as testing from '../src/testing/index.ts';

it('exports what the package promises', () => {
  expect(Object.keys(entry).toSorted()).toEqual(['DatabaseError', 'lockDirectory', 'openDatabase']);
  expect(Object.keys(testing).toSorted()).toEqual(['openTestDatabase', 'startTestPostgres', 'withPostgres']);
});
