import { describe, expect, it } from 'vitest';
import { CodedError } from './governance-double.ts';
import { eventually, fixture, messagesOf, openHarness } from './harness.ts';

const call = (id: number, name: string, args: object = {}): object => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

describe('who may speak', () => {
  it('needs a key: 401 with a challenge otherwise', async () => {
    await using harness = await openHarness([fixture()]);
    for (const headers of [
      { authorization: '' },
      { authorization: 'Bearer wrong' },
      { authorization: 'Basic enFfYWdlbnQ=' },
      { 'x-qore-api-key': 'another' },
    ]) {
      const response = await harness.post(call(1, 'echo'), headers);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    expect(harness.governance.asked).toEqual([]);
  });

  it('is not guessed for long: 429 past 60 failures a minute, while good keys are answered', async () => {
    await using harness = await openHarness([fixture()]);
    const guess = (): Promise<Response> => harness.post(call(1, 'echo'), { authorization: 'Bearer wrong' });
    for (let tries = 0; tries < 60; tries += 1) expect((await guess()).status).toBe(401);
    const refused = await guess();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { data: { code: 'RATE_LIMITED' } } });
    expect((await harness.post(call(1, 'echo'))).status).toBe(200);
  });

  it('is refused with 503 while the ledger cannot record an actor that the key may not speak for', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.addKey('bound', { actors: ['agent-1'] });
    harness.governance.requireActor = async () => {
      throw new CodedError('LEDGER_UNAVAILABLE', 'the disk is full');
    };
    const headers = { authorization: 'Bearer bound', 'x-qore-actor': 'agent-2' };
    const response = await harness.post(call(1, 'echo'), headers);
    expect(response.status).toBe(503);
    expect(harness.log.events('refusal-not-recorded')).toHaveLength(1);
  });

  it('needs the scope decide: 403 otherwise', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.addKey('host', { scopes: ['approve', 'admin'] });
    const response = await harness.post(call(1, 'echo'), { authorization: 'Bearer host' });
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
  });

  it('is the actor of the key, whatever headers or clientInfo claim', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.addKey('bound', { actors: ['agent-1'] });
    harness.governance.addKey('pair', { actors: ['agent-1', 'agent-2'] });
    const authorization = 'Bearer bound';
    const speak = (headers: Record<string, string>): Promise<Response> =>
      harness.post(call(1, 'echo'), headers);
    expect((await speak({ authorization, 'x-qore-actor': 'agent-2' })).status).toBe(403);
    expect((await speak({ authorization: 'Bearer pair' })).status).toBe(403);
    expect((await speak({ 'x-qore-actor': 'a, b' })).status).toBe(403);
    expect(harness.governance.forbidden).toEqual(['agent-2']);
    for (const headers of [
      { authorization, 'x-forwarded-user': 'root', 'x-qore-actor-id': 'agent-2' },
      { authorization: 'Bearer pair', 'x-qore-actor': 'agent-2' },
      { 'x-qore-actor': 'did:myth:agent' },
      {},
    ]) {
      await messagesOf(await speak(headers));
    }
    expect(harness.governance.asked.map(({ actorId }) => actorId)).toEqual([
      'agent-1',
      'agent-2',
      'did:myth:agent',
      'zq_agent',
    ]);
  });
});

describe('a request', () => {
  it('is refused under a host name that DNS could be made to point here', async () => {
    await using harness = await openHarness([fixture()], { allowedHosts: ['gateway.example'] });
    const under = async (host: string): Promise<number> => {
      const headers = { authorization: 'Bearer zq_agent', 'content-type': 'application/json', host };
      return (await harness.gateway.fetch(new Request(harness.url, { method: 'POST', headers }))).status;
    };
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      'evil.example@127.0.0.1',
      '127.0.0.1/evil',
      '',
    ]) {
      expect(await under(host)).toBe(403);
    }
    for (const host of [
      'localhost:1',
      '127.0.0.1',
      '[::1]:7778',
      'gateway.example:443',
      'GATEWAY.example.',
    ]) {
      expect(await under(host)).toBe(400);
    }
  });

  it('is refused from an origin that is not its own', async () => {
    await using harness = await openHarness([fixture()], { allowedOrigins: ['https://console.example'] });
    const from = async (origin: string): Promise<number> =>
      (await harness.post(call(1, 'echo'), { origin })).status;
    expect(await from('https://evil.example')).toBe(403);
    expect(await from('null')).toBe(403);
    expect(await from('http://127.0.0.1.evil.example')).toBe(403);
    expect(await from('http://localhost:6274')).toBe(200);
    expect(await from('https://console.example')).toBe(200);
  });

  it.each(['GET', 'DELETE', 'PUT', 'OPTIONS'])('with %s is not allowed', async (method) => {
    await using harness = await openHarness([]);
    expect((await fetch(harness.url, { method, headers: { authorization: 'Bearer zq_agent' } })).status).toBe(
      405,
    );
  });

  it('of 4 MiB passes and of one byte more is refused before it is read whole', async () => {
    await using harness = await openHarness([fixture()]);
    const body = (bytes: number): string => {
      const empty = JSON.stringify(call(1, 'slow', { ms: 0, pad: '' }));
      return empty.replace('"pad":""', `"pad":"${'x'.repeat(bytes - empty.length)}"`);
    };
    const largest = await harness.post(body(4 * 1024 * 1024));
    expect(await messagesOf(largest)).toMatchObject([{ result: { content: [{ text: 'late' }] } }]);
    expect((await harness.post(body(4 * 1024 * 1024 + 1))).status).toBe(413);
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)),
    });
    const endless = await harness.gateway.fetch(
      new Request(harness.url, {
        method: 'POST',
        headers: { authorization: 'Bearer zq_agent', 'content-type': 'application/json' },
        body: stream,
        duplex: 'half',
      }),
    );
    expect(endless.status).toBe(413);
    expect(harness.governance.asked).toHaveLength(1);
  });

  it.each([
    ['{"jsonrpc":"2.0",', 400],
    ['', 400],
    ['null', 400],
    ['7', 400],
    ['[]', 400],
    [`${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400],
    [
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${'{"a":'.repeat(9_999)}1${'}'.repeat(9_999)}}`,
      400,
    ],
    ['{"jsonrpc":"1.0","id":1,"method":"tools/call","params":{"name":"echo"}}', 400],
  ])('with the body %.40s gets a clear error', async (body, status) => {
    await using harness = await openHarness([]);
    const response = await harness.post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) } });
  });

  it('that is compressed or not JSON is refused', async () => {
    await using harness = await openHarness([]);
    expect((await harness.post('{}', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await harness.post('{}', { 'content-type': 'text/plain' })).status).toBe(415);
  });
});

