import { expect, it } from 'vitest';
import { formatTilePath, parseTilePath } from '../../src/proof/tile-path.ts';

it.each([
  ['0/000', { level: 0, index: 0, width: 256 }],
  ['0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
  ['1/999.p/17', { level: 1, index: 999, width: 17 }],
  ['63/x001/000.p/255', { level: 63, index: 1000, width: 255 }],
  ['entries/x012/345.p/1', { level: 'entries', index: 12_345, width: 1 }],
] as const)('%s names a tile', (path, tile) => {
  expect(parseTilePath(path)).toEqual(tile);
  expect(formatTilePath(tile)).toBe(path);
});

it.each([
  '',
  '0',
  '0/0',
  '0/x000/001',
  '0/x001/x234/67',
  '0/001/002',
  '64/000',
  '00/000',
  '-1/000',
  '0/000.p/0',
  '0/000.p/256',
  '0/000.p/01',
  '0/000/',
  '/0/000',
  '0/../000',
  'entries',
  `0/${'x999/'.repeat(5)}999`,
])('%j names none', (path) => {
  expect(parseTilePath(path)).toBeUndefined();
});
