import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRuntime, request } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

const policy = {
  source: 'roles.yaml',
  text: `
apiVersion: zoqore.dev/policy/v1
name: roles
default: deny
rules:
  - { id: builders, effect: allow, match: { action: write, actor: { role: builder } } }
  - { id: services, effect: allow, match: { action: read, actor: { kind: service } } }
  - { id: builder-tools, effect: allow, match: { tool: { server: build }, actor: { role: builder } } }
`,
};

let test: TestRuntime;
beforeAll(async () => {
  test = await openTestRuntime({ policy });
});
afterAll(() => test.close());

const ask = async (actorId: string, action: string) =>
  (await test.runtime.decide(test.agent, request({ actorId, action, content: 'x' }))).decision;

describe('an actor', () => {
  it('has the roles and the kind that an admin gave it, until they are taken away', async () => {
    expect(await ask('ada', 'write')).toBe('DENY');
    const described = await test.runtime.actors.describe(test.host, 'ada', {
      kind: 'agent',
      roles: ['builder', 'builder'],
    });
    expect(described).toEqual({
      id: 'ada',
      kind: 'agent',
      roles: ['builder'],
      trustStage: 'CBT',
      trust: 0.35,
      isOnProbation: true,
      verifiedOutcomes: 0,
    });
    expect(await ask('ada', 'write')).toBe('ALLOW');
    expect(await ask('ada', 'read')).toBe('DENY');
    await test.runtime.actors.describe(test.host, 'ada', { kind: 'service', roles: [] });
    expect(await ask('ada', 'write')).toBe('DENY');
    expect(await ask('ada', 'read')).toBe('ALLOW');
  });

  it('gets another kind, other roles, or a key that approves from nobody who may not approve', async () => {
    const { keys, actors } = test.runtime;
    const clerk = { ...test.host, scopes: ['admin'] as const };
    const refused = { code: 'ACTOR_FORBIDDEN', details: { expected: ['admin', 'approve'] } };
    for (const description of [
      { kind: 'agent', roles: ['builder'] },
      { kind: 'service', roles: [] },
    ] as const) {
      await expect(actors.describe(clerk, 'dan', description)).rejects.toMatchObject(refused);
    }
    expect(await actors.describe(clerk, 'dan', { kind: 'agent', roles: [] })).toMatchObject({ roles: [] });
    const approver = { name: 'mine', scopes: ['admin', 'approve'], actors: [] } as const;
    await expect(keys.create(clerk, approver)).rejects.toMatchObject(refused);
    expect((await keys.create(clerk, { ...approver, scopes: ['admin'] })).record.scopes).toEqual(['admin']);
    expect((await keys.create(test.host, approver)).record.scopes).toEqual(['admin', 'approve']);
  });

  it('is shown the tools that its roles could reach', async () => {
    const tool = { server: 'build', name: 'run', action: 'execute' } as const;
    expect(test.runtime.couldPermit('eve', tool)).toBe(false);
    await test.runtime.actors.describe(test.host, 'eve', { kind: 'agent', roles: ['builder'] });
    expect(test.runtime.couldPermit('eve', tool)).toBe(true);
  });

  it('keeps its description through outcomes and a restart, and its trust through a description', async () => {
    await test.runtime.actors.describe(test.host, 'bob', { kind: 'service', roles: ['builder'] });
    const { decisionId } = await test.runtime.decide(test.agent, request({ actorId: 'bob' }));
    await test.runtime.recordOutcome(test.agent, { decisionId, status: 'executed' }, { isVerified: true });
    await test.runtime.actors.describe(test.host, 'bob', { kind: 'service', roles: ['reviewer'] });
    test = await test.restart();
    const bob = test.runtime.actors.list(test.host).find(({ id }) => id === 'bob');
    expect(bob).toMatchObject({ kind: 'service', roles: ['reviewer'], verifiedOutcomes: 1 });
  });

  it('is on probation from its first outcome, not from its description', async () => {
    await test.runtime.actors.describe(test.host, 'new', { kind: 'service', roles: [] });
    test.advance(31 * 86_400_000);
    for (let i = 0; i < 4; i++) {
      const { decisionId } = await test.runtime.decide(test.agent, request({ actorId: 'new' }));
      await test.runtime.recordOutcome(test.agent, { decisionId, status: 'executed' }, { isVerified: true });
    }
    const stage = () => test.runtime.actors.list(test.host).find(({ id }) => id === 'new')?.trustStage;
    expect(stage()).toBe('CBT');
    test = await test.restart();
    expect(stage()).toBe('CBT');
    test.advance(62 * 86_400_000);
    expect(stage()).toBe('KBT');
  });

  it('is described by an admin alone, and the change is an entry', async () => {
    const description = { kind: 'agent', roles: ['builder'] } as const;
    await expect(test.runtime.actors.describe(test.agent, 'ada', description)).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
    });
    expect(() => test.runtime.actors.list(test.agent)).toThrow('admin');
    await test.runtime.actors.describe(test.host, 'ada', description);
    const [entry] = await test.runtime.ledger.entries({
      kind: 'actor.described',
      order: 'descending',
      limit: 1,
    });
    expect(entry?.body).toMatchObject({
      actorId: 'ada',
      roles: ['builder'],
      before: { kind: 'service', roles: [] },
      by: 'host',
    });
  });
});

describe('a set whose rules read labels', () => {
  const labelled = {
    source: 'labels.yaml',
    text: `
apiVersion: zoqore.dev/policy/v1
name: labels
rules:
  - { id: tainted, effect: deny, match: { action: network, labels: { any: [tainted] } } }
  - { id: guarded, effect: allow, match: { action: read }, when: "!('secret' in request.labels)" }
  - { id: plain, effect: allow, match: { action: read } }
`,
  };

  it('is valid with a warning for each label that nothing gives, when checked and when applied', async () => {
    const own = await openTestRuntime();
    const checked = await own.runtime.policies.check(own.host, labelled);
    expect(checked).toMatchObject({
      valid: true,
      warnings: [
        { rule: 'tainted', message: expect.stringContaining('label `tainted`, which no mark of this set') },
        { rule: 'guarded', message: expect.stringContaining('labels, and this set has no marks') },
      ],
    });
    const applied = await own.runtime.policies.apply(own.host, labelled);
    expect(applied.warnings.map(({ rule }) => rule)).toEqual(['tainted', 'guarded']);
    await own.close();
  });

  it('warns of nothing in a set without labels', async () => {
    expect(await test.runtime.policies.check(test.host, policy)).toMatchObject({ valid: true, warnings: [] });
  });
});
