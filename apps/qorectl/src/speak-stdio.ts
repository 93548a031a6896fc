import { resolve } from 'node:path';
import { QoreError } from './errors.ts';
import { openHome } from './home.ts';
import { openLocalRuntime, readConfig } from './local-runtime.ts';
import { readRunFile } from './run-file.ts';
import { readApiKey, secretFiles } from './secrets.ts';
import type { Session } from './session.ts';
import { gatewayLog, readUpstreams } from './upstreams.ts';

export interface StdioOptions {
  readonly root: string;
  readonly keyFile: string | undefined;
  readonly actor: string | undefined;
}

/** Serves one MCP client on stdio until it goes away or a signal comes. Nothing else may write to stdout. */
export async function speakStdio(session: Session, options: StdioOptions): Promise<void> {
  process.umask(0o077);
  // Never creates one: a desktop client starts this wherever it likes.
  const home = openHome(options.root);
  const key = readApiKey(
    options.keyFile === undefined
      ? secretFiles(home.secrets).agentKey
      : resolve(session.workingDirectory, options.keyFile),
  );
  const actor = options.actor === undefined ? {} : { actorId: options.actor };
  const serving = readRunFile(home.runFile) ?? readRunFile(home.gatewayRunFile);
  if (serving?.gatewayUrl !== undefined) {
    const { relayStdio } = await import('@zoqore/zo');
    await untilGone(await relayStdio({ url: serving.gatewayUrl, key, ...actor }));
    return;
  }
  const { createGateway } = await import('@zoqore/zo');
  const config = readConfig(home);
  const upstreams = await readUpstreams(home, config);
  const local = await openLocalRuntime({
    home,
    config,
    environment: session.environment,
    clock: session.clock,
    lockTimeoutMs: 3_000,
  });
  try {
    const credential = local.runtime.authenticate(key);
    if (credential === undefined) {
      throw new QoreError({
        code: 'SECRET_INVALID',
        message: 'the key is unknown or revoked',
        hint: 'qorectl keys create --name NAME --actor ID --out FILE',
      });
    }
    const gateway = await createGateway({
      governance: local.runtime,
      upstreams,
      name: 'zoqore',
      version: session.version,
      clock: session.clock,
      log: gatewayLog(session.talk),
    });
    try {
      await untilGone(await gateway.serveStdio(credential, actor));
    } finally {
      await gateway.close();
    }
  } finally {
    await local.close();
  }
}

async function untilGone(connection: {
  readonly closed: Promise<void>;
  close(): Promise<void>;
}): Promise<void> {
  const stop = (): void => void connection.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await connection.closed;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
