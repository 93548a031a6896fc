import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as entry from '../src/index.ts';
import * as memory from '../src/memory/index.ts';
import * as postgres from '../src/postgres/index.ts';
import * as testing from '../src/testing/index.ts';

it('exports what the package promises', () => {
  expect(Object.keys(entry).toSorted()).toEqual([
    'LedgerError',
    'canonicalize',
    'createLeaf',
    'createSigner',
    'emptyTree',
    'extendChain',
    'extendTree',
    'formatCheckpoint',
    'hashLeaf',
    'hashNode',
    'maxLeafBytes',
    'openLedger',
    'parseCanonical',
    'parseCheckpoint',
    'parseLeaf',
    'parseNote',
    'parseVerifierKey',
    'signNote',
    'startChain',
    'treeRoot',
    'verifyNote',
  ]);
  expect(Object.keys(memory)).toEqual(['createMemoryStore']);
  expect(Object.keys(postgres)).toEqual(['createSqlStore']);
  expect(Object.keys(testing)).toEqual(['ledgerStoreContract']);
});

it('imports no package of ours outside its tests', () => {
  const folder = new URL('../src/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((name) => /from '@zoqore\//.test(readFileSync(new URL(name, folder), 'utf8')))).toEqual(
    [],
  );
});
