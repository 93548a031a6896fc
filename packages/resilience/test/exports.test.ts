import { expect, it } from 'vitest';
import * as entry from '../src/index.ts';

it('exports what the package promises', () => {
  expect(Object.keys(entry).toSorted()).toEqual([
    'ResilienceError',
    'extractArchive',
    'readArchive',
    'writeArchive',
  ]);
});
