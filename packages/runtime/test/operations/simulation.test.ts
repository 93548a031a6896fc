import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RuntimeError } from '../../src/index.ts';
import type { SimulatedItem, Simulation } from '../../src/index.ts';
import { openTestRuntime, packs, request, required } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

let test: TestRuntime;
beforeAll(async () => {
  test = await openTestRuntime();
});
afterAll(() => test.close());

const answers = ({ items }: Simulation): readonly unknown[] =>
  items.map((item) =>
    'error' in item
      ? item.error.code
      : [item.inForce?.decision.outcome, item.proposed?.decision.outcome, item.change],
  );

const drafts = {
  labels: policy(`
  - { id: untainted, effect: allow, match: { action: write, labels: { none: [tainted] } } }`),
  world: policy(`
  - id: reviewers-by-day
    effect: allow
    match:
      action: write
      actor: { kind: person, role: reviewer, trustStage: { atLeast: IBT } }
      time: { days: [mon], from: '09:00', to: '10:00' }`),
};

function policy(rules: string): { text: string; source: string } {
  return {
    text: `apiVersion: zoqore.dev/policy/v1\nname: draft\ndefault: escalate\nrules:${rules}\n`,
    source: 'draft.yaml',
  };
}

describe('simulate', () => {
  it('answers as the decision does, for each request in its place', async () => {
    const asked = [
      request(),
      request({ targetPath: '.env' }),
      request({ action: 'write', targetPath: 'src/x.ts', content: 'export {};' }),
      request({ action: 'execute', targetPath: '.', content: 'git push --force' }),
    ];
    const { items } = await test.runtime.policies.simulate(test.agent, { requests: asked });
    for (const [index, one] of asked.entries()) {
      const item = required(items[index]);
      const { decision, riskGrade, reasons, matchedRules } = await test.runtime.decide(test.agent, one);
      expect(item).toMatchObject({
        index,
        inForce: { decision: { outcome: decision, riskGrade, reasons, matchedRules } },
      });
    }
  });

  it('is what a preview is', async () => {
    const one = request({ targetPath: '/etc/shadow' });
    const [item] = (await test.runtime.policies.simulate(test.agent, { requests: [one] })).items;
    expect(item).toEqual({ index: 0, inForce: await test.runtime.policies.preview(test.agent, one) });
  });

  it('says what a proposed set would answer otherwise', async () => {
    const requests = [
      request({ action: 'write', targetPath: 'src/x.ts' }),
      request({ targetPath: '/srv/other.md' }),
      request({ targetPath: 'docs/readme.md' }),
    ];
    const both = await test.runtime.policies.simulate(test.host, { requests, policy: packs.balanced });
    expect(both).toMatchObject({ inForce: { name: 'failsafe' }, proposed: { name: 'balanced' } });
    expect(answers(both)).toEqual([
      ['ESCALATE', 'ALLOW', 'wider'],
      ['ALLOW', 'ESCALATE', 'narrower'],
      ['ALLOW', 'ALLOW', undefined],
    ]);
    const one = { requests, policy: packs.balanced, under: 'proposed' } as const;
    const proposed = await test.runtime.policies.simulate(test.host, one);
    expect(proposed).not.toHaveProperty('inForce');
    expect(answers(proposed)[0]).toEqual([undefined, 'ALLOW', undefined]);
  });

  it('supposes labels, an actor and a time, and the trust that risk knows of it', async () => {
    const requests = [request({ action: 'write', targetPath: 'src/x.ts' })];
    const under = async (draft: keyof typeof drafts, suppose: object): Promise<SimulatedItem> => {
      const query = { requests, policy: drafts[draft], under: 'proposed', suppose } as const;
      return required((await test.runtime.policies.simulate(test.host, query)).items[0]);
    };
    const outcome = (said: string): object => ({ proposed: { decision: { outcome: said } } });
    expect(await under('labels', {})).toMatchObject(outcome('ALLOW'));
    expect(await under('labels', { labels: ['tainted'] })).toMatchObject(outcome('ESCALATE'));
    const reviewer = { kind: 'person', roles: ['reviewer'], trustStage: 'IBT' };
    const now = Date.parse('2026-01-05T09:30:00Z');
    expect(await under('world', { actor: reviewer, now })).toMatchObject(outcome('ALLOW'));
    for (const suppose of [
      { actor: reviewer },
      { now },
      { actor: { ...reviewer, trustStage: 'KBT' }, now },
      { actor: { ...reviewer, roles: [] }, now },
      { actor: reviewer, now: now + 3_600_000 },
    ]) {
      expect(await under('world', suppose)).toMatchObject(outcome('ESCALATE'));
    }
    const factorsAt = async (trustStage: string): Promise<string> =>
      JSON.stringify(Object(await under('labels', { actor: { trustStage } })).proposed.assessment.factors);
    expect(await factorsAt('CBT')).toContain('trust.');
    expect(await factorsAt('CBT')).not.toBe(await factorsAt('IBT'));
  });

  it('asks as another actor, with what is known of that one', async () => {
    await test.runtime.halts.halt(test.host, { actorId: 'did:myth:stopped', reason: 'drill' });
    const requests = [request({ action: 'write', targetPath: 'src/x.ts' })];
    const suppose = { actor: { id: 'did:myth:stopped' } };
    const { items } = await test.runtime.policies.simulate(test.host, { requests, suppose });
    expect(items[0]).toMatchObject({ inForce: { decision: { outcome: 'DENY' } } });
    expect(JSON.stringify(items[0])).toContain('halted');
  });

  it('changes nothing: no entry, no novelty, no limit, no approval', async () => {
    const limited = await openTestRuntime({
      policy: policy(`
  - { id: few, effect: allow, match: { action: network }, obligations: [{ limit: { perMinute: 1 } }] }`),
    });
    const before = await limited.runtime.ledger.head();
    const asked = request({ action: 'network', targetPath: 'https://example.org/' });
    const requests = Array.from({ length: 20 }, () => asked);
    const first = await limited.runtime.policies.simulate(limited.agent, { requests });
    const again = await limited.runtime.policies.simulate(limited.agent, { requests });
    expect(again).toEqual(first);
    expect(new Set(first.items.map((item) => JSON.stringify({ ...item, index: 0 }))).size).toBe(1);
    expect(JSON.stringify(first)).toContain('novelty.');
    expect(await limited.runtime.ledger.head()).toEqual(before);
    expect(await limited.runtime.approvals.list(limited.host, {})).toEqual([]);
    expect((await limited.runtime.decide(limited.agent, asked)).decision).toBe('ALLOW');
    await limited.close();
  });

  it('gives a bad request its own error', async () => {
    const deep = JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`) as unknown;
    const requests = [
      request(),
      null,
      'text',
      { action: 'read' },
      request({ context: { deep } }),
      request({ content: '\ud800' }),
      request({ content: 'x'.repeat(70_000) }),
      request({ action: 'write', context: { tool: { server: 1 } } }),
      request(),
    ];
    const run = await test.runtime.policies.simulate(test.host, { requests });
    const allowed = ['ALLOW', undefined, undefined];
    expect(answers(run)).toEqual([
      allowed,
      ...Array.from({ length: 5 }, () => 'VALIDATION_ERROR'),
      'PAYLOAD_TOO_LARGE',
      'VALIDATION_ERROR',
      allowed,
    ]);
    expect(run.items.map(({ index }) => index)).toEqual(requests.map((_, at) => at));
    expect(JSON.stringify(run.items[3])).toContain('targetPath');
  });

  it('lets keys of agents ask for their own actors, in the world as it is', async () => {
    const { key } = await test.runtime.keys.create(test.host, {
      name: 'bound',
      scopes: ['decide'],
      actors: ['did:myth:bound'],
    });
    const bound = required(test.runtime.authenticate(key));
    const size = (await test.runtime.ledger.head()).size;
    const requests = [request({ actorId: 'did:myth:bound' }), request()];
    expect(answers(await test.runtime.policies.simulate(bound, { requests }))).toEqual([
      ['ALLOW', undefined, undefined],
      'ACTOR_FORBIDDEN',
    ]);
    for (const more of [{ policy: packs.observe }, { suppose: { labels: [] } }]) {
      await expect(test.runtime.policies.simulate(bound, { requests, ...more })).rejects.toMatchObject({
        code: 'ACTOR_FORBIDDEN',
      });
    }
    expect((await test.runtime.ledger.head()).size).toBe(size);
  });

  it('refuses a set that does not load, and a set that is asked for and not there', async () => {
    const requests = [request()];
    const refused = async (query: object): Promise<unknown> =>
      test.runtime.policies
        .simulate(test.host, { requests, ...query })
        .catch((error: unknown) => (error instanceof RuntimeError ? error.code : error));
    expect(await refused({ policy: { text: 'name: [', source: 'x' } })).toBe('POLICY_INVALID');
    expect(await refused({ under: 'both' })).toBe('VALIDATION_ERROR');
    expect(await refused({ under: 'proposed' })).toBe('VALIDATION_ERROR');
    expect(await refused({ under: 'in-force', policy: packs.observe })).toBe('VALIDATION_ERROR');
  });

  it('stops where one answer would grow out of hand, and says where to go on', async () => {
    const rules = Array.from(
      { length: 400 },
      (_, at) => `
  - { id: r${at}, effect: allow, match: { path: { not: ['/x${at}/**'] }, labels: { any: [never] } } }`,
    ).join('');
    const requests = Array.from({ length: 300 }, () => request());
    const query = { requests, policy: policy(rules), under: 'proposed' } as const;
    const { items, next } = await test.runtime.policies.simulate(test.host, query);
    expect(items.length).toBe(next);
    expect(items.length).toBeGreaterThan(0);
    expect(items.length).toBeLessThan(300);
  });

  it('lets decisions be made meanwhile, and refuses what would pile up', async () => {
    const requests = Array.from({ length: 300 }, () =>
      request({ action: 'execute', targetPath: '.', content: 'find . -name "*.ts" | xargs grep -n x' }),
    );
    const runs = Array.from({ length: 6 }, () =>
      test.runtime.policies
        .simulate(test.agent, { requests })
        .then(({ items }) => items.length)
        .catch((error: unknown) => (error instanceof RuntimeError ? error.code : error)),
    );
    const all = { isRunning: true };
    void Promise.all(runs).then(() => (all.isRunning = false));
    let decided = 0;
    while (all.isRunning) {
      await test.runtime.decide(test.agent, request());
      decided += 1;
    }
    expect(decided).toBeGreaterThan(20);
    const ended = await Promise.all(runs);
    expect(ended.filter((each) => each === 'RATE_LIMITED')).toHaveLength(1);
    expect(ended.filter((each) => typeof each === 'number' && each > 0)).toHaveLength(5);
  });
});
