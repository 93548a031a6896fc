import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { serve } from '@hono/node-server';
import { describe, expect, it } from 'vitest';
import { eventually, fixture, fixtureServer, openHarness, temporaryDirectory, textOf } from './harness.ts';

function errorCode(result: { readonly _meta?: Record<string, unknown> | undefined }): unknown {
  return (result._meta?.['zoqore.dev/error'] as { code: string } | undefined)?.code;
}

describe('an upstream that fails', () => {
  it('by hanging gives an error and a timed-out outcome', async () => {
    await using harness = await openHarness([fixture('fixture', { timeoutMs: 400 })]);
    const client = await harness.client();
    const result = await client.callTool({ name: 'hang', arguments: {} });
    expect(result.isError).toBe(true);
    expect(errorCode(result)).toBe('UPSTREAM_TIMED_OUT');
    await expect.poll(() => harness.governance.outcomes).toMatchObject([{ status: 'timed-out' }]);
    expect(textOf(await client.callTool({ name: 'echo', arguments: {} }))).toBe('{}');
  });

  it('by hanging twice in a row is started anew', async () => {
    await using harness = await openHarness([fixture('fixture', { timeoutMs: 300 })]);
    const client = await harness.client();
    await client.callTool({ name: 'hang', arguments: {} });
    await client.callTool({ name: 'hang', arguments: {} });
    await eventually(() => harness.log.events('upstream-hung').length === 1);
    await eventually(() => harness.gateway.upstreams()[0]?.state === 'failed');
    expect(textOf(await client.callTool({ name: 'echo', arguments: {} }))).toBe('{}');
    expect(harness.log.events('upstream-connected')).toHaveLength(2);
  });

  it('by crashing gives an error and a failed outcome, and the next call finds it again', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    const result = await client.callTool({ name: 'crash', arguments: {} });
    expect(errorCode(result)).toBe('UPSTREAM_UNAVAILABLE');
    await expect.poll(() => harness.governance.outcomes).toMatchObject([{ status: 'failed' }]);
    expect(textOf(await client.callTool({ name: 'echo', arguments: { again: true } }))).toBe(
      '{"again":true}',
    );
  });

  it('by answering too much gives an error, and its memory is bounded', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    const result = await client.callTool({ name: 'huge', arguments: { bytes: 9 * 1024 * 1024 } });
    expect(result.isError).toBe(true);
    await expect.poll(() => harness.governance.outcomes).toMatchObject([{ status: 'failed' }]);
    expect(textOf(await client.callTool({ name: 'echo', arguments: {} }))).toBe('{}');
  });

  it('by not starting leaves the others working, and its calls are refused without a decision', async () => {
    const broken = { name: 'broken', transport: { type: 'stdio', command: '/nowhere/at-all' } };
    await using harness = await openHarness([broken, fixture()]);
    const client = await harness.client();
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toContain('fixture__echo');
    expect(names.some((name) => name.startsWith('broken__'))).toBe(false);
    const result = await client.callTool({ name: 'broken__echo', arguments: {} });
    expect(result.isError).toBe(true);
    expect(harness.governance.asked).toEqual([]);
    expect(harness.gateway.upstreams()).toMatchObject([{ state: 'failed' }, { state: 'ready' }]);
  });

  it('to die on a signal is killed when the gateway closes', async () => {
    const args = ['--conditions=@zoqore/source', fixtureServer, '--stubborn'];
    await using harness = await openHarness([
      fixture('fixture', { transport: { type: 'stdio', command: process.execPath, args } }),
    ]);
    const client = await harness.client();
    const call = client.callTool({ name: 'slow', arguments: { ms: 60_000 } }).catch(() => undefined);
    await eventually(() => harness.governance.asked.length === 1);
    await harness.gateway.close();
    await call;
    await expect.poll(() => harness.governance.outcomes).toMatchObject([{ status: 'failed' }]);
  });

  it('by asking the client for something gets no answer from it', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    const result = await client.callTool({ name: 'ask', arguments: {} });
    expect(result.isError).toBe(true);
    await expect.poll(() => harness.governance.outcomes).toMatchObject([{ status: 'failed' }]);
  });
});

describe('a tool that changes', () => {
  it('is observed with its new definition, and the decision carries it', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    await client.callTool({ name: 'echo', arguments: {} });
    await client.callTool({ name: 'change', arguments: {} });
    await client.callTool({ name: 'echo', arguments: {} });
    const [before, , after] = harness.governance.asked.map(({ context }) => context.tool?.definitionDigest);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(after).not.toBe(before);
    expect(harness.governance.pins.get('fixture/echo')).toBe(before);
    expect(harness.log.events('tools-changed')).toEqual([{ upstream: 'fixture', tools: ['echo'] }]);
  });

  it('between the decision and the call is not called', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    await client.callTool({ name: 'change', arguments: {} });
    await client.listTools();
    harness.governance.meanwhile = async ({ context }) => {
      if (context.tool?.name !== 'echo') return;
      // The process that comes after this one has the old description again.
      await client.callTool({ name: 'crash', arguments: {} });
    };
    const result = await client.callTool({ name: 'echo', arguments: {} });
    expect(errorCode(result)).toBe('TOOL_CHANGED');
    expect(textOf(result)).toContain('Nothing was done');
  });
});

