import { fileURLToPath } from 'node:url';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as V1StdioTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it } from 'vitest';
import { eventually, fixture, openHarness, textOf, type Harness } from './harness.ts';

const relayScript = fileURLToPath(new URL('upstreams/relay.ts', import.meta.url));

function relayProcess(harness: Harness, key = 'zq_agent'): { command: string; args: string[] } {
  const args = ['--conditions=@zoqore/source', relayScript, harness.url.href, key];
  return { command: process.execPath, args };
}

describe('the gateway on stdio', () => {
  it.each(['legacy', { pin: '2026-07-28' }] as const)(
    'serves a client in mode %o under its credential',
    async (mode) => {
      await using harness = await openHarness([fixture()]);
      const credential = harness.governance.addKey('desk', { actors: ['desktop'] });
      const [near, far] = InMemoryTransport.createLinkedPair();
      const connection = await harness.gateway.serveStdio(credential, { transport: far });
      const client = new Client({ name: 'desktop', version: '1' }, { versionNegotiation: { mode } });
      await client.connect(near);
      expect(textOf(await client.callTool({ name: 'echo', arguments: { a: 1 } }))).toBe('{"a":1}');
      harness.governance.rule = () => ({ decision: 'DENY' });
      expect((await client.callTool({ name: 'crash', arguments: {} })).isError).toBe(true);
      expect(harness.governance.asked.map(({ actorId }) => actorId)).toEqual(['desktop', 'desktop']);
      await client.close();
      await connection.closed;
    },
  );

  it('refuses a credential that names no actor or may not decide, and has it recorded', async () => {
    await using harness = await openHarness([]);
    const several = harness.governance.addKey('several', { actors: ['a', 'b'] });
    const host = harness.governance.addKey('host', { scopes: ['admin'] });
    await expect(harness.gateway.serveStdio(several)).rejects.toThrow(/several actors/);
    await expect(harness.gateway.serveStdio(several, { actorId: 'c' })).rejects.toThrow(/may not speak/);
    expect(harness.governance.forbidden).toEqual(['c']);
    await expect(harness.gateway.serveStdio(host)).rejects.toThrow(/scope/);
  });
});

describe('the relay', () => {
  it.each(['legacy', 'auto'] as const)('lets a v2 client on stdio through in mode %s', async (mode) => {
    await using harness = await openHarness([fixture()]);
    const client = new Client({ name: 'desktop', version: '1' }, { versionNegotiation: { mode } });
    await client.connect(new StdioClientTransport(relayProcess(harness)));
    expect(client.getProtocolEra()).toBe(mode === 'auto' ? 'modern' : 'legacy');
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('echo');
    expect(textOf(await client.callTool({ name: 'echo', arguments: { ключ: 'значение' } }))).toBe(
      '{"ключ":"значение"}',
    );
    await expect(client.callTool({ name: 'неизвестный', arguments: {} })).rejects.toMatchObject({
      code: -32_602,
    });
    const abort = new AbortController();
    const call = client
      .callTool({ name: 'hang', arguments: {} }, { signal: abort.signal })
      .catch(() => 'cancelled');
    await eventually(() => harness.governance.asked.length === 2);
    abort.abort();
    expect(await call).toBe('cancelled');
    await eventually(() => harness.governance.outcomes.length === 2);
    expect(harness.governance.outcomes.at(-1)).toMatchObject({ status: 'failed' });
    await client.close();
  });

  it('lets the v1 client through, and tells it when the gateway is gone', async () => {
    const harness = await openHarness([fixture()]);
    const client = new V1Client({ name: 'desktop', version: '1' });
    await client.connect(new V1StdioTransport(relayProcess(harness)));
    const result = await client.callTool({ name: 'echo', arguments: { v: 1 } });
    expect(result.content).toEqual([{ type: 'text', text: '{"v":1}' }]);
    await harness[Symbol.asyncDispose]();
    await expect(client.callTool({ name: 'echo', arguments: {} })).rejects.toThrow(/not reachable/);
    await client.close();
  });

  it('says that the key is wrong', async () => {
    await using harness = await openHarness([]);
    const client = new Client({ name: 'desktop', version: '1' });
    await expect(client.connect(new StdioClientTransport(relayProcess(harness, 'wrong')))).rejects.toThrow(
      /valid key/,
    );
    await client.close();
  });
});
