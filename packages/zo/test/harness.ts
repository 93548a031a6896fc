import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Client,
  StreamableHTTPClientTransport,
  type VersionNegotiationMode,
} from '@modelcontextprotocol/client';
import { serve } from '@hono/node-server';
import { createGateway, parseUpstreams, type Gateway, type GatewayOptions, type Log } from '../src/index.ts';
import { GovernanceDouble } from './governance-double.ts';

const KEY = 'zq_agent';
const require = createRequire(import.meta.url);
const filesystemServer = join(
  dirname(require.resolve('@modelcontextprotocol/server-filesystem/package.json')),
  'dist/index.js',
);
export const fixtureServer: string = fileURLToPath(new URL('upstreams/fixture.ts', import.meta.url));

export function fixture(
  name = 'fixture',
  more: Record<string, unknown> = {},
  flags: readonly string[] = [],
): Record<string, unknown> {
  const args = ['--conditions=@zoqore/source', fixtureServer, ...flags];
  // Most of a test's time is a server's start.
  const env = { NODE_COMPILE_CACHE: join(tmpdir(), 'zoqore-compile-cache') };
  return {
    name,
    transport: { type: 'stdio', command: process.execPath, args, env },
    timeoutMs: 5_000,
    ...more,
  };
}

export function filesystem(directory: string, name = 'files'): Record<string, unknown> {
  const transport = { type: 'stdio', command: process.execPath, args: [filesystemServer, directory] };
  return { name, transport, preset: 'filesystem' };
}

export class RecordingLog implements Log {
  readonly entries: { readonly level: string; readonly event: string; readonly details: unknown }[] = [];
  info = (event: string, details?: unknown): void =>
    void this.entries.push({ level: 'info', event, details });
  warn = (event: string, details?: unknown): void =>
    void this.entries.push({ level: 'warn', event, details });
  error = (event: string, details?: unknown): void =>
    void this.entries.push({ level: 'error', event, details });

  events(event: string): unknown[] {
    return this.entries.filter((entry) => entry.event === event).map(({ details }) => details);
  }
}

export interface Harness {
  readonly gateway: Gateway;
  readonly governance: GovernanceDouble;
  readonly log: RecordingLog;
  readonly url: URL;
  /** A v2 client that is closed with the harness. */
  client(mode?: VersionNegotiationMode, headers?: Record<string, string>): Promise<Client>;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A gateway on a real port in front of real upstream processes. */
export async function openHarness(
  upstreams: readonly Record<string, unknown>[],
  options: Partial<GatewayOptions> = {},
): Promise<Harness> {
  const governance = new GovernanceDouble();
  governance.addKey(KEY);
  const log = new RecordingLog();
  const gateway = await createGateway({
    governance,
    upstreams: parseUpstreams(upstreams),
    name: 'zoqore',
    version: '0.1.0',
    clock: Date.now,
    log,
    ...options,
  });
  const { promise: port, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch: gateway.fetch, port: 0, hostname: '127.0.0.1' }, (info) =>
    resolve(info.port),
  );
  const url = new URL(`http://127.0.0.1:${await port}/mcp`);
  const clients: Client[] = [];
  const authorization = `Bearer ${KEY}`;
  return {
    gateway,
    governance,
    log,
    url,
    async client(mode = 'auto', headers = {}) {
      const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
      const transport = new StreamableHTTPClientTransport(url, {
        requestInit: { headers: { authorization, ...headers } },
      });
      await client.connect(transport);
      clients.push(client);
      return client;
    },
    post: (body, headers = {}) =>
      fetch(url, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.close().catch(() => undefined);
      await gateway.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

export interface TemporaryDirectory {
  readonly path: string;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function temporaryDirectory(): Promise<TemporaryDirectory> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'zoqore-zo-')));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** The JSON-RPC messages of an answer, whichever way it is framed. */
export async function messagesOf(response: Response): Promise<Record<string, unknown>[]> {
  const body = await response.text();
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const texts = isStream ? [...body.matchAll(/^data: (.+)$/gmu)].map((match) => match[1] ?? '') : [body];
  return texts.flatMap((text) => JSON.parse(text) as Record<string, unknown>[]);
}

export function decisionOf(result: { readonly _meta?: Record<string, unknown> | undefined }): {
  readonly decision: string;
  readonly approval?: { readonly id: string };
} {
  return result._meta?.['zoqore.dev/decision'] as ReturnType<typeof decisionOf>;
}

/** Waits for what a test expects to become true, and fails by its own time-out when it does not. */
export async function eventually(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}

export function textOf(result: { readonly content: readonly unknown[] }): string {
  const [first] = result.content as { readonly text?: string }[];
  return first?.text ?? '';
}
