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
