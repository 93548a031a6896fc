import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as anchor from '../src/anchor/index.ts';
import * as entry from '../src/index.ts';
import * as memory from '../src/memory/index.ts';
import * as postgres from '../src/postgres/index.ts';
import * as testing from '../src/testing/index.ts';
import * as verify from '../src/verify/index.ts';
import * as witness from '../src/witness/index.ts';

it('exports what the package promises', () => {
  expect(Object.keys(entry).toSorted()).toEqual([
    'LedgerError',
    'canonicalize',
    'createCosigner',
    'createLeaf',
    'createSigner',
    'emptyTree',
    'exportBundle',
    'exportLines',
    'exportTiles',
    'extendChain',
    'extendTree',
    'formatCheckpoint',
    'formatTilePath',
    'hashLeaf',
    'hashNode',
    'maxLeafBytes',
    'openLedger',
    'parseCanonical',
    'parseCheckpoint',
    'parseLeaf',
    'parseNote',
    'parseTilePath',
    'parseVerifierKey',
    'signNote',
    'startChain',
    'tileWidth',
    'treeRoot',
    'verifyNote',
  ]);
  expect(Object.keys(anchor)).toEqual(['createFileAnchor', 'createHttpAnchor', 'createS3Anchor']);
  expect(Object.keys(memory)).toEqual(['createMemoryStore']);
  expect(Object.keys(postgres).toSorted()).toEqual(['createSqlStore', 'ledgerGrants', 'readLedgerRole']);
  expect(Object.keys(testing)).toEqual([
    'consistencyPath',
    'inclusionPath',
    'rangeRoot',
    'ledgerStoreContract',
  ]);
  expect(Object.keys(witness).toSorted()).toEqual([
    'createWitness',
    'maxAddCheckpointBytes',
    'openWitnessFolder',
  ]);
  expect(Object.keys(verify).toSorted()).toEqual([
    'formatCheckpoint',
    'formatKeyHistory',
    'formatTlogProof',
    'isBundle',
    'parseCheckpoint',
    'parseKeyHistory',
    'parseNote',
    'parseTlogProof',
    'parseVerifierKey',
    'verifyBundle',
    'verifyCheckpoint',
    'verifyConsistency',
    'verifyEntryProof',
    'verifyInclusion',
    'verifyKeyHistory',
    'verifyNote',
  ]);
});

it('verifies with nothing that a browser lacks', () => {
  const folder = new URL('../src/verify/', import.meta.url);
  const files = readdirSync(folder, { encoding: 'utf8' });
  expect(files.length).toBeGreaterThan(7);
  for (const name of files) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const imported = [...text.matchAll(/from '([^']+)'/g)].map(([, from]) => from);
    expect(imported.filter((from) => from !== '../errors.ts' && !from?.startsWith('./'))).toEqual([]);
    expect(text).not.toMatch(/\b(?:Buffer|process|require)\b/);
  }
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
