import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, listen } from '../../src/http/index.ts';
import type { Listener } from '../../src/http/index.ts';
import type { Runtime } from '../../src/index.ts';
import { openTestRuntime, request } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

/** Every status and code of the decision contract, over a real socket. */

let test: TestRuntime;
let listener: Listener;
let current: Runtime | undefined;
const faults: unknown[] = [];

beforeAll(async () => {
  test = await openTestRuntime();
  current = test.runtime;
  const app = createHttpApp({
    runtime: () => current,
    version: '0.0.0',
    allowedHosts: ['zoqore.example'],
    onFault: (fault) => faults.push(fault),
  });
  listener = await listen({ ...app, address: { host: '127.0.0.1', port: 0 } });
});
afterAll(async () => {
  await listener.close();
  await test.close();
});

interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & {
    error?: { code: string; message: string; traceId: string; details?: Record<string, unknown> };
  };
}

async function send(
  method: string,
  path: string,
  init: { body?: string | Uint8Array; headers?: Record<string, string> } = {},
): Promise<Sent> {
  const response = await fetch(`${listener.url}${path}`, {
    method,
    headers: { 'x-qore-api-key': test.agentKey, ...init.headers },
    ...(init.body === undefined ? {} : { body: init.body }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Sent['body'],
  };
}

const evaluate = (body: unknown, headers: Record<string, string> = {}) =>
  send('POST', '/evaluate', { body: typeof body === 'string' ? body : JSON.stringify(body), headers });

async function entries(): Promise<number> {
  return (await test.runtime.ledger.head()).size;
}

describe('the compatible surface', () => {
  it('answers health without a key', async () => {
    const { status, body } = await send('GET', '/health', { headers: { 'x-qore-api-key': 'wrong' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ok',
      initialized: true,
      policyLoaded: true,
      ledgerAvailable: true,
    });
    expect(Object.keys(body).sort()).toEqual(
      ['initialized', 'ledgerAvailable', 'policyLoaded', 'policyVersion', 'status', 'timestamp'].sort(),
    );
  });

  it('tells the policy version to a key', async () => {
    const { status, body } = await send('GET', '/policy/version');
    expect(status).toBe(200);
    expect(body).toEqual({ policyVersion: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect((await send('GET', '/policy/version', { headers: { 'x-qore-api-key': '' } })).status).toBe(401);
  });

  it('evaluates, by either form of key', async () => {
    const { status, body } = await evaluate(request());
    expect(status).toBe(200);
    expect(body).toMatchObject({ decision: 'ALLOW', riskGrade: 'L1' });
    const bearer = await fetch(`${listener.url}/evaluate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.agentKey}` },
      body: JSON.stringify(request()),
    });
    expect(bearer.status).toBe(200);
  });

  it('drops fields that it does not know and ignores the content type', async () => {
    const { status } = await evaluate({ ...request(), extra: true }, { 'content-type': 'text/plain' });
    expect(status).toBe(200);
  });
});

describe('errors', () => {
  it.each([
    ['no JSON', '{'],
    ['a trailing comma', '{"a":1,}'],
    ['text', 'hello'],
  ])('400 BAD_JSON for %s', async (_name, body) => {
    expect(await evaluate(body)).toMatchObject({ status: 400, body: { error: { code: 'BAD_JSON' } } });
  });

  it('400 BAD_JSON for bytes that are not UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"requestId":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    expect(await send('POST', '/evaluate', { body })).toMatchObject({
      status: 400,
      body: { error: { code: 'BAD_JSON' } },
    });
  });

  it('401 UNAUTHORIZED before the body is read', async () => {
    const answer = await evaluate('{', { 'x-qore-api-key': 'wrong' });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'UNAUTHORIZED' } } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.body.error?.traceId).toMatch(/^trace_/);
  });

  it('403 ACTOR_FORBIDDEN for an actor that is not the key’s, and for a missing scope', async () => {
    const { key } = await test.runtime.keys.create(test.host, {
      name: 'bound',
      scopes: ['decide'],
      actors: ['did:myth:one'],
    });
    const before = await entries();
    expect(await evaluate(request(), { 'x-qore-api-key': key })).toMatchObject({
      status: 403,
      body: { error: { code: 'ACTOR_FORBIDDEN' } },
    });
    expect(await entries()).toBe(before + 1);
    expect(await send('GET', '/v1/keys')).toMatchObject({
      status: 403,
      body: { error: { code: 'ACTOR_FORBIDDEN' } },
    });
    expect(await evaluate(request(), { 'x-qore-api-key': test.hostKey })).toMatchObject({ status: 403 });
  });

  it('404 NOT_FOUND for unknown routes, wrong methods and a trailing slash', async () => {
    for (const [method, path] of [
      ['GET', '/nope'],
      ['PUT', '/evaluate'],
      ['POST', '/evaluate/'],
      ['GET', '/v1/approvals/apr_none'],
      ['GET', '/v1/approvals/apr%00'],
      ['GET', '/v1/decisions/%00'],
    ] as const) {
      expect(await send(method, path)).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    }
  });

  it('409 REPLAY_CONFLICT for one id with two payloads', async () => {
    const asked = request();
    await evaluate(asked);
    expect(await evaluate({ ...asked, targetPath: 'docs/b.md' })).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'REPLAY_CONFLICT',
          details: { requestId: asked['requestId'], actorId: asked['actorId'] },
        },
      },
    });
  });

  it('413 PAYLOAD_TOO_LARGE past 64 KiB, declared or streamed', async () => {
    const large = request({ content: 'x'.repeat(70_000) });
    expect(await evaluate(large)).toMatchObject({
      status: 413,
      body: { error: { code: 'PAYLOAD_TOO_LARGE', details: { maxBodyBytes: 65_536 } } },
    });
    const streamed = await fetch(`${listener.url}/evaluate`, {
      method: 'POST',
      headers: { 'x-qore-api-key': test.agentKey },
      body: new Blob([JSON.stringify(large)]).stream(),
      duplex: 'half',
    });
    expect(streamed.status).toBe(413);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a missing field', { action: undefined }],
    ['an unknown action', { action: 'fly' }],
    ['a wrong type', { targetPath: 7 }],
    ['an empty id', { requestId: '' }],
    ['a long id', { requestId: 'x'.repeat(129) }],
    ['a long path', { targetPath: 'x'.repeat(4097) }],
    ['a context that is a list', { context: [] }],
    ['a malformed tool', { context: { tool: { server: 'x' } } }],
  ])('422 VALIDATION_ERROR for %s', async (_name, fields) => {
    const before = await entries();
    const answer = await evaluate(request(fields));
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'VALIDATION_ERROR' } } });
    const issues = answer.body.error?.details?.['issues'] as readonly { path: string }[];
    expect(issues[0]?.path).not.toBe('');
    expect(await entries()).toBe(before);
  });

  it.each([
    ['a lone surrogate in a value', '"\\ud800"'],
    ['a lone surrogate in a key', '{"\\udc00":1}'],
    ['NUL', '"a\\u0000b"'],
    ['a number past 2^53', '9007199254740993'],
    ['a number past every limit', '1e999'],
    ['a key named __proto__', '{"__proto__":{"polluted":true}}'],
    ['ten thousand nested arrays', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['ten thousand nested objects', '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000)],
  ])('422 VALIDATION_ERROR for %s in the context', async (_name, json) => {
    const before = await entries();
    const body = JSON.stringify(request({ context: { value: 'HERE' } })).replace('"HERE"', () => json);
    expect(await evaluate(body)).toMatchObject({
      status: 422,
      body: { error: { code: 'VALIDATION_ERROR' } },
    });
    expect(await entries()).toBe(before);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((await send('GET', '/health')).status).toBe(200);
  });

  it.each([
    ['decisions?actor=%00', 'actor', 'expected text without NUL'],
    ['approvals?actor=a%00', 'actor', 'expected text without NUL'],
    ['decisions?limit=many', 'limit', 'expected a whole number from 1 to 500'],
    ['decisions?since=then', 'since', 'expected an RFC 3339 instant or milliseconds since 1970'],
  ])('422 VALIDATION_ERROR that says what was expected of %s', async (query, path, message) => {
    const answer = await send('GET', `/v1/${query}`, { headers: { 'x-qore-api-key': test.hostKey } });
    expect(answer).toMatchObject({
      status: 422,
      body: { error: { details: { issues: [{ path, message }] } } },
    });
  });

  it('422 VALIDATION_ERROR in words: what was expected, found and probably meant', async () => {
    const answer = await evaluate(
      JSON.stringify({ requestId: 'w', actorId: '', action: 'raed', targetPath: 'docs/x.md' }),
    );
    expect(answer).toMatchObject({ status: 422 });
    expect(answer.body.error?.details?.['issues']).toEqual([
      { path: 'actorId', message: 'expected at least 1 character, found ``' },
      {
        path: 'action',
        message: 'expected one of read, write, execute, network, admin, found `raed`, did you mean `read`?',
      },
    ]);
  });

  it('422 VALIDATION_ERROR names the query where it has a word too many', async () => {
    const answer = await send('GET', '/v1/decisions?outcome=DENY');
    expect(answer).toMatchObject({
      status: 422,
      body: { error: { message: expect.stringContaining('query: ') } },
    });
  });

  it('422 VALIDATION_ERROR for NUL in what an admin says, and nothing is recorded', async () => {
    const before = await entries();
    const answer = await send('POST', '/v1/halts', {
      body: JSON.stringify({ reason: 'stop\0' }),
      headers: { 'x-qore-api-key': test.hostKey },
    });
    expect(answer).toMatchObject({
      status: 422,
      body: { error: { details: { issues: [{ path: 'reason' }] } } },
    });
    expect(await entries()).toBe(before);
  });

  it.each([
    ['0/1', ['from']],
    ['3/2', ['from']],
    ['1/999999999999999', ['to']],
    ['0/999999999999999', ['from', 'to']],
  ])('422 VALIDATION_ERROR that names the wrong size, for a consistency of %s', async (sizes, paths) => {
    const answer = await send('GET', `/v1/ledger/consistency/${sizes}`);
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'VALIDATION_ERROR' } } });
    const issues = answer.body.error?.details?.['issues'] as readonly { path: string; message: string }[];
    expect(issues.map(({ path }) => path)).toEqual(paths);
    for (const { message } of issues) expect(message).toMatch(/^expected a size /);
  });

  it('404 NOT_FOUND for a size that is no number, in words of sizes', async () => {
    expect(await send('GET', '/v1/ledger/consistency/one/2')).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND', message: 'expected a size in entries, found `one`' } },
    });
  });

  it('422 for an empty body, which counts as {}', async () => {
    expect(await evaluate('')).toMatchObject({ status: 422, body: { error: { code: 'VALIDATION_ERROR' } } });
  });

  it('422 for a field that a strict route does not know', async () => {
    const body = JSON.stringify({ reason: 'x', actorld: 'typo' });
    expect(
      await send('POST', '/v1/halts', { body, headers: { 'x-qore-api-key': test.hostKey } }),
    ).toMatchObject({
      status: 422,
      body: { error: { code: 'VALIDATION_ERROR' } },
    });
  });

  it('429 RATE_LIMITED with retry-after for guessing, while a good key goes on', async () => {
    const own = createHttpApp({ runtime: () => current, version: '0' });
    const guess = () =>
      own.request('http://localhost/policy/version', {
        headers: { host: 'localhost', 'x-qore-api-key': 'guess' },
      });
    for (let i = 0; i < 60; i++) expect((await guess()).status).toBe(401);
    const limited = await guess();
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    const good = await own.request('http://localhost/policy/version', {
      headers: { host: 'localhost', 'x-qore-api-key': test.agentKey },
    });
    expect(good.status).toBe(200);
  });

  it('503 NOT_INITIALIZED while there is no runtime', async () => {
    current = undefined;
    expect(await evaluate(request())).toMatchObject({
      status: 503,
      body: { error: { code: 'NOT_INITIALIZED' } },
    });
    expect(await send('GET', '/health')).toMatchObject({
      status: 503,
      body: { status: 'degraded', initialized: false },
    });
    current = test.runtime;
  });

  it('503 LEDGER_UNAVAILABLE when the record cannot be written, and no decision leaves', async () => {
    const own = await openTestRuntime();
    const app = createHttpApp({ runtime: () => own.runtime, version: '0' });
    await own.database.close();
    const answer = await app.request('http://localhost/evaluate', {
      method: 'POST',
      headers: { host: 'localhost', 'x-qore-api-key': own.agentKey },
      body: JSON.stringify(request()),
    });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { code: 'LEDGER_UNAVAILABLE' } });
    await own.runtime.close().catch(() => undefined);
  });

  it('503 LEDGER_UNAVAILABLE when the record cannot be read, without a word of what was asked', async () => {
    const own = await openTestRuntime();
    const app = createHttpApp({ runtime: () => own.runtime, version: '0' });
    const { decisionId } = await own.runtime.decide(own.agent, request());
    const { record } = await own.runtime.keys.create(own.host, {
      name: 'other',
      scopes: ['decide'],
      actors: ['x'],
    });
    await own.database.close();
    for (const [method, path, body] of [
      ['GET', '/v1/decisions'],
      ['GET', `/v1/decisions/${decisionId}`],
      ['GET', '/v1/approvals'],
      ['GET', '/v1/approvals/apr_one'],
      ['GET', '/v1/keys'],
      ['DELETE', `/v1/keys/${record.id}`],
      ['POST', '/v1/halts', { keyId: record.id, reason: 'away' }],
      ['GET', '/v1/status'],
      ['GET', '/v1/ledger/checkpoint'],
      ['GET', '/v1/ledger/entry/0'],
      ['GET', '/v1/ledger/proof/0'],
      ['GET', '/v1/ledger/consistency/1/2'],
      ['GET', '/v1/ledger/tile/0/000.p/2'],
      ['GET', '/v1/ledger/tile/entries/000.p/2'],
      ['POST', '/v1/ledger/verify', {}],
    ] as const) {
      const answer = await app.request(path, {
        method,
        headers: { host: 'localhost', 'x-qore-api-key': own.hostKey },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect([path, answer.status]).toEqual([path, 503]);
      expect(await answer.json()).toMatchObject({
        error: { code: 'LEDGER_UNAVAILABLE', message: 'the record cannot be read: the database is closed' },
      });
    }
    await own.runtime.close().catch(() => undefined);
  });

  it('503 LEDGER_UNAVAILABLE for a request that cites an approval, and for an outcome, that cannot be looked up', async () => {
    const own = await openTestRuntime();
    const app = createHttpApp({ runtime: () => own.runtime, version: '0' });
    await own.database.close();
    const post = (path: string, body: object) =>
      app.request(path, {
        method: 'POST',
        headers: { host: 'localhost', 'x-qore-api-key': own.agentKey },
        body: JSON.stringify(body),
      });
    for (const answer of [
      await post('/evaluate', request({ approvalId: 'apr_before' })),
      await post('/v1/outcomes', { decisionId: 'dec_before', status: 'executed' }),
    ]) {
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({
        error: { code: 'LEDGER_UNAVAILABLE', message: 'the record cannot be read: the database is closed' },
      });
    }
    await own.runtime.close().catch(() => undefined);
  });

  it('500 INTERNAL_ERROR leaks nothing and reaches the log with its trace id', async () => {
    current = { ...test.runtime, decide: () => Promise.reject(new TypeError('secret path /x')) };
    const answer = await evaluate(request());
    current = test.runtime;
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'INTERNAL_ERROR' } } });
    expect(JSON.stringify(answer.body)).not.toContain('secret path');
    expect(faults.at(-1)).toMatchObject({ traceId: answer.body.error?.traceId });
  });
});