describe('tools listed a while ago', () => {
  it('are listed again before anyone has to wait for it, for as long as calls come', async () => {
    let now = Date.now();
    await using harness = await openHarness([fixture()], { clock: () => now });
    const client = await harness.client();
    await client.callTool({ name: 'echo', arguments: {} });
    await client.callTool({ name: 'change', arguments: { quietly: true } });
    now += 31_000;
    await client.callTool({ name: 'echo', arguments: {} });
    await eventually(() => harness.log.events('tools-changed').length === 1);
    now += 31_000;
    await client.callTool({ name: 'echo', arguments: {} });
    const digests = harness.governance.asked.map(({ context }) => context.tool?.definitionDigest);
    expect(digests[2]).toBe(digests[0]);
    expect(digests[3]).not.toBe(digests[0]);
  });
});

describe('an upstream over HTTP', () => {
  interface HttpUpstream {
    readonly url: string;
    readonly seen: IncomingHttpHeaders[];
    /** From now on only a handshake is answered, until there was one. */
    readonly forget: () => void;
    readonly close: () => void;
  }

  async function openHttpUpstream(): Promise<HttpUpstream> {
    const seen: IncomingHttpHeaders[] = [];
    let isForgetful = false;
    const handler = createMcpHandler(() => {
      const server = new McpServer({ name: 'remote', version: '1' });
      server.registerTool('whoami', {}, () => ({ content: [{ type: 'text', text: 'remote' }] }));
      return server;
    });
    const listening = Promise.withResolvers<number>();
    const server = serve(
      {
        port: 0,
        hostname: '127.0.0.1',
        fetch: async (request) => {
          seen.push(Object.fromEntries(request.headers));
          const body = (await request.clone().json()) as { method: string };
          if (['initialize', 'server/discover'].includes(body.method)) isForgetful = false;
          return isForgetful ? new Response('no such session', { status: 404 }) : handler.fetch(request);
        },
      },
      (info) => listening.resolve(info.port),
    );
    const url = `http://127.0.0.1:${await listening.promise}/`;
    const forget = (): void => {
      isForgetful = true;
    };
    return { url, seen, forget, close: () => void server.close() };
  }

  it('gets the credentials of its file, none of the client, and hands none back', async () => {
    await using directory = await temporaryDirectory();
    const bearerFile = join(directory.path, 'token');
    await writeFile(bearerFile, 'upstream-secret\n', { mode: 0o600 });
    const upstream = await openHttpUpstream();
    await using harness = await openHarness([
      { name: 'remote', transport: { type: 'http', url: upstream.url, bearerFile } },
    ]);
    const client = await harness.client('auto', {
      'x-qore-actor': 'agent-7',
      cookie: 'session=1',
      'x-custom': 'client',
    });
    const result = await client.callTool({ name: 'whoami', arguments: {} });
    upstream.close();
    expect(textOf(result)).toBe('remote');
    expect(JSON.stringify(result)).not.toContain('upstream-secret');
    const headers = JSON.stringify(upstream.seen);
    expect(upstream.seen.every(({ authorization }) => authorization === 'Bearer upstream-secret')).toBe(true);
    for (const own of ['zq_agent', 'agent-7', 'session=1', 'x-custom']) expect(headers).not.toContain(own);
  });

  it('that forgot the session is greeted again', async () => {
    const upstream = await openHttpUpstream();
    await using harness = await openHarness([
      { name: 'remote', transport: { type: 'http', url: upstream.url } },
    ]);
    const client = await harness.client();
    await client.callTool({ name: 'whoami', arguments: {} });
    upstream.forget();
    expect(errorCode(await client.callTool({ name: 'whoami', arguments: {} }))).toBe('UPSTREAM_UNAVAILABLE');
    expect(textOf(await client.callTool({ name: 'whoami', arguments: {} }))).toBe('remote');
    upstream.close();
    await expect
      .poll(() => harness.governance.outcomes)
      .toMatchObject([{}, { status: 'failed' }, { status: 'executed' }]);
  });

  it('is not sent the credentials of a file that others can read', async () => {
    await using directory = await temporaryDirectory();
    const bearerFile = join(directory.path, 'token');
    await writeFile(bearerFile, 'upstream-secret', { mode: 0o644 });
    const upstream = await openHttpUpstream();
    await using harness = await openHarness([
      { name: 'remote', transport: { type: 'http', url: upstream.url, bearerFile } },
    ]);
    const client = await harness.client();
    const result = await client.callTool({ name: 'whoami', arguments: {} });
    upstream.close();
    expect(textOf(result)).toContain('chmod 600');
    expect(upstream.seen).toEqual([]);
  });

  it('is not followed to another place', async () => {
    const hits: string[] = [];
    const trap = createServer((request, response) => {
      hits.push(request.url ?? '');
      response.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end();
    }).listen(0, '127.0.0.1');
    await once(trap, 'listening');
    const address = trap.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await using harness = await openHarness([
      { name: 'remote', transport: { type: 'http', url: `http://127.0.0.1:${port}/mcp` } },
    ]);
    const client = await harness.client();
    const result = await client.callTool({ name: 'whoami', arguments: {} });
    trap.close();
    expect(result.isError).toBe(true);
    expect(hits.every((url) => url === '/mcp')).toBe(true);
  });
});