describe('messages', () => {
  it('in an array are each decided, without any handshake', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.rule = ({ context }) => ({
      decision: context.tool?.arguments['n'] === 2 ? 'DENY' : 'ALLOW',
    });
    const response = await harness.post([
      call(1, 'echo', { n: 1 }),
      call(2, 'echo', { n: 2 }),
      call(3, 'echo', { n: 3 }),
    ]);
    const messages = await messagesOf(response);
    const failed = messages.filter(({ result }) => (result as { isError?: boolean }).isError === true);
    expect(new Set(messages.map(({ id }) => id))).toEqual(new Set([1, 2, 3]));
    expect(failed.map(({ id }) => id)).toEqual([2]);
    expect(harness.governance.asked).toHaveLength(3);
    await expect.poll(() => harness.governance.outcomes).toHaveLength(2);
  });

  it('with the same id are still decided one by one', async () => {
    await using harness = await openHarness([fixture()]);
    await harness
      .post([call(1, 'echo', { n: 1 }), call(1, 'echo', { n: 2 })])
      .then((response) => response.body?.cancel());
    await harness.post(call(1, 'echo', { n: 1 })).then(messagesOf);
    expect(new Set(harness.governance.asked.map(({ requestId }) => requestId)).size).toBe(3);
  });

  it.each([
    'tools/destroy',
    'logging/setLevel',
    'resources/subscribe',
    'tasks/list',
    'sampling/createMessage',
    'elicitation/create',
    'roots/list',
  ])('of the method %s are refused in both eras', async (method) => {
    await using harness = await openHarness([fixture()]);
    const [legacy] = await messagesOf(await harness.post({ jsonrpc: '2.0', id: 1, method, params: {} }));
    expect(legacy).toMatchObject({ id: 1, error: { code: -32_601 } });
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const modern = await harness.post(
      { jsonrpc: '2.0', id: 1, method, params: { _meta } },
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method },
    );
    expect(modern.status).toBe(404);
    expect(await modern.json()).toMatchObject({ id: 1, error: { code: -32_601 } });
    expect(harness.governance.asked).toEqual([]);
  });

  it('name the tool in the body: a header that says otherwise is refused', async () => {
    await using harness = await openHarness([fixture()]);
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const body = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'crash', arguments: {}, _meta },
    };
    const response = await harness.post(body, {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'echo',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: -32_020 } });
    expect(harness.governance.asked).toEqual([]);
  });

  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])(
    'begin with initialize in %s',
    async (protocolVersion) => {
      await using harness = await openHarness([]);
      const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'old', version: '1' } };
      const [message] = await messagesOf(
        await harness.post({ jsonrpc: '2.0', id: 1, method: 'initialize', params }),
      );
      expect(message).toMatchObject({ result: { protocolVersion, capabilities: { tools: {} } } });
    },
  );

  it('are answered with one JSON body in both eras', async () => {
    await using harness = await openHarness([fixture()]);
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const params = { name: 'echo', arguments: {}, _meta };
    const modern = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'echo' };
    for (const response of [
      await harness.post(call(1, 'echo')),
      await harness.post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }, modern),
    ]) {
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toMatchObject({ id: 1, result: { content: [{ text: '{}' }] } });
    }
  });

  it('are broken off by closing the exchange, with `initialize` too', async () => {
    await using harness = await openHarness([fixture()]);
    const abort = new AbortController();
    const exchange = fetch(harness.url, {
      method: 'POST',
      headers: {
        authorization: 'Bearer zq_agent',
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(call(1, 'hang')),
      signal: abort.signal,
    }).catch(() => 'broken off');
    await eventually(() => harness.governance.asked.length === 1);
    abort.abort();
    expect(await exchange).toBe('broken off');
    await eventually(() => harness.governance.outcomes.length === 1);
    expect(harness.governance.outcomes).toMatchObject([
      { status: 'failed', detail: expect.stringContaining('CANCELLED') },
    ]);
  });

  it('are never cacheable', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client({ pin: '2026-07-28' });
    expect(await client.listTools()).toMatchObject({ ttlMs: 0, cacheScope: 'private' });
    const response = await harness.post({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(response.headers.get('cache-control')).toBe('no-store');
    await response.body?.cancel();
  });
});
