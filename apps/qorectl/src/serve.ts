import { join } from 'node:path';
import type { Runtime } from '@zoqore/runtime';
import type { Listener } from '@zoqore/runtime/http';
import type { Gateway, UpstreamConfig } from '@zoqore/zo';
import type { Config } from './config.ts';
import { type Overrides, withOverrides } from './config-overrides.ts';
import { QoreError } from './errors.ts';
import { createHome, type Home } from './home.ts';
import { openLocalRuntime, prepareInstallation, readConfig } from './local-runtime.ts';
import { type Address, requireFreePorts } from './port-owner.ts';
import { excerpt } from './render/neutralise.ts';
import { publicationText } from './render/publication.ts';
import { readRunFile, removeRunFile, writeRunFile } from './run-file.ts';
import { readApiKey } from './secrets.ts';
import { isAnswering, socketAddress } from './socket.ts';
import { gatewayLog, readUpstreams } from './upstreams.ts';

export interface ServeOptions extends Overrides {
  /** Folder of the installation; created when missing. */
  readonly root: string;
  /** `stdio`: runtime and gateway without ports, on the home's socket unless another server has it. */
  readonly only: 'runtime' | 'gateway' | 'stdio' | undefined;
  readonly clock: () => number;
  readonly version: string;
  readonly talk: (line: string) => void;
}

/** A server that is up. */
export interface Serving {
  readonly home: Home;
  readonly pid: number;
  readonly runtime: Runtime;
  readonly gateway: Gateway | undefined;
  readonly runtimeUrl: string | undefined;
  /** Where MCP clients connect. */
  readonly gatewayUrl: string | undefined;
  readonly agentKeyFile: string;
  /** One that the key in this file may speak for; undefined once it is revoked. */
  readonly agentActor: string | undefined;
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
  const { only, version, clock } = options;
  // Whatever is created from here on, by any package, is this user's alone.
  process.umask(0o077);
  const home = createHome(options.root);
  const socket = socketAddress(home.socket);
  const runFile = only === 'gateway' ? home.gatewayRunFile : home.runFile;
  // One that is a runtime alone, on a store that several may open, leaves room for a gateway on stdio.
  const isBeside = only === 'stdio' && readRunFile(runFile)?.isGateway === false;
  if (!isBeside) await requireNoOther(home, socket, runFile);
  await prepareInstallation(home);
  const config = withOverrides(readConfig(home), options);
  const addresses = addressesOf(config, only);
  await requireFreePorts(Object.values(addresses));

  const edges: { close(): Promise<void> }[] = [];
  const upstreams = await readUpstreams(home, config);
  const local = await openLocalRuntime({
    home,
    config,
    environment: options.environment,
    clock,
    // A client on stdio looks meanwhile whether another one was quicker.
    lockTimeoutMs: only === 'stdio' ? 500 : 5_000,
    onPublication: (event) => options.talk(publicationText(event)),
  });
  const close = once(async () => {
    if (!isBeside) removeRunFile(runFile);
    // At once: a listener waits for calls that only the gateway can end.
    const ends = await Promise.allSettled(edges.map((edge) => edge.close()));
    await local.close();
    // The rest is closed all the same; what went wrong first is told.
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  });
  try {
    const { runtime } = local;
    // Before anybody can ask for a decision.
    await runtime.policies.adoptNarrower();
    const gateway = only === 'runtime' ? undefined : await openGateway(options, config, runtime, upstreams);
    if (gateway !== undefined) edges.push(gateway);
    const { apiOf, listenAt, listenOnSocket, mcpOf } = await import('./listeners.ts');
    const { api, socket: apiAndMcp } = apiOf({ runtime, version, config, gateway });
    const opened = async (listener: Promise<Listener>): Promise<string> => {
      const edge = await listener;
      edges.push(edge);
      return edge.url;
    };
    const runtimeUrl =
      addresses.runtime === undefined ? undefined : await opened(listenAt(addresses.runtime, api));
    if (only !== 'gateway' && !isBeside) await opened(listenOnSocket(home, socket, apiAndMcp));
    const gatewayUrl =
      addresses.gateway === undefined || gateway === undefined
        ? undefined
        : `${await opened(listenAt(addresses.gateway, mcpOf(gateway)))}/mcp`;
    edges.push(watchPolicyFile(runtime));
    const { name, policyVersion, proposed, unreadable } = runtime.policies.current();
    if (unreadable !== undefined) {
      options.warn(
        `${excerpt(unreadable.message, 300)}; what was in force stays: ${excerpt(name, 80)}, version ${policyVersion.slice(0, 16)}`,
      );
    }
    if (!isBeside) {
      writeRunFile(runFile, {
        pid: process.pid,
        startedAt: new Date(clock()).toISOString(),
        version,
        isGateway: gateway !== undefined,
        ...(runtimeUrl === undefined ? {} : { runtimeUrl }),
        ...(gatewayUrl === undefined ? {} : { gatewayUrl }),
      });
    }
    // Not waited for: one that hangs or fails is what status and doctor show.
    void gateway?.connect();
    return {
      home,
      pid: process.pid,
      runtime,
      gateway,
      runtimeUrl,
      gatewayUrl,
      // By the link: it stays true when a restore swaps the generation.
      agentKeyFile: join(home.root, 'data', 'secrets', 'agent.key'),
      agentActor: actorOf(runtime, local.secrets.agentKey),
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

const policyWatchMs = 5_000;

/** What makes the policy file unusable is put into the ledger at the start and whenever it happens. */
function watchPolicyFile({ policies }: Runtime): { close(): Promise<void> } {
  // Who asks is told by the API all the same; the next look tries again.
  const look = () => policies.recordUnreadable().catch(() => undefined);
  let looking = look();
  const timer = setInterval(() => {
    looking = look();
  }, policyWatchMs);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}

function actorOf(runtime: Runtime, keyFile: string): string | undefined {
  const actors = runtime.authenticate(readApiKey(keyFile))?.actors;
  return actors === 'any' ? 'did:myth:agent' : actors?.[0];
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

function addressesOf(
  { runtime, gateway }: Config,
  only: ServeOptions['only'],
): { readonly runtime?: Address; readonly gateway?: Address } {
  return {
    ...(only === undefined || only === 'runtime'
      ? { runtime: { name: 'runtime', host: runtime.host, port: runtime.port } }
      : {}),
    ...(only === undefined || only === 'gateway'
      ? { gateway: { name: 'gateway', host: gateway.host, port: gateway.port } }
      : {}),
  };
}

async function openGateway(
  options: ServeOptions,
  config: Config,
  runtime: Runtime,
  upstreams: readonly UpstreamConfig[],
): Promise<Gateway> {
  const { createGateway } = await import('@zoqore/zo');
  return createGateway({
    governance: runtime,
    upstreams,
    name: 'zoqore',
    version: options.version,
    clock: options.clock,
    log: gatewayLog(options.talk),
    allowedHosts: config.gateway.allowedHosts,
  });
}

/** Waits for nothing twice: a second caller gets the first one's promise. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