describe('the record, by scope', () => {
  it('a key bound to an actor gets hashes and the proofs of its own decisions; content is for who sees it all', async () => {
    const { key } = await test.runtime.keys.create(test.host, {
      name: 'narrow',
      scopes: ['decide'],
      actors: ['did:myth:narrow'],
    });
    const own = await test.runtime.decide(test.agent, request({ actorId: 'did:myth:narrow' }));
    const other = await test.runtime.decide(test.agent, request({ actorId: 'did:myth:other' }));
    const statuses = async (presented: string) => {
      const found: Record<string, number> = {};
      for (const [name, path] of Object.entries({
        ownProof: `proof/${own.receipt.index}`,
        otherProof: `proof/${other.receipt.index}`,
        proofOfAKey: 'proof/0',
        tile: 'tile/0/000.p/2',
        consistency: 'consistency/1/2',
        bundle: 'tile/entries/000.p/2',
        entry: `entry/${own.receipt.index}`,
      })) {
        const headers = { 'x-qore-api-key': presented };
        found[name] = (await fetch(`${listener.url}/v1/ledger/${path}`, { headers })).status;
      }
      found['verify'] = (
        await send('POST', '/v1/ledger/verify', { body: '{}', headers: { 'x-qore-api-key': presented } })
      ).status;
      return found;
    };
    const hashes = { tile: 200, consistency: 200 };
    const contentRefused = { bundle: 403, entry: 403, verify: 403 };
    expect(await statuses(key)).toEqual({
      ...hashes,
      ...contentRefused,
      ownProof: 200,
      otherProof: 404,
      proofOfAKey: 404,
    });
    expect(await statuses(test.agentKey)).toEqual({
      ...hashes,
      ...contentRefused,
      ownProof: 200,
      otherProof: 200,
      proofOfAKey: 404,
    });
    expect(new Set(Object.values(await statuses(test.hostKey)))).toEqual(new Set([200]));
  });

  it('is held by the operations too, and the ledger of a runtime can only be read', async () => {
    const { audit, ledger } = test.runtime;
    for (const refused of [
      () => audit.entry(test.agent, 0),
      () => audit.entryBundle(test.agent, { index: 0, width: 1 }),
      () => audit.verify(test.agent),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'ACTOR_FORBIDDEN' });
    }
    expect(Object.keys(ledger).sort()).toEqual(
      ['checkpoint', 'entries', 'entry', 'head', 'publication', 'recovered', 'subscribe', 'verify'].sort(),
    );
  });
});

