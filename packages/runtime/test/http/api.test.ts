import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClientError, createClient } from '../../src/client/index.ts';
import type { FeedEvent, RuntimeClient } from '../../src/client/index.ts';
import { createHttpApp, listen } from '../../src/http/index.ts';
import type { Listener } from '../../src/http/index.ts';
import { openTestRuntime, packs, required, request } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

const upstreams = [
  { name: 'files', state: 'ready', tools: 3, markedTools: ['read_file'] },
  { name: 'mail', state: 'failed', tools: 0, reason: 'gone', stderrTail: ['no token'] },
] as const;

/** The `/v1/` routes through the typed client, which parses every answer. */

let test: TestRuntime;
let listener: Listener;
let agent: RuntimeClient;
let host: RuntimeClient;

beforeAll(async () => {
  test = await openTestRuntime();
  listener = await listen({
    fetch: createHttpApp({ runtime: () => test.runtime, version: '1.2.3', upstreams: () => upstreams }).fetch,
    address: { host: '127.0.0.1', port: 0 },
  });
  agent = createClient({ baseUrl: listener.url, key: test.agentKey });
  host = createClient({ baseUrl: listener.url, key: test.hostKey });
});
afterAll(async () => {
  await listener.close();
  await test.close();
});

describe('a legal hold', () => {
  it.each([{ from: 10, to: 3 }, { from: 5, to: 5 }, { to: 0 }])(
    'over %j covers nothing and is refused',
    async (range) => {
      await expect(host.ledger.hold({ ...range, reason: 'case 7' })).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
        details: { issues: [{ path: 'to', message: expect.stringContaining('above `from`') }] },
      });
      expect(await host.ledger.holds()).toEqual({ items: [] });
    },
  );
});

