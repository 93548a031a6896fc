import { readFileSync } from 'node:fs';
import * as entry from '@zoqore/policy';
import * as forOthers from '@zoqore/policy/export';
import { expect, it } from 'vitest';

it('exports these values and no others', () => {
  expect(Object.keys(entry).toSorted()).toEqual([
    'PolicyError',
    'comparePolicies',
    'compilePolicy',
    'couldPermit',
    'definePolicySet',
    'evaluate',
    'explain',
    'issuesInWords',
    'labelReaders',
    'labelsGained',
    'lintPolicy',
    'membersRead',
    'parsePolicySet',
    'placeIssues',
    'policyJsonSchema',
    'policyWidening',
    'readDocument',
    'resolvePolicy',
    'rulePositions',
    'runPolicyTests',
  ]);
});

it('exports these values for other engines', () => {
  expect(Object.keys(forOthers).toSorted()).toEqual([
    'cedarRequests',
    'exportCedar',
    'exportRego',
    'requestDocument',
  ]);
});

it('ships its packs, each with its tests', () => {
  for (const name of ['failsafe', 'balanced', 'observe', 'rule-of-two']) {
    for (const file of [`${name}.yaml`, `${name}.tests.yaml`]) {
      const text = readFileSync(new URL(import.meta.resolve(`@zoqore/policy/packs/${file}`)), 'utf8');
      expect(text).toMatch(/^(#|tests:)/);
    }
  }
});
