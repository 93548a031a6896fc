import { expect, it } from 'vitest';
import { bundlesLeftOut } from '../src/static-log.ts';

it('names the entries of bundles that were not written, neighbours together', () => {
  const all = ['tile/entries/000', 'tile/entries/001', 'tile/entries/002', 'tile/entries/003.p/1'];
  const without = (...names: readonly string[]) => new Set(all.filter((name) => !names.includes(name)));
  expect(bundlesLeftOut(769, new Set(all))).toEqual([]);
  expect(bundlesLeftOut(769, without('tile/entries/000', 'tile/entries/001'))).toEqual([[0, 512]]);
  expect(bundlesLeftOut(769, without('tile/entries/000', 'tile/entries/003.p/1'))).toEqual([
    [0, 256],
    [768, 769],
  ]);
  expect(bundlesLeftOut(769, new Set())).toEqual([[0, 769]]);
});
