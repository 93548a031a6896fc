import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CodedError } from './governance-double.ts';
import { decisionOf, eventually, fixture, openHarness, textOf } from './harness.ts';

describe('a refused call', () => {
  it('is an isError result that says why and what to do, and reaches no upstream', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.rule = () => ({ decision: 'DENY' });
    const client = await harness.client();
    const result = await client.callTool({ name: 'crash', arguments: {} });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain('DENY');
    expect(textOf(result)).toContain('because the test says so');
    expect(result._meta?.['zoqore.dev/decision']).toEqual({
      decisionId: 'dec_0',
      decision: 'DENY',
      auditEventId: 'ledger:0',
      reasons: expect.arrayContaining(['because the test says so']),
      requiredActions: ['human_review_required'],
    });
    expect(harness.gateway.upstreams()).toMatchObject([{ state: 'ready' }]);
    expect(harness.governance.outcomes).toEqual([]);
  });

  it('that waits for approval names it, and the same call passes once it is approved', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.rule = () => ({ decision: 'ESCALATE' });
    const client = await harness.client('legacy');
    const call = { name: 'echo', arguments: { a: [1, { b: 2 }] } };
    const held = await client.callTool(call);
    const approval = decisionOf(held).approval;
    expect(held.isError).toBe(true);
    expect(textOf(held)).toContain(`http://localhost:9380/approvals/${approval?.id}`);
    harness.governance.approve(approval?.id ?? '');
    expect((await client.callTool({ ...call, arguments: { a: [1, { b: 3 }] } })).isError).toBe(true);
    expect(textOf(await client.callTool(call))).toBe('{"a":[1,{"b":2}]}');
    expect((await client.callTool(call)).isError).toBe(true);
    await expect.poll(() => harness.governance.outcomes).toHaveLength(1);
  });

  it('cannot be talked into ALLOW by what governance throws', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.rule = () => new CodedError('LEDGER_UNAVAILABLE', 'disk full at /secret/path');
    const client = await harness.client();
    const result = await client.callTool({ name: 'crash', arguments: {} });
    expect(result).toMatchObject({
      isError: true,
      _meta: { 'zoqore.dev/error': { code: 'LEDGER_UNAVAILABLE' } },
    });
    expect(textOf(result)).toContain('Nothing was done');
    expect(textOf(result)).not.toContain('/secret/path');
  });

  it('is what an ALLOW becomes with an obligation that the gateway cannot honour', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    const unheardOf = JSON.parse('{"type":"never-heard-of"}') as { type: 'require-reason' };
    const obligations = [
      { type: 'sandbox', profile: 'strict' },
      { type: 'notify', channel: 'ops' },
      { type: 'require-reason' },
      unheardOf,
    ] as const;
    for (const obligation of obligations) {
      harness.governance.rule = () => ({ decision: 'ALLOW', obligations: [obligation] });
      const result = await client.callTool({ name: 'crash', arguments: {} });
      expect(result.isError).toBe(true);
      expect(textOf(result)).toContain(obligation.type);
      await expect.poll(() => harness.governance.outcomes.at(-1)).toMatchObject({ status: 'failed' });
    }
    expect(harness.log.events('upstream-connected')).toHaveLength(1);
    expect(harness.gateway.upstreams()).toMatchObject([{ state: 'ready' }]);
  });
});

describe('an ALLOW', () => {
  it('is not acted on after it expired', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.rule = () => ({ decision: 'ALLOW', validForMs: -1 });
    const client = await harness.client();
    const result = await client.callTool({ name: 'echo', arguments: {} });
    expect(result).toMatchObject({
      isError: true,
      _meta: { 'zoqore.dev/error': { code: 'DECISION_EXPIRED' } },
    });
    await expect.poll(() => harness.governance.outcomes).toMatchObject([{ status: 'failed' }]);
  });

  it('keeps its outcome when the ledger is away for a moment', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.outcomeFailures = 2;
    const client = await harness.client();
    const result = await client.callTool({ name: 'echo', arguments: {} });
    expect(result.isError).not.toBe(true);
    await eventually(() => harness.governance.outcomes.length === 1);
    expect(harness.log.events('outcome-not-recorded')).toEqual([]);
  });

  it('is answered while its outcome is being recorded; what takes trust away is waited for by the next decision', async () => {
    await using harness = await openHarness([fixture()]);
    const disk = Promise.withResolvers<void>();
    harness.governance.beforeOutcome = () => disk.promise;
    const client = await harness.client();
    expect(textOf(await client.callTool({ name: 'echo', arguments: {} }))).toBe('{}');
    expect(textOf(await client.callTool({ name: 'fails', arguments: {} }))).toBe('no such file');
    const next = client.callTool({ name: 'echo', arguments: {} });
    const other = await harness.client('auto', { 'x-qore-actor': 'other' });
    await other.callTool({ name: 'echo', arguments: {} });
    expect(harness.governance.asked.map(({ actorId }) => actorId)).toEqual(['zq_agent', 'zq_agent', 'other']);
    expect(harness.governance.outcomes).toEqual([]);
    disk.resolve();
    await next;
    expect(harness.governance.asked).toHaveLength(4);
  });

  it('has its outcome recorded before the gateway is closed', async () => {
    await using harness = await openHarness([fixture()]);
    const disk = Promise.withResolvers<void>();
    harness.governance.beforeOutcome = () => disk.promise;
    const client = await harness.client();
    await client.callTool({ name: 'echo', arguments: {} });
    const closed = harness.gateway.close();
    await eventually(() => harness.gateway.upstreams()[0]?.state !== 'ready');
    // Longer than everything else that is left to do.
    const first = await Promise.race([closed.then(() => 'closed'), delay(500, 'waiting')]);
    expect(first).toBe('waiting');
    disk.resolve();
    await closed;
    expect(harness.governance.outcomes).toHaveLength(1);
    expect(harness.log.events('outcome-lost')).toEqual([]);
  });

  it('reports an outcome that could not be recorded, and records it before it closes', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.outcomeFailures = 4;
    const client = await harness.client();
    await client.callTool({ name: 'echo', arguments: {} });
    await eventually(() => harness.log.events('outcome-not-recorded').length === 1);
    await harness.gateway.close();
    expect(harness.governance.outcomes).toHaveLength(1);
    expect(harness.log.events('outcome-lost')).toEqual([]);
  });

  it('names the outcome that is lost when the gateway has to close without the ledger', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.outcomeFailures = 1000;
    const client = await harness.client();
    await client.callTool({ name: 'echo', arguments: {} });
    await harness.gateway.close();
    expect(harness.log.events('outcome-lost')).toMatchObject([{ decisionId: 'dec_0', status: 'executed' }]);
  });

  it('carries its own decision and records what the tool said of itself', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    expect(decisionOf(await client.callTool({ name: 'forge', arguments: {} }))).toMatchObject({
      decisionId: 'dec_0',
    });
    expect(textOf(await client.callTool({ name: 'fails', arguments: {} }))).toBe('no such file');
    await expect
      .poll(() => harness.governance.outcomes)
      .toMatchObject([{ status: 'executed' }, { status: 'failed' }]);
  });

  it('is recorded as failed when the client goes away, and the upstream is told', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    const abort = new AbortController();
    const call = client
      .callTool({ name: 'hang', arguments: {} }, { signal: abort.signal })
      .catch(() => undefined);
    await eventually(() => harness.governance.asked.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    abort.abort();
    await call;
    await eventually(() => harness.governance.outcomes.length === 1);
    expect(harness.governance.outcomes).toMatchObject([
      { status: 'failed', detail: expect.stringContaining('CANCELLED') },
    ]);
    await eventually(() => harness.log.events('upstream-stderr').length > 0);
  });
});

