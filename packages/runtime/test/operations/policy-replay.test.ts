import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolicyFile } from '../../src/standing/load-policy.ts';
import { openTestRuntime, packs, request } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

/** Decisions really made, replayed from the ledger under other sets. */

const set = (rules: string): PolicyFile => ({
  source: 'other.yaml',
  text: `apiVersion: zoqore.dev/policy/v1\nname: other\ndefault: escalate\nrules:\n${rules}`,
});
const readsDocs = '  - { id: reads-docs, effect: allow, match: { action: read, path: { glob: docs/** } } }\n';
const noGuide = '  - { id: no-guide, effect: deny, match: { path: { glob: docs/guide.md } } }\n';

let test: TestRuntime;
/** Ledger indices of what was asked. */
const indices: Record<string, number> = {};

async function ask(name: string, fields: Record<string, unknown>): Promise<void> {
  const { receipt } = await test.runtime.decide(test.agent, request(fields));
  indices[name] = receipt.index;
}

beforeAll(async () => {
  test = await openTestRuntime({ policy: set(readsDocs) });
  await ask('guide', { targetPath: 'docs/guide.md' });
  await ask('plan', { targetPath: 'docs/plan.md', actorId: 'did:myth:other' });
  await ask('write', { action: 'write', targetPath: 'docs/guide.md', content: 'new' });
  await ask('tool', {
    targetPath: 'docs/guide.md',
    context: { tool: { server: 'files', name: 'read_file', arguments: { path: 'docs/guide.md' } } },
  });
  test.advance(60_000);
  await ask('later', { targetPath: 'docs/guide.md' });
});
afterAll(() => test.close());

describe('replay', () => {
  it('changes nothing between a set and itself', async () => {
    const { size } = await test.runtime.ledger.head();
    const report = await test.runtime.policies.replay(test.host, { after: set(readsDocs) });
    expect(report).toMatchObject({
      decisions: 5,
      same: 5,
      wider: 0,
      narrower: 0,
      obligations: 0,
      byRule: [],
    });
    expect(report.notReplayable).toEqual([]);
    expect((await test.runtime.ledger.head()).size).toBe(size);
  });

  it('lists each flip, and counts it by rule, actor and tool', async () => {
    const report = await test.runtime.policies.replay(test.host, { after: set(readsDocs + noGuide) });
    expect(report).toMatchObject({ same: 1, narrower: 4, wider: 0 });
    const counted = { wider: 0, narrower: 4, obligations: 0 };
    expect(report.byRule).toEqual([
      { name: 'no-guide', ...counted },
      // No rule was about writing, none about the tool itself.
      { name: '(default)', ...counted, narrower: 2 },
      { name: 'reads-docs', ...counted, narrower: 2 },
    ]);
    expect(report.byActor).toEqual([{ name: 'did:myth:agent', ...counted }]);
    expect(report.byTool).toEqual([{ name: 'files/read_file', ...counted, narrower: 1 }]);
    expect(report.samples.map(({ index }) => index)).toEqual([
      indices['guide'],
      indices['write'],
      indices['tool'],
      indices['later'],
    ]);
    const [first] = report.samples;
    expect(first).toMatchObject({
      target: 'docs/guide.md',
      change: 'narrower',
      before: { effect: 'allow', rules: ['reads-docs'] },
      after: { effect: 'deny', rules: ['no-guide'] },
    });
    const entry = await test.runtime.ledger.entry(first?.index ?? -1);
    expect(entry?.idem).toBe(first?.decisionId);
  });

  it('compares any two sets, and calls wider what was stricter', async () => {
    const report = await test.runtime.policies.replay(test.host, {
      before: set(readsDocs + noGuide),
      after: set(readsDocs),
      samples: 1,
    });
    expect(report).toMatchObject({ same: 1, wider: 4, narrower: 0 });
    expect(report.samples).toHaveLength(1);
  });

  it('says where only the obligations change', async () => {
    const watched = readsDocs.replace(' } } }', ' } }, obligations: [{ notify: { channel: ops } }] }');
    const report = await test.runtime.policies.replay(test.host, { after: set(watched) });
    expect(report).toMatchObject({ same: 2, wider: 0, narrower: 0, obligations: 3 });
  });

  it('says which decisions lack what a policy would read', async () => {
    const noWord = '  - { id: no-word, effect: deny, match: { content: { contains: [secret] } } }\n';
    const report = await test.runtime.policies.replay(test.host, { after: set(readsDocs + noWord) });
    expect(report).toMatchObject({ decisions: 5, same: 4 });
    expect(report.notReplayable).toEqual([
      { reason: 'not kept as it was: content', count: 1, first: [indices['write']] },
    ]);
  });

  it('looks at the time that it is asked for', async () => {
    const { at } = (await test.runtime.ledger.entry(indices['later'] ?? -1)) ?? { at: '' };
    const moment = Date.parse(at);
    const after = set(readsDocs + noGuide);
    const later = await test.runtime.policies.replay(test.host, { after, since: moment });
    expect(later).toMatchObject({ decisions: 1, narrower: 1 });
    const earlier = await test.runtime.policies.replay(test.host, { after, until: moment });
    expect(earlier).toMatchObject({ decisions: 4, narrower: 3 });
  });

  it('refuses agents, sets that do not load, and a second one beside it', async () => {
    const { policies } = test.runtime;
    await expect(policies.replay(test.agent, { after: packs.observe })).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
    });
    await expect(
      policies.replay(test.host, { after: { text: 'rules: [', source: 'x' } }),
    ).rejects.toMatchObject({
      code: 'POLICY_INVALID',
    });
    const [first, second] = await Promise.allSettled([
      policies.replay(test.host, { after: packs.observe }),
      policies.replay(test.host, { after: packs.observe }),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'RATE_LIMITED' } });
  });

  it('stops when nobody waits for it, and the next one may run', async () => {
    const { policies } = test.runtime;
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(policies.replay(test.host, { after: packs.observe, signal })).rejects.toThrow('gone');
    expect(await policies.replay(test.host, { after: packs.observe })).toMatchObject({ decisions: 5 });
  });
});