describe('decisions', () => {
  it('come in pages, newest first, without gaps or repeats', async () => {
    const actorId = 'did:myth:pages';
    for (let i = 0; i < 7; i++) await agent.evaluate(request({ actorId }));
    const seen: number[] = [];
    let before: number | undefined;
    do {
      const page = await agent.decisions.list({
        actor: actorId,
        limit: 3,
        ...(before === undefined ? {} : { before }),
      });
      seen.push(...page.items.map((item) => item.index));
      before = page.next;
    } while (before !== undefined);
    expect(seen).toHaveLength(7);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
  });

  it('are filtered by outcome, action, grade and time', async () => {
    const denied = await agent.evaluate(request({ actorId: 'did:myth:filter', targetPath: '/etc/shadow' }));
    const since = Date.parse(denied.evaluatedAt);
    const found = await agent.decisions.list({
      actor: 'did:myth:filter',
      decision: 'DENY',
      action: 'read',
      grade: 'L3',
      since,
    });
    expect(found.items.map((item) => item.decisionId)).toEqual([denied.decisionId]);
    expect((await agent.decisions.list({ actor: 'did:myth:filter', decision: 'ALLOW' })).items).toEqual([]);
    expect((await agent.decisions.list({ actor: 'did:myth:filter', until: since - 1 })).items).toEqual([]);
  });

  it('of others are not shown to a bound key', async () => {
    const { key } = await host.keys.create({
      name: 'narrow',
      scopes: ['decide'],
      actors: ['did:myth:narrow'],
    });
    const narrow = createClient({ baseUrl: listener.url, key });
    const other = await agent.evaluate(request());
    await narrow.evaluate(request({ actorId: 'did:myth:narrow' }));
    const { items } = await narrow.decisions.list();
    expect(new Set(items.map((item) => item.actorId))).toEqual(new Set(['did:myth:narrow']));
    await expect(narrow.decisions.get(other.decisionId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('approvals, halts, tools, keys, status', () => {
  it('carry an escalation from the question to its use', async () => {
    const asked = request({ action: 'write', targetPath: 'docs/api.md', content: 'x' });
    const { approval } = await agent.evaluate(asked);
    const id = required(approval).id;
    expect((await host.approvals.list({ state: 'pending' })).items.map((item) => item.id)).toContain(id);
    await expect(agent.approvals.decide(id, { decision: 'approve' })).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
    });
    expect((await host.approvals.decide(id, { decision: 'approve', reason: 'fine' })).state).toBe('approved');
    const allowed = await agent.evaluate({ ...asked, requestId: 'api-retry', approvalId: id });
    expect(allowed.decision).toBe('ALLOW');
    await agent.outcomes.report({ decisionId: allowed.decisionId, status: 'executed', durationMs: 3 });
    const detail = await host.decisions.get(allowed.decisionId);
    expect(detail).toMatchObject({ decision: { follows: id }, outcome: { status: 'executed' } });
  });

  it('show the state at a glance', async () => {
    await host.halts.halt({ reason: 'glance' });
    const status = await host.status();
    expect(status).toMatchObject({
      version: '1.2.3',
      installation: 'test',
      engine: 'pglite',
      keys: { unbound: ['agent'] },
    });
    expect(status.halts).toMatchObject([{ reason: 'glance' }]);
    expect((await agent.status()).keys.unbound).toEqual([]);
    expect([status.upstreams, (await agent.status()).upstreams]).toEqual([upstreams, undefined]);
    await host.halts.resume();
    expect((await host.halts.list()).items).toEqual([]);
  });

  it('halt a key that can name many actors, and refuse a halt of both', async () => {
    const { items } = await host.keys.list();
    const keyId = required(items.find(({ name }) => name === 'agent')).id;
    expect(await host.halts.halt({ keyId, reason: 'leaked' })).toMatchObject({ keyId, reason: 'leaked' });
    expect((await host.status()).halts).toMatchObject([{ keyId }]);
    expect((await agent.evaluate(request({ action: 'write', content: 'x' }))).decision).toBe('DENY');
    await host.halts.resume({ keyId });
    await expect(host.halts.halt({ keyId, actorId: 'a', reason: 'x' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });

  it('describe actors, for admins alone', async () => {
    const description = { kind: 'service', roles: ['nightly'] } as const;
    expect(await host.actors.describe('did:myth:night', description)).toMatchObject({
      id: 'did:myth:night',
      ...description,
    });
    expect((await host.actors.list()).items).toContainEqual(
      expect.objectContaining({ id: 'did:myth:night', ...description }),
    );
    await expect(agent.actors.list()).rejects.toMatchObject({ code: 'ACTOR_FORBIDDEN' });
    await expect(agent.actors.describe('did:myth:night', description)).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
    });
  });

  it('list tools and accept a change', async () => {
    await test.runtime.observeTools('s', [{ name: 't', definitionDigest: 'a'.repeat(64) }]);
    await test.runtime.observeTools('s', [{ name: 't', definitionDigest: 'b'.repeat(64) }]);
    expect((await host.tools.list()).items).toMatchObject([{ state: 'changed', changedTo: 'b'.repeat(64) }]);
    expect(
      await host.tools.accept({ server: 's', name: 't', definitionDigest: 'b'.repeat(64) }),
    ).toMatchObject({ state: 'known' });
  });

  it('create and revoke keys', async () => {
    const { key, record } = await host.keys.create({ name: 'brief', scopes: ['decide'], actors: ['x'] });
    expect(await host.keys.revoke(record.id)).toMatchObject({
      id: record.id,
      revokedAt: expect.any(String) as string,
    });
    await expect(createClient({ baseUrl: listener.url, key }).status()).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    });
  });
});

describe('policy', () => {
  it('is checked with positions, explained without a record, and applied by an admin', async () => {
    expect(await host.policy.check('name: x\nrulez: []\n', 'bad.yaml')).toMatchObject({ valid: false });
    const { size } = await host.ledger.head();
    const preview = await agent.policy.explain(request({ targetPath: '/etc/shadow' }));
    expect(preview).toMatchObject({ decision: { outcome: 'DENY' }, verdict: { effect: 'deny' } });
    expect((await host.ledger.head()).size).toBe(size);
    await expect(agent.policy.apply(packs.observe.text, 'x')).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
    });
    await expect(host.policy.apply('nonsense: [', 'x')).rejects.toMatchObject({ code: 'POLICY_INVALID' });
    const { policyVersion } = await host.policy.apply(packs.balanced.text, 'balanced.yaml');
    expect(await agent.policyVersion()).toEqual({ policyVersion });
    await host.policy.apply(packs.failsafe.text, 'failsafe.yaml');
  });

  it('is simulated for a list, each request by itself', async () => {
    const { size } = await host.ledger.head();
    const requests = [
      request({ action: 'write', targetPath: 'src/a.ts' }),
      request({ content: '\ud800' }),
      request({ targetPath: '.env' }),
    ];
    const { text } = packs.balanced;
    const policy = { text, source: 'balanced.yaml' };
    expect(await host.policy.simulate({ requests, policy })).toMatchObject({
      inForce: { name: 'failsafe' },
      proposed: { name: 'balanced' },
      items: [
        {
          index: 0,
          inForce: { decision: { outcome: 'ESCALATE' } },
          proposed: {
            decision: { outcome: 'ALLOW', matchedRules: ['workspace/writes'] },
            explanation: { facts: { 'path.prefix': '/work/project/src/a.ts', risk: 'L2' } },
          },
          change: 'wider',
        },
        { index: 1, error: { code: 'VALIDATION_ERROR' } },
        { index: 2, inForce: { decision: { outcome: 'DENY' } }, proposed: { decision: { outcome: 'DENY' } } },
      ],
    });
    expect((await host.ledger.head()).size).toBe(size);
    const codeOf = (client: typeof host, query: object): Promise<unknown> =>
      client.policy.simulate({ requests, ...query }).then(
        () => 'answered',
        (error: unknown) => (error instanceof ClientError ? error.code : error),
      );
    expect(await codeOf(agent, {})).toBe('answered');
    expect(await codeOf(agent, { policy })).toBe('ACTOR_FORBIDDEN');
    expect(await codeOf(host, { policy: { ...policy, text: 'name: [' } })).toBe('POLICY_INVALID');
    for (const query of [
      { requests: [] },
      { requests: Array.from({ length: 1001 }, () => ({})) },
      { under: 'both' },
      { suppose: { actor: { trustStage: 'NONE' } } },
      { suppose: { labels: ['\ud800'] } },
      { mispelt: true },
    ]) {
      expect(await codeOf(host, query)).toBe('VALIDATION_ERROR');
    }
    expect(await codeOf(host, { requests: [{ content: 'x'.repeat(4 * 1024 * 1024) }] })).toBe(
      'PAYLOAD_TOO_LARGE',
    );
    const many = { requests: Array.from({ length: 400 }, () => request({ action: 'execute' })) };
    const codes = await Promise.all(Array.from({ length: 7 }, () => codeOf(agent, many)));
    expect(codes).toContain('RATE_LIMITED');
    expect(codes).toContain('answered');
  });
});

describe('the ledger', () => {
  it('shows head, key, checkpoint and entries, and verifies', async () => {
    const answer = await agent.evaluate(request());
    expect(await host.ledger.entry(answer.receipt.index)).toMatchObject({
      kind: 'decision',
      leafHash: answer.receipt.leafHash,
    });
    await expect(agent.ledger.entry(0)).rejects.toMatchObject({ code: 'ACTOR_FORBIDDEN' });
    expect(await host.ledger.verify()).toMatchObject({ verified: true });
    const { size } = await host.ledger.head();
    expect(await host.ledger.verify({ from: size - 1 })).toMatchObject({ verified: true });
    for (const from of [size, 99_999])
      await expect(host.ledger.verify({ from })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: `expected an entry to start at, found none at index ${from}: there are ${size} entries`,
      });
    // Of a checkpoint that somebody kept: up to the very end there may be nothing new.
    expect(await host.ledger.verify({ since: size })).toMatchObject({ verified: true, size });
    await expect(host.ledger.verify({ since: size + 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `expected at least the ${size + 1} entries of the checkpoint, found ${size}`,
    });
    const told: { checked: number; size: number }[] = [];
    expect(await host.ledger.watchVerify({}, (progress) => told.push(progress))).toMatchObject({ size });
    expect(told).toEqual([{ checked: size, size }]);
    await expect(host.ledger.watchVerify({ from: size }, () => undefined)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(agent.ledger.watchVerify({}, () => undefined)).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
    });
    // It reads everything there is: not for whoever may ask.
    await expect(agent.ledger.verify()).rejects.toMatchObject({ code: 'ACTOR_FORBIDDEN' });
    expect(await agent.ledger.key()).toContain('+');
  });
});

