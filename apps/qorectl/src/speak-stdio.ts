import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { QoreError } from './errors.ts';
import { type Home, namedByData, openHome } from './home.ts';
import { readRunFile } from './run-file.ts';
import { readApiKey, secretFiles } from './secrets.ts';
import { type Serving, startServing } from './serve.ts';
import type { Session } from './session.ts';
import { endSoon } from './until-stopped.ts';
import { createSocketFetch, isAnswering, socketAddress } from './socket.ts';

export interface StdioOptions {
  readonly root: string;
  readonly keyFile: string | undefined;
  readonly actor: string | undefined;
}

/** How long a server that starts at the same moment gets until it can be used. */
const patienceMs = 8_000;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Serves one MCP client on stdio until it goes away or a signal comes. Nothing else may write to stdout. */
export async function speakStdio(session: Session, options: StdioOptions): Promise<void> {
  process.umask(0o077);
  // Never creates one: a desktop client starts this wherever it likes.
  const home = openHome(options.root);
  const key = readApiKey(
    options.keyFile === undefined
      ? secretFiles(namedByData(home, home.secrets)).agentKey
      : resolve(session.workingDirectory, options.keyFile),
  );
  const actor = options.actor === undefined ? {} : { actorId: options.actor };
  const gateway = await serveOrFind(session, home);
  if ('close' in gateway) await serve(gateway, key, actor);
  else {
    const { relayStdio } = await import('@zoqore/zo');
    await untilGone(await relayStdio({ ...gateway, key, ...actor }));
  }
}

type Endpoint = { readonly url: string; readonly fetch?: typeof fetch };

/** The gateway of a server that runs: on the home's socket, which nobody else can listen on, else on its port. */
async function gatewayOf(home: Home, socket: string): Promise<Endpoint | undefined> {
  const record = readRunFile(home.runFile);
  if (record?.isGateway === true && (await isAnswering(socket)))
    return { url: 'http://localhost/mcp', fetch: createSocketFetch(socket) };
  const url = record?.gatewayUrl ?? readRunFile(home.gatewayRunFile)?.gatewayUrl;
  return url === undefined ? undefined : { url };
}

/** Starts a server in this process, or finds the gateway of another client that was quicker. */
async function serveOrFind(session: Session, home: Home): Promise<Serving | Endpoint> {
  const deadline = performance.now() + patienceMs;
  const socket = socketAddress(home.socket);
  for (;;) {
    const gateway = await gatewayOf(home, socket);
    if (gateway !== undefined) return gateway;
    try {
      return await startServing({ ...session, root: home.root, only: 'stdio' });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      const isBusy = code === 'ALREADY_RUNNING' || code === 'DATABASE_LOCKED';
      if (!isBusy || performance.now() > deadline) throw error;
      await delay(200);
    }
  }
}

async function serve(serving: Serving, key: string, actor: { readonly actorId?: string }): Promise<void> {
  try {
    const credential = serving.runtime.authenticate(key);
    if (credential === undefined || serving.gateway === undefined) {
      throw new QoreError({
        code: 'SECRET_INVALID',
        message: 'the key is unknown or revoked',
        hint: 'qorectl keys create --name NAME --actor ID --out FILE',
      });
    }
    await untilGone(await serving.gateway.serveStdio(credential, actor));
  } finally {
    await serving.close();
    endSoon();
  }
}

async function untilGone(connection: {
  readonly closed: Promise<void>;
  close(): Promise<void>;
}): Promise<void> {
  const stop = (): void => void connection.close();
  for (const signal of signals) process.once(signal, stop);
  try {
    await connection.closed;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
