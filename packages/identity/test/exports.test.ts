import { expect, it } from 'vitest';
import * as identity from '../src/index.ts';
import * as testing from '../src/testing/index.ts';

it('exports what the README names and nothing by accident', () => {
  expect(Object.keys(identity).toSorted()).toEqual([
    'IdentityError',
    'approvalChallenge',
    'formatApproval',
    'identityGrants',
    'identityWriters',
    'migrateIdentity',
    'openIdentity',
    'relyingPartyOf',
    'stepUpPurposes',
    'verifyApprovalEvidence',
  ]);
  expect(Object.keys(testing).toSorted()).toEqual(['createSoftwarePasskey']);
});
