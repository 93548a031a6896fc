import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRuntime, packs, required, request } from '../open-test-runtime.ts';
import type { PolicyFile, PolicyInForce, UnreadablePolicyFile } from '../../src/index.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

let test: TestRuntime;

beforeAll(async () => {
  test = await openTestRuntime();
});
afterAll(() => test.close());

describe('a halt', () => {
  it('denies every mutating decision of everyone, reads go on, and resume lifts it', async () => {
    await test.runtime.halts.halt(test.host, { reason: 'drill' });
    const write = await test.runtime.decide(test.agent, request({ action: 'write', content: 'x' }));
    expect(write.decision).toBe('DENY');
    expect(write.reasons).toContain('halted');
    expect((await test.runtime.decide(test.agent, request())).decision).toBe('ALLOW');
    await test.runtime.halts.resume(test.host, {});
    const after = await test.runtime.decide(test.agent, request({ action: 'write', content: 'x' }));
    expect(after.decision).toBe('ESCALATE');
  });

  it('of one actor leaves the others alone', async () => {
    await test.runtime.halts.halt(test.host, { actorId: 'did:myth:rogue', reason: 'odd' });
    const rogue = await test.runtime.decide(
      test.agent,
      request({ actorId: 'did:myth:rogue', action: 'write', content: 'x' }),
    );
    expect(rogue.decision).toBe('DENY');
    const other = await test.runtime.decide(test.agent, request({ action: 'write', content: 'x' }));
    expect(other.decision).toBe('ESCALATE');
    await test.runtime.halts.resume(test.host, { actorId: 'did:myth:rogue' });
  });

  it('of one key holds for whichever actor it names, and leaves other keys alone', async () => {
    const target = { keyId: test.agent.keyId };
    const { key } = await test.runtime.keys.create(test.host, {
      name: 'other',
      scopes: ['decide'],
      actors: ['did:myth:agent'],
    });
    const other = required(test.runtime.authenticate(key));
    const asked = request({ action: 'write', targetPath: 'docs/keyed.md', content: 'x' });
    const { approval } = await test.runtime.decide(test.agent, asked);
    const approvalId = required(approval).id;
    await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
    const retry = { ...asked, requestId: 'keyed-retry', approvalId };
    expect((await test.runtime.decide(test.agent, retry)).decision).toBe('ALLOW');
    const halt = await test.runtime.halts.halt(test.host, { ...target, reason: 'leaked' });
    expect(halt).toMatchObject({ ...target, reason: 'leaked' });
    const write = async (credential: typeof other, actorId: string) =>
      test.runtime.decide(credential, request({ actorId, action: 'write', content: 'x' }));
    const denied = await write(test.agent, 'did:myth:agent');
    expect(denied).toMatchObject({ decision: 'DENY', requiredActions: ['resume_required'] });
    expect(denied.reasons).toContain('halt covers this key: leaked');
    expect((await write(test.agent, 'did:myth:another-name')).decision).toBe('DENY');
    expect((await write(other, 'did:myth:agent')).decision).toBe('ESCALATE');
    // A recorded ALLOW is not given again to a halted key.
    expect((await test.runtime.decide(test.agent, retry)).decision).toBe('DENY');
    test = await test.restart();
    expect((await write(test.agent, 'did:myth:agent')).decision).toBe('DENY');
    await test.runtime.halts.resume(test.host, target);
    expect((await write(test.agent, 'did:myth:agent')).decision).toBe('ESCALATE');
    expect(test.runtime.halts.list()).toEqual([]);
  });

  it('names an actor or a key that exists, not both', async () => {
    await expect(
      test.runtime.halts.halt(test.host, { keyId: 'key_none', reason: 'x' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(
      test.runtime.halts.halt(test.host, { keyId: test.agent.keyId, actorId: 'a', reason: 'x' }),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(
      test.runtime.halts.resume(test.host, { keyId: test.agent.keyId, actorId: 'a' }),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('takes back an ALLOW that is asked for again', async () => {
    const asked = request({ action: 'write', targetPath: 'docs/halted.md', content: 'x' });
    const { approval } = await test.runtime.decide(test.agent, asked);
    const approvalId = required(approval).id;
    await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
    const retry = { ...asked, requestId: 'halted-retry', approvalId };
    expect((await test.runtime.decide(test.agent, retry)).decision).toBe('ALLOW');
    await test.runtime.halts.halt(test.host, { reason: 'drill' });
    const replayed = await test.runtime.decide(test.agent, retry);
    expect(replayed.decision).toBe('DENY');
    // And the id now stands for that answer.
    expect(await test.runtime.decide(test.agent, retry)).toEqual(replayed);
    await test.runtime.halts.resume(test.host, {});
  });

  it('survives a restart and is an entry of the ledger', async () => {
    await test.runtime.halts.halt(test.host, { reason: 'over night' });
    test = await test.restart();
    expect(test.runtime.halts.list()).toMatchObject([{ reason: 'over night', haltedBy: 'host' }]);
    await test.runtime.halts.resume(test.host, {});
    const entries = await test.runtime.ledger.entries({ kind: 'halt', order: 'descending', limit: 1 });
    expect(entries[0]?.body).toMatchObject({ reason: 'over night' });
  });

  it('needs the scope admin', async () => {
    await expect(test.runtime.halts.halt(test.agent, { reason: 'x' })).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
    });
  });
});

describe('keys', () => {
  it('speak for the actors they name and no other, and the attempt is recorded', async () => {
    const { key } = await test.runtime.keys.create(test.host, {
      name: 'one',
      scopes: ['decide'],
      actors: ['did:myth:one'],
    });
    const credential = required(test.runtime.authenticate(key));
    expect((await test.runtime.decide(credential, request({ actorId: 'did:myth:one' }))).decision).toBe(
      'ALLOW',
    );
    await expect(test.runtime.decide(credential, request({ actorId: 'did:myth:two' }))).rejects.toMatchObject(
      {
        code: 'ACTOR_FORBIDDEN',
      },
    );
    const [entry] = await test.runtime.ledger.entries({
      kind: 'request.forbidden',
      order: 'descending',
      limit: 1,
    });
    expect(entry?.body).toMatchObject({ claimedActor: 'did:myth:two', key: { name: 'one' } });
  });

  it('end when revoked, and a preset one does not come back', async () => {
    const records = await test.runtime.keys.list(test.host);
    const { key, record } = await test.runtime.keys.create(test.host, {
      name: 'gone',
      scopes: ['decide'],
      actors: ['a'],
    });
    await test.runtime.keys.revoke(test.host, record.id);
    expect(test.runtime.authenticate(key)).toBeUndefined();
    test = await test.restart({
      presetKeys: [
        { name: 'agent', key: test.agentKey, scopes: ['decide'], actors: 'any' },
        { name: 'host', key: test.hostKey, scopes: ['approve', 'admin'], actors: [] },
        { name: 'gone', key, scopes: ['decide'], actors: ['a'] },
      ],
    });
    expect(test.runtime.authenticate(key)).toBeUndefined();
    expect(await test.runtime.keys.list(test.host)).toHaveLength(records.length + 1);
  });

  it('that ask may not approve', async () => {
    await expect(
      test.runtime.keys.create(test.host, { name: 'both', scopes: ['decide', 'approve'], actors: ['a'] }),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(
      test.runtime.keys.create(test.host, { name: 'any', scopes: ['decide'], actors: 'any' }),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('are kept as a hash', async () => {
    const { key } = await test.runtime.keys.create(test.host, {
      name: 'hashed',
      scopes: ['decide'],
      actors: ['a'],
    });
    const [row] = await test.database.query<{ text: string }>(
      sql`SELECT json_agg(k)::text AS text FROM zoqore_runtime.api_key k`,
    );
    expect(row?.text).toContain('hashed');
    expect(row?.text).not.toContain(key);
  });
});

describe('outcomes', () => {
  const report = (decisionId: string) => ({ decisionId, status: 'executed' as const });

  it('are recorded once, and only of an ALLOW', async () => {
    const allowed = await test.runtime.decide(test.agent, request());
    const receipt = await test.runtime.recordOutcome(test.agent, report(allowed.decisionId));
    expect(receipt.index).toBeGreaterThan(allowed.receipt.index);
    await expect(test.runtime.recordOutcome(test.agent, report(allowed.decisionId))).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
    });
    const denied = await test.runtime.decide(test.agent, request({ targetPath: '/etc/shadow' }));
    await expect(test.runtime.recordOutcome(test.agent, report(denied.decisionId))).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
    });
    await expect(test.runtime.recordOutcome(test.agent, report('dec_none'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('raise trust only when a surface saw them, and always lower it', async () => {
    const trustOf = async (actorId: string, isVerified: boolean, status: 'executed' | 'violation') => {
      const allowed = await test.runtime.decide(test.agent, request({ actorId }));
      const receipt = await test.runtime.recordOutcome(
        test.agent,
        { decisionId: allowed.decisionId, status },
        { isVerified },
      );
      return (await test.runtime.ledger.entry(receipt.index))?.body['trustChange'];
    };
    expect(await trustOf('did:myth:t1', false, 'executed')).toBe(0);
    expect(await trustOf('did:myth:t1', true, 'executed')).toBe(0.05);
    expect(await trustOf('did:myth:t1', false, 'violation')).toBe(-0.25);
  });
});

describe('tools', () => {
  const a = 'a'.repeat(64);
  const b = 'b'.repeat(64);
  const call = (definitionDigest: string) =>
    request({
      action: 'read',
      targetPath: 'tool:files/list',
      context: { tool: { server: 'files', name: 'list', arguments: {}, isKnown: true, definitionDigest } },
    });

  it('whose definition changed wait until a person accepts exactly that change', async () => {
    const see = (definitionDigest: string) =>
      test.runtime.observeTools('files', [{ name: 'list', definitionDigest }]);
    expect((await see(a)).get('list')).toBe('first-seen');
    expect((await see(a)).get('list')).toBe('known');
    expect((await test.runtime.decide(test.agent, call(a))).decision).toBe('ALLOW');
    expect((await see(b)).get('list')).toBe('changed');
    const held = await test.runtime.decide(test.agent, call(b));
    expect(held.decision).not.toBe('ALLOW');
    const tool = { server: 'files', name: 'list' };
    await expect(
      test.runtime.tools.accept(test.host, { ...tool, definitionDigest: a }),
    ).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
    });
    await expect(
      test.runtime.tools.accept(test.agent, { ...tool, definitionDigest: b }),
    ).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
    });
    await test.runtime.tools.accept(test.host, { ...tool, definitionDigest: b });
    expect((await test.runtime.decide(test.agent, call(b))).decision).toBe('ALLOW');
  });
});

describe('the policy in force', () => {
  const exampleFails = `
apiVersion: zoqore.dev/policy/v1
name: y
default: deny
rules:
  - { id: docs, effect: deny, match: { path: { prefix: docs } }, examples: { match: [{ path: src/x.ts }] } }
`;

  it('changes only by apply, and a changed file is a proposal', async () => {
    const own = await openTestRuntime();
    const before = own.runtime.policies.current();
    const reopened = await own.restart({ policy: packs.observe });
    expect(reopened.runtime.policies.current()).toMatchObject({
      policyVersion: before.policyVersion,
      proposed: { source: 'observe.yaml' },
    });
    await expect(reopened.runtime.policies.apply(reopened.agent, packs.observe)).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
    });
    await reopened.runtime.policies.apply(reopened.host, packs.observe);
    expect(reopened.runtime.policies.current().policyVersion).not.toBe(before.policyVersion);
    expect(reopened.runtime.policies.current().proposed).toBeUndefined();
    await reopened.close();
  });

  it.each([
    ['that does not parse', { text: 'name: x\nrules: []\n', source: 'x.yaml' }, /^x\.yaml:1:1: .*apiVersion/],
    [
      'whose examples fail',
      { text: exampleFails, source: 'y.yaml' },
      /^y\.yaml:\d+:\d+: .*rule `docs` expected example/,
    ],
    [
      'that could not be read',
      { source: 'z.yaml', error: new Error('there is no such file') },
      /no such file/,
    ],
  ])('stays when the proposal is one %s, which is told', async (_, policy, message) => {
    const own = await openTestRuntime();
    const { policyVersion } = own.runtime.policies.current();
    const reopened = await own.restart({ policy });
    expect(reopened.runtime.policies.current()).toMatchObject({
      policyVersion,
      unreadable: {
        source: policy.source,
        message: expect.stringMatching(message),
        issues: [expect.objectContaining({ message: expect.any(String) })],
      },
    });
    expect(reopened.runtime.policies.current()).not.toHaveProperty('proposed');
    expect((await reopened.runtime.decide(reopened.agent, request({ action: 'write' }))).decision).toBe(
      'ESCALATE',
    );
    await reopened.runtime.policies.apply(reopened.host, packs.observe);
    expect(reopened.runtime.policies.current()).toMatchObject({
      policyVersion: expect.not.stringMatching(policyVersion),
      unreadable: { source: policy.source },
    });
    await reopened.close();
  });

  it('stands beside what the file holds now, whatever it held at the start', async () => {
    let file: PolicyFile | UnreadablePolicyFile = packs.failsafe;
    const own = await openTestRuntime({ policy: () => file });
    const beside = (): Pick<PolicyInForce, 'proposed' | 'unreadable'> => {
      const { proposed, unreadable } = own.runtime.policies.current();
      return { ...(proposed && { proposed }), ...(unreadable && { unreadable }) };
    };
    expect(beside()).toEqual({});

    file = { ...packs.observe, source: 'failsafe.yaml' };
    expect(beside()).toMatchObject({ proposed: { source: 'failsafe.yaml' } });
    const { policyVersion } = await own.runtime.policies.apply(own.host, file);
    expect(beside()).toEqual({});

    file = { text: 'name: x\nrules: []\n', source: 'failsafe.yaml' };
    expect(beside()).toEqual({
      unreadable: expect.objectContaining({ message: expect.stringMatching(/^failsafe\.yaml:1:1: /) }),
    });
    file = { source: 'failsafe.yaml', error: new Error('there is no such file') };
    expect(beside()).toMatchObject({ unreadable: { message: 'there is no such file' } });
    expect(own.runtime.policies.version()).toBe(policyVersion);

    file = packs.observe;
    expect(beside()).toEqual({});
    file = packs.failsafe;
    expect(beside()).toHaveProperty('proposed');
    await own.close();
  });

  it('is the one that the file holds at the first start', async () => {
    const error = new Error('there is no such file');
    await expect(openTestRuntime({ policy: () => ({ source: 'x.yaml', error }) })).rejects.toBe(error);
  });

  it('is none at all where the first one cannot be read', async () => {
    await expect(openTestRuntime({ policy: { text: 'rules: 1', source: 'x.yaml' } })).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: expect.stringMatching(/^x\.yaml:1:\d+: /),
    });
    const error = new Error('there is no such file');
    await expect(openTestRuntime({ policy: { source: 'x.yaml', error } })).rejects.toBe(error);
  });

  it('refuses to answer when the stored text was altered', async () => {
    const own = await openTestRuntime();
    await own.database.query(
      sql`UPDATE zoqore_runtime.policy_version SET text = replace(text, 'deny', 'allow')`,
    );
    await expect(own.restart()).rejects.toMatchObject({ code: 'NOT_INITIALIZED' });
    await own.database.close();
  });

  it('has a version that line endings and comments do not change', async () => {
    const { text, source } = packs.failsafe;
    const check = (candidate: string) => test.runtime.policies.check(test.host, { text: candidate, source });
    const plain = await check(text);
    expect(plain).toMatchObject({ valid: true });
    expect(await check(`# a comment\r\n${text.replaceAll('\n', '\r\n')}`)).toEqual(plain);
  });
});