describe('the boundary', () => {
  const withHost = (host: string, origin?: string) =>
    createHttpApp({ runtime: () => current, version: '0', allowedHosts: ['zoqore.example'] }).request(
      'http://localhost/health',
      { headers: { host, ...(origin === undefined ? {} : { origin }) } },
    );

  it('refuses a Host that a rebound name would send, and a foreign Origin', async () => {
    expect((await withHost('evil.example:7777')).status).toBe(403);
    expect((await withHost('')).status).toBe(403);
    expect((await withHost('localhost:7777', 'https://evil.example')).status).toBe(403);
    expect((await withHost('localhost:7777', 'null')).status).toBe(403);
  });

  it('accepts loopback names, IP literals and listed names', async () => {
    for (const host of ['localhost:7777', '127.0.0.1:7777', '[::1]:7777', 'zoqore.example']) {
      expect((await withHost(host)).status).toBe(200);
    }
  });

  it.each([
    ['two Host headers', 'GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n'],
    ['a URL in absolute form', 'GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['no Host', 'GET /health HTTP/1.1\r\n\r\n'],
  ])('refuses %s', async (_name, message) => {
    const { port } = new URL(listener.url);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(message));
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('cuts off a sender that never finishes its headers', async () => {
    const { port } = new URL(listener.url);
    const closed = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: '),
      );
      socket.resume();
      socket.on('close', () => resolve(true));
      socket.setTimeout(10_000, () => resolve(false));
    });
    expect(closed).toBe(true);
  });
});
