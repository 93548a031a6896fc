import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalChallenge,
  formatApproval,
  relyingPartyOf,
  verifyApprovalEvidence,
  type AskedApproval,
  type Session,
} from '../src/index.ts';
import type { SoftwarePasskey } from '../src/testing/index.ts';
import {
  expectOutcome,
  openTestIdentity,
  origin,
  type Person,
  type TestIdentity,
} from './open-test-identity.ts';

let test: TestIdentity;
let owner: Person;
let session: Session;
beforeAll(async () => {
  test = await openTestIdentity();
  owner = await test.enrolOwner();
  session = await test.signIn(owner.passkey);
});
afterAll(async () => {
  await test.close();
});

let count = 0;
const ask = (fields: Partial<AskedApproval> = {}): AskedApproval => ({
  installation: 'test',
  approvalId: `apr_${(count += 1)}`,
  decision: 'approve',
  intentDigest: 'ab'.repeat(32),
  policyVersion: 'cd'.repeat(32),
  expiresAt: test.now() + 3_600_000,
  requestedBy: 'did:myth:agent',
  ...fields,
});
const sign = async (asked: AskedApproval, by = session, passkey: SoftwarePasskey = owner.passkey) => {
  const { flow, options } = await test.identity.approvals.begin(by, asked);
  return await test.identity.approvals.sign(by, asked, { flow, response: passkey.get(options) });
};
const record = async (signed: Extract<Awaited<ReturnType<typeof sign>>, { outcome: 'signed' }>) =>
  await test.ledger.append(
    {
      kind: 'approval.approved',
      actor: owner.id,
      at: new Date(test.now()).toISOString(),
      body: { evidence: { ...signed.evidence } },
    },
    signed.rows,
  );

describe('an approval', () => {
  it('is a signature over its text, checked from the ledger alone', async () => {
    const asked = ask();
    const { options } = await test.identity.approvals.begin(session, asked);
    const statement = { ...asked, adminId: owner.id };
    expect(formatApproval(statement)).toBe(
      [
        'zoqore.dev/approval@v1',
        'installation test',
        `approval ${asked.approvalId}`,
        'decision approve',
        `intent ${asked.intentDigest}`,
        `policy ${asked.policyVersion}`,
        `expires ${new Date(asked.expiresAt).toISOString()}`,
        'requested-by did:myth:agent',
        `answered-by ${owner.id}`,
        '',
      ].join('\n'),
    );
    expect(options.challenge).toBe(approvalChallenge(formatApproval(statement)));
    const signed = expectOutcome(await sign(asked), 'signed');
    expect(await record(signed)).toMatchObject({ outcome: 'appended' });
    expect(await test.identity.approvals.answers(asked.approvalId)).toMatchObject([
      { adminId: owner.id, decision: 'approve', passkeyId: owner.passkey.credentialId },
    ]);
    const [enrolled] = await test.entries('admin.enrolled');
    const passkey = enrolled?.body['passkey'] as { id: string; publicKey: string; isBackupEligible: boolean };
    const trusted = { relyingParty: relyingPartyOf(origin), passkey };
    const evidence = (await test.entries('approval.approved')).at(-1)?.body[
      'evidence'
    ] as typeof signed.evidence;
    expect(await verifyApprovalEvidence(evidence, { ...trusted, statement })).toEqual({ verified: true });
    for (const changed of [
      { decision: 'refuse' as const },
      { intentDigest: 'ac'.repeat(32) },
      { policyVersion: 'x' },
      { expiresAt: asked.expiresAt + 1 },
      { adminId: 'adm_other' },
      { approvalId: 'apr_other' },
      { installation: 'other' },
      { requestedBy: 'other' },
    ]) {
      const other = { ...statement, ...changed };
      expect(await verifyApprovalEvidence(evidence, { ...trusted, statement: other })).toEqual({
        verified: false,
        fault: 'statement',
      });
      // Also when the text goes along: the signature does not.
      const forged = { ...evidence, statement: formatApproval(other) };
      expect(await verifyApprovalEvidence(forged, { ...trusted, statement: other })).toEqual({
        verified: false,
        fault: 'challenge',
      });
    }
    const relyingParty = relyingPartyOf('https://evil.example');
    expect(await verifyApprovalEvidence(evidence, { ...trusted, relyingParty, statement })).toMatchObject({
      verified: false,
    });
  });

  it('counts once for each admin, also when two answers come at once', async () => {
    const asked = ask();
    const signatures = [await sign(asked), await sign({ ...asked, decision: 'refuse' })];
    const results = await Promise.all(
      signatures.map(async (signed) => await record(expectOutcome(signed, 'signed'))),
    );
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['appended', 'refused']);
    await expect(sign(asked)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    expect(await test.identity.approvals.answers(asked.approvalId)).toHaveLength(1);
  });

  it('is not recorded twice by one signature', async () => {
    const signed = expectOutcome(await sign(ask()), 'signed');
    expect(await record(signed)).toMatchObject({ outcome: 'appended' });
    expect(await record(signed)).toMatchObject({ outcome: 'refused' });
  });

  it('does not stand when the session ends between signature and record', async () => {
    const other = await test.signIn(owner.passkey);
    const asked = ask();
    const signed = expectOutcome(await sign(asked, other), 'signed');
    await test.identity.sessions.signOut(other);
    expect(await record(signed)).toMatchObject({ outcome: 'refused' });
    expect(await test.identity.approvals.answers(asked.approvalId)).toEqual([]);
  });

  it('does not count for another one, another answer or a later text', async () => {
    const asked = ask();
    const { flow, options } = await test.identity.approvals.begin(session, asked);
    for (const other of [
      ask(),
      { ...asked, decision: 'refuse' as const },
      { ...asked, policyVersion: 'x' },
    ]) {
      expect(
        await test.identity.approvals.sign(session, other, { flow, response: owner.passkey.get(options) }),
      ).toEqual({ outcome: 'refused', fault: 'challenge' });
    }
    const stepUp = await test.identity.stepUp.begin(session, 'approvals');
    expect(
      await test.identity.approvals.sign(session, asked, {
        flow: stepUp.flow,
        response: owner.passkey.get(stepUp.options),
      }),
    ).toEqual({ outcome: 'refused', fault: 'flow' });
    expect(
      await test.identity.approvals.sign(session, asked, {
        flow,
        response: owner.passkey.get(options, { isUserVerified: false }),
      }),
    ).toEqual({ outcome: 'refused', fault: 'user-verification' });
  });

  it('is not given by whoever asked, by an auditor, or after its time', async () => {
    for (const requestedBy of [owner.id, 'Ada']) {
      await expect(sign(ask({ requestedBy }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(sign(ask({ expiresAt: test.now() }))).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    const boss = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'admins');
    const eve = await test.enrol(boss, 'Eve', 'auditor');
    await expect(sign(ask(), await test.signIn(eve.passkey), eve.passkey)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('is signed by a passkey of the admin who answers', async () => {
    const boss = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'admins');
    const bob = await test.enrol(boss, 'Bob', 'admin');
    expect(await sign(ask(), session, bob.passkey)).toMatchObject({ outcome: 'refused' });
    expectOutcome(await sign(ask(), await test.signIn(bob.passkey), bob.passkey), 'signed');
  });

  it.each(['', 'a\nanswered-by adm_x', '\u202e', 'x'.repeat(513), '\ud800'])(
    'has no member %j, which would read as another text',
    async (policyVersion) => {
      await expect(sign(ask({ policyVersion }))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    },
  );
});
