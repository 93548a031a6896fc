import { expect, it } from 'vitest';
import * as entry from '../src/index.ts';

it('exports what the package promises', () => {
  expect(Object.keys(entry).toSorted()).toEqual([
    'OperationJournal',
    'ResilienceError',
    'extractArchive',
    'nodeFileSystem',
    'perform',
    'readArchive',
    'recover',
    'removeLink',
    'removeTree',
    'replaceFile',
    'replaceLink',
    'switchGeneration',
    'writeArchive',
  ]);
});
