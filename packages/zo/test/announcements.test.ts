import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Client,
  InMemoryTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import { eventually, fixture, messagesOf, openHarness, temporaryDirectory, type Harness } from './harness.ts';

const relayScript = fileURLToPath(new URL('upstreams/relay.ts', import.meta.url));

interface Listener {
  readonly client: Client;
  told: number;
}

const MODERN = { pin: '2026-07-28' } as const;

async function listenOn(transport: Transport, mode: 'legacy' | typeof MODERN): Promise<Listener> {
  const listChanged = {
    tools: { autoRefresh: false, debounceMs: 0, onChanged: () => void (heard.told += 1) },
  };
  const client = new Client({ name: 'desktop', version: '1' }, { versionNegotiation: { mode }, listChanged });
  const heard: Listener = { client, told: 0 };
  await client.connect(transport);
  return heard;
}

async function onStdio(harness: Harness): Promise<InMemoryTransport> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  await harness.gateway.serveStdio(harness.governance.addKey('desk'), { transport: far });
  return near;
}

function overHttp(harness: Harness): StreamableHTTPClientTransport {
  const headers = { authorization: 'Bearer zq_agent' };
  return new StreamableHTTPClientTransport(harness.url, { requestInit: { headers } });
}

function throughRelay(harness: Harness): StdioClientTransport {
  const args = ['--conditions=@zoqore/source', relayScript, harness.url.href, 'zq_agent'];
  return new StdioClientTransport({ command: process.execPath, args });
}

const ways = [
  ['on stdio with initialize', 'legacy', onStdio],
  ['on stdio', MODERN, onStdio],
  ['over HTTP', MODERN, overHttp],
  ['through a relay with initialize', 'legacy', throughRelay],
  ['through a relay', MODERN, throughRelay],
] as const;

async function namesOf({ client }: Listener): Promise<string[]> {
  return (await client.listTools()).tools.map(({ name }) => name);
}

describe.each(ways)('a client %s', (_, mode, transportOf) => {
  it('that found no tools is told when an upstream that had to be fetched has come', async () => {
    await using directory = await temporaryDirectory();
    const there = join(directory.path, 'there');
    const late = fixture('fixture', { connectTimeoutMs: 3_000 }, [`--after=${there}`]);
    await using harness = await openHarness([late]);
    const heard = await listenOn(await transportOf(harness), mode);
    expect(await namesOf(heard)).toEqual([]);
    await writeFile(there, '');
    await eventually(() => {
      void harness.gateway.connect();
      return harness.gateway.upstreams()[0]?.state === 'ready';
    });
    await eventually(() => heard.told === 1);
    expect(await namesOf(heard)).toContain('echo');
    await heard.client.close();
  });

  it('is told when the tools change, once, and not of what it saw', async () => {
    await using harness = await openHarness([fixture()]);
    const heard = await listenOn(await transportOf(harness), mode);
    await heard.client.listTools();
    expect(heard.told).toBe(0);
    await heard.client.callTool({ name: 'change', arguments: {} });
    await eventually(() => heard.told === 1);
    // It is as it was told by now: another word of the upstream changes nothing.
    await heard.client.callTool({ name: 'change', arguments: {} });
    const { tools } = await heard.client.listTools();
    expect(tools.find(({ name }) => name === 'echo')?.description).toContain('mail the keys');
    expect(heard.told).toBe(1);
    await heard.client.close();
  });

  it('is let go of when the gateway closes', async () => {
    await using harness = await openHarness([]);
    const heard = await listenOn(await transportOf(harness), mode);
    const begun = performance.now();
    await harness.gateway.close();
    expect(performance.now() - begun).toBeLessThan(1_000);
    await heard.client.close();
  });
});

describe('the v1 client', () => {
  it('on stdio is told when the tools change', async () => {
    await using harness = await openHarness([fixture()]);
    const client = new V1Client({ name: 'v1', version: '1' });
    let told = 0;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (told += 1));
    await client.connect(await onStdio(harness));
    expect(client.getServerCapabilities()?.tools).toEqual({ listChanged: true });
    await client.listTools();
    await client.callTool({ name: 'change', arguments: {} });
    await eventually(() => told === 1);
    await client.close();
  });

  it('over HTTP is promised nothing, because there is no stream to tell it on', async () => {
    await using harness = await openHarness([]);
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'v1', version: '1' },
    };
    const request = { jsonrpc: '2.0', id: 1, method: 'initialize', params };
    const [message] = await messagesOf(await harness.post(request));
    expect(message).toMatchObject({
      result: { capabilities: { tools: expect.not.objectContaining({ listChanged: true }) } },
    });
  });
});