describe('the feed', () => {
  it('sends each new entry once, resumes after an index, and ends with its key', async () => {
    const { key, record } = await host.keys.create({
      name: 'feed',
      scopes: ['decide'],
      actors: ['did:myth:feed'],
    });
    const reader = createClient({ baseUrl: listener.url, key });
    const { size } = await reader.ledger.head();
    const stop = new AbortController();
    const events: FeedEvent[] = [];
    const done = (async () => {
      for await (const event of reader.events({ signal: stop.signal, after: size - 1 })) events.push(event);
    })();
    const mine = await agent.evaluate(request({ actorId: 'did:myth:feed' }));
    await agent.evaluate(request({ actorId: 'did:myth:other' }));
    const second = await agent.evaluate(request({ actorId: 'did:myth:feed' }));
    await expect
      .poll(() => events.map((event) => event.index))
      .toEqual([mine.receipt.index, second.receipt.index]);
    expect(events[0]).toMatchObject({ kind: 'decision', data: { decisionId: mine.decisionId } });
    await host.keys.revoke(record.id);
    await done;
    stop.abort();
  });
});

describe('metrics', () => {
  it('count decisions without naming actors or paths', async () => {
    await agent.evaluate(request({ actorId: 'did:myth:unnamed' }));
    const text = await (
      await fetch(`${listener.url}/metrics`, { headers: { 'x-qore-api-key': test.agentKey } })
    ).text();
    expect(text).toMatch(/zoqore_decisions_total\{outcome="ALLOW",risk_grade="L1"\} \d+/);
    expect(text).toContain('http_server_request_duration_seconds_bucket');
    expect(text).not.toContain('did:myth');
    expect(text).toContain('zoqore_healthy 1');
    expect(text).toContain('zoqore_operational_mode{mode="normal"} 1');
    expect(text).toContain('zoqore_operational_mode{mode="surge"} 0');
  });
});
