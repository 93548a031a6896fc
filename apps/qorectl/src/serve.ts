import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Listener } from '@zoqore/runtime/http';
import type { Gateway, UpstreamConfig } from '@zoqore/zo';
import type { Config } from './config.ts';
import { QoreError } from './errors.ts';
import { createHome, type Home, statOf } from './home.ts';
import { type LocalRuntime, openLocalRuntime, prepareInstallation, readConfig } from './local-runtime.ts';
import { type Address, portError, requireFreePort } from './port-owner.ts';
import { readRunFile, removeRunFile, writeRunFile } from './run-file.ts';
import { isAnswering, socketAddress } from './socket.ts';
import { gatewayLog, readUpstreams } from './upstreams.ts';

export interface ServeOptions {
  /** Folder of the installation; created when missing. */
  readonly root: string;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly gatewayPort: number | undefined;
  readonly only: 'runtime' | 'gateway' | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: () => number;
  readonly version: string;
  readonly warn: (message: string) => void;
  readonly talk: (line: string) => void;
}

/** A server that is up. */
export interface Serving {
  readonly home: Home;
  readonly pid: number;
  readonly runtimeUrl: string | undefined;
  /** Where MCP clients connect. */
  readonly gatewayUrl: string | undefined;
  readonly agentKeyFile: string;
  readonly hostKeyFile: string;
  readonly policy: { readonly name: string; readonly version: string };
  /** Set when the policy files hold another set than the one in force. */
  readonly isProposalWaiting: boolean;
  /** Stops listening, lets what runs finish, closes the store. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts runtime and gateway on one installation.
 * @throws QoreError HOME_UNSAFE, CONFIG_INVALID, ALREADY_RUNNING, PORT_TAKEN, PORT_REFUSED; what the packages throw
 */
export async function startServing(options: ServeOptions): Promise<Serving> {
  // Whatever is created from here on, by any package, is this user's alone.
  process.umask(0o077);
  const home = createHome(options.root);
  const socket = socketAddress(home.socket);
  const runFile = options.only === 'gateway' ? home.gatewayRunFile : home.runFile;
  await requireNoOther(home, socket, runFile);
  await prepareInstallation(home);
  const config = withOverrides(readConfig(home), options);
  const addresses = addressesOf(config, options.only);
  for (const address of addresses) if (address.port !== 0) await requireFreePort(address);

  const closers: (() => Promise<void>)[] = [];
  const close = once(async () => {
    removeRunFile(runFile);
    const failures: unknown[] = [];
    for (const closer of closers.toReversed()) {
      try {
        await closer();
      } catch (error) {
        // The rest is closed all the same; what went wrong first is told.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  });
  try {
    const upstreams = await readUpstreams(home, config);
    const local = await openLocalRuntime({
      home,
      config,
      environment: options.environment,
      clock: options.clock,
      lockTimeoutMs: 5_000,
    });
    closers.push(() => local.close());
    const runtimeUrl =
      options.only === 'gateway'
        ? undefined
        : await listenRuntime(home, socket, config, local, options.version, closers);
    const gatewayUrl =
      options.only === 'runtime'
        ? undefined
        : await listenGateway(config, local, upstreams, options, closers);
    const { name, policyVersion, proposed } = local.runtime.policies.current();
    writeRunFile(runFile, {
      pid: process.pid,
      startedAt: new Date(options.clock()).toISOString(),
      version: options.version,
      ...(runtimeUrl === undefined ? {} : { runtimeUrl }),
      ...(gatewayUrl === undefined ? {} : { gatewayUrl }),
    });
    return {
      home,
      pid: process.pid,
      runtimeUrl,
      gatewayUrl,
      // By the link: it stays true when a restore swaps the generation.
      agentKeyFile: join(home.root, 'data', 'secrets', 'agent.key'),
      hostKeyFile: join(home.root, 'data', 'secrets', 'host.key'),
      policy: { name, version: policyVersion },
      isProposalWaiting: proposed !== undefined,
      close,
    };
  } catch (error) {
    // Why it did not start is the news, not what closing it met.
    await close().catch(() => undefined);
    throw error;
  }
}

async function requireNoOther(home: Home, socket: string, runFile: string): Promise<void> {
  const isUp = runFile === home.runFile ? await isAnswering(socket) : readRunFile(runFile) !== undefined;
  const record = readRunFile(runFile);
  if (!isUp) return;
  throw new QoreError({
    code: 'ALREADY_RUNNING',
    message:
      record === undefined
        ? `a server of this installation is starting or stopping (\`${home.root}\`)`
        : `a server of this installation runs already: process ${record.pid}, since ${record.startedAt}`,
    hint:
      record === undefined ? 'try again in a moment' : `qorectl status shows it; kill ${record.pid} stops it`,
    details: { home: home.root, ...record },
  });
}

function withOverrides(config: Config, options: ServeOptions): Config {
  const legacyHost = legacy(options, 'QORE_API_HOST', '--host or runtime.host in zoqore.yaml');
  const legacyPort = legacy(options, 'QORE_API_PORT', '--port or runtime.port in zoqore.yaml');
  legacy(options, 'QORE_API_KEY', 'a key file: qorectl keys create');
  if (legacyPort !== undefined && !/^\d{1,5}$/.test(legacyPort)) {
    throw new QoreError({
      code: 'USAGE_INVALID',
      message: `QORE_API_PORT is \`${legacyPort}\`, expected a port number`,
      hint: 'unset QORE_API_PORT',
    });
  }
  const host = options.host ?? legacyHost;
  const port = options.port ?? (legacyPort === undefined ? undefined : Number(legacyPort));
  return {
    ...config,
    runtime: { ...config.runtime, host: host ?? config.runtime.host, port: port ?? config.runtime.port },
    gateway: {
      ...config.gateway,
      host: options.host ?? config.gateway.host,
      port: options.gatewayPort ?? config.gateway.port,
    },
  };
}

function legacy(options: ServeOptions, name: string, instead: string): string | undefined {
  const value = options.environment[name];
  if (value === undefined || value === '') return undefined;
  options.warn(`${name} is still read; use ${instead}`);
  return value;
}

function addressesOf(config: Config, only: ServeOptions['only']): readonly Address[] {
  return [
    ...(only === 'gateway'
      ? []
      : [{ name: 'runtime' as const, host: config.runtime.host, port: config.runtime.port }]),
    ...(only === 'runtime'
      ? []
      : [{ name: 'gateway' as const, host: config.gateway.host, port: config.gateway.port }]),
  ];
}

async function listenRuntime(
  home: Home,
  socket: string,
  config: Config,
  { runtime }: LocalRuntime,
  version: string,
  closers: (() => Promise<void>)[],
): Promise<string> {
  const { createHttpApp, listen } = await import('@zoqore/runtime/http');
  const { fetch } = createHttpApp({
    runtime: () => runtime,
    version,
    allowedHosts: config.runtime.allowedHosts,
  });
  const { host, port } = config.runtime;
  const tcp = await listening({ name: 'runtime', host, port }, () =>
    listen({ fetch: (request) => fetch(request), address: { host, port } }),
  );
  closers.push(() => tcp.close());
  // Nobody answers there (checked above): what is left is of a process that died.
  if (statOf(home.socket) !== undefined) unlinkSync(home.socket);
  const local = await listen({ fetch: (request) => fetch(request), address: { socketPath: socket } });
  closers.push(async () => {
    await local.close();
    if (statOf(home.socket) !== undefined) unlinkSync(home.socket);
  });
  return tcp.url;
}

async function listenGateway(
  config: Config,
  { runtime }: LocalRuntime,
  upstreams: readonly UpstreamConfig[],
  options: ServeOptions,
  closers: (() => Promise<void>)[],
): Promise<string> {
  const [{ createGateway }, { listen }] = await Promise.all([
    import('@zoqore/zo'),
    import('@zoqore/runtime/http'),
  ]);
  const gateway: Gateway = await createGateway({
    governance: runtime,
    upstreams,
    name: 'zoqore',
    version: options.version,
    clock: options.clock,
    log: gatewayLog(options.talk),
    allowedHosts: config.gateway.allowedHosts,
  });
  closers.push(() => gateway.close());
  const { host, port } = config.gateway;
  const listener: Listener = await listening({ name: 'gateway', host, port }, () =>
    listen({ fetch: atPath('/mcp', gateway), address: { host, port } }),
  );
  closers.push(() => listener.close());
  return `${listener.url}/mcp`;
}

async function listening(address: Address, listen: () => Promise<Listener>): Promise<Listener> {
  try {
    return await listen();
  } catch (error) {
    throw portError(address, error);
  }
}

/** Waits for nothing twice: a second caller gets the first one's promise. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}

/** The gateway answers at one path and nowhere else. */
function atPath(path: string, gateway: Gateway): (request: Request) => Promise<Response> {
  return async (request) => {
    if (new URL(request.url).pathname === path) return gateway.fetch(request);
    return Response.json(
      { error: { code: 'NOT_FOUND', message: `MCP is served at ${path}` } },
      { status: 404 },
    );
  };
}