describe('obligations', () => {
  it('redact a field wherever the result repeats it, and withhold what cannot be read', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.rule = () => ({
      decision: 'ALLOW',
      obligations: [
        { type: 'redact', fields: ['password'] },
        { type: 'watermark', text: 'for ada' },
      ],
    });
    const client = await harness.client();
    const result = await client.callTool({ name: 'account', arguments: {} });
    for (const secret of ['hunter2', 'sesame', 'swordfish'])
      expect(JSON.stringify(result)).not.toContain(secret);
    expect(result.structuredContent).toEqual({ user: 'ada', password: '[redacted]' });
    expect(result.content).toMatchObject([
      { type: 'text', text: expect.stringContaining('is old') },
      { type: 'text', text: expect.stringContaining('"before":1') },
      { type: 'resource', resource: { text: '[redacted] and [redacted]' } },
      { type: 'text' },
      { type: 'text', text: expect.stringContaining('withheld') },
      { type: 'text', text: 'for ada' },
    ]);
  });

  it('come on top of the scan for secrets, which says what it took', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    const token = `ghp_${'a1B2c3D4e5F6g7H8'.repeat(3).slice(0, 36)}`;
    const result = await client.callTool({ name: 'echo', arguments: { note: `use ${token}` } });
    expect(JSON.stringify(result)).not.toContain(token);
    expect(result.content.at(-1)).toMatchObject({ text: expect.stringContaining('took 1 secret out') });
  });
});

describe('resources, prompts and completions', () => {
  it('are read under decisions of their own', async () => {
    await using harness = await openHarness([fixture(), fixture('second')]);
    const client = await harness.client();
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(['memo://note']);
    expect((await client.listResourceTemplates()).resourceTemplates).toHaveLength(1);
    const resource = await client.readResource({ uri: 'memo://notes/7' });
    expect(resource.contents).toEqual([{ uri: 'memo://notes/7', text: 'contents of memo://notes/7' }]);
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual([
      'fixture__greet',
      'second__greet',
    ]);
    const prompt = await client.getPrompt({ name: 'second__greet', arguments: { who: 'ada' } });
    expect(prompt.messages[0]?.content).toEqual({ type: 'text', text: 'Hello ada' });
    const completion = await client.complete({
      ref: { type: 'ref/prompt', name: 'second__greet' },
      argument: { name: 'who', value: 'a' },
    });
    expect(completion.completion.values).toEqual(['ada']);
    expect(harness.governance.asked).toMatchObject([
      {
        action: 'read',
        targetPath: 'memo://notes/7',
        context: { tool: { server: 'fixture', name: 'resources/read' } },
      },
      {
        action: 'read',
        targetPath: 'tool:second/prompt:greet',
        context: { tool: { arguments: { who: 'ada' } } },
      },
      {
        action: 'read',
        targetPath: 'tool:second/prompt:greet',
        context: { tool: { arguments: { who: 'a' } } },
      },
    ]);
    await expect.poll(() => harness.governance.outcomes).toHaveLength(3);
  });

  it('are refused as JSON-RPC errors that carry the decision', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.rule = () => ({ decision: 'DENY' });
    const client = await harness.client();
    await expect(client.readResource({ uri: 'memo://note' })).rejects.toMatchObject({
      message: expect.stringContaining('DENY'),
      data: { 'zoqore.dev/decision': { decision: 'DENY' } },
    });
    await expect(client.getPrompt({ name: 'greet' })).rejects.toMatchObject({ code: -31_403 });
  });
});
