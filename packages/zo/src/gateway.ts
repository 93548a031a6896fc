import { setTimeout as delay } from 'node:timers/promises';
import type { Server, Transport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { redactSecrets, type Credential, type Governance } from '@zoqore/runtime';
import { ownNames } from '@zoqore/runtime/edge';
import { Authenticator } from './edge/authenticator.ts';
import { Catalog } from './upstream/catalog.ts';
import { childEnvironment } from './upstream/child-environment.ts';
import { Enforcer } from './call/enforce.ts';
import { ZoError } from './errors.ts';
import { HttpEdge } from './edge/http-edge.ts';
import { jsonRpcError } from './edge/json-rpc-error.ts';
import type { Log } from './log.ts';
import { makeMcpServer } from './edge/mcp-server.ts';
import { OutcomeRecorder } from './call/outcome-recorder.ts';
import { principalOf, type Principal } from './principal.ts';
import type { RedactText } from './result/redact.ts';
import { guardRequest, readJsonBody } from './edge/request-guard.ts';
import { StdioEdge } from './edge/stdio-edge.ts';
import { ToolAnnouncements } from './upstream/tool-announcements.ts';
import { Upstream } from './upstream/upstream.ts';
import type { UpstreamConfig } from './upstream/upstream-config.ts';
import { oneLine } from './upstream/upstream-error.ts';
import type { UpstreamStatus } from './upstream/upstream-status.ts';

/** What the composition root gives the gateway. */
export interface GatewayOptions {
  readonly governance: Governance;
  readonly upstreams: readonly UpstreamConfig[];
  /** How the gateway introduces itself to clients and upstreams. */
  readonly name: string;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly log: Log;
  /** Host names beside loopback and IP literals, without port. */
  readonly allowedHosts?: readonly string[];
  /** Whole origins that browsers may send beside loopback ones. */
  readonly allowedOrigins?: readonly string[];
  /** Where upstream processes get PATH, HOME, LANG, proxies and certificate files from; this process by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Applied to every text of a result on its way back; takes out recognisable secrets by default. */
  readonly redactText?: RedactText;
}

/** One client on stdio. */
export interface StdioOptions {
  /** One of the credential's actors; needed when it has several. */
  readonly actorId?: string;
  /** Standard input and output of this process by default. */
  readonly transport?: Transport;
}

/** A client on stdio, for as long as it stays. */
export interface StdioConnection {
  /** Resolves when the client has gone. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** The running gateway. */
export interface Gateway {
  /** MCP over Streamable HTTP, both eras, at any path it is mounted on. Answers every request, never throws. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** MCP on stdio for one credential. @throws ZoError ACTOR_FORBIDDEN, GATEWAY_CLOSED; what the ledger throws */
  serveStdio(credential: Credential, options?: StdioOptions): Promise<StdioConnection>;
  /** Connects to every upstream now and lists its tools; what failed stands in `upstreams()`. Never throws. */
  connect(): Promise<void>;
  upstreams(): readonly UpstreamStatus[];
  /**
   * Refuses new requests and breaks off connections that are being made; lets calls in flight end for a second, aborts
   * the rest, stops the server processes, records what is due. Within 5 s, whatever the upstreams do.
   */
  close(): Promise<void>;
}

// Together below 5 s. Stopping a server process takes 2 s at most.
const DRAIN_MS = 1_000;
const STOP_MS = 2_500;
/** For the last answers to leave; what is left of the exchanges then is cut off. */
const FAREWELL_MS = 100;
const RECORD_MS = 1_000;

/**
 * Puts a governance point between MCP clients and MCP servers. Upstreams connect on first use, or by `connect`.
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { governance, log, clock, name, version, redactText = redactSecrets } = options;
  const outcomes = new OutcomeRecorder(governance, log);
  const enforcer = new Enforcer({ governance, outcomes, clock, log });
  const announcements = new ToolAnnouncements();
  const environment = childEnvironment(options.environment ?? process.env);
  const upstreams = options.upstreams.map(
    (config) =>
      new Upstream({
        config,
        name,
        version,
        clock,
        log,
        environment,
        redactText,
        listed: (definitions) => announcements.listed(config.name, definitions),
        observe: async (tools) => {
          const pins = tools.map(({ tool, digest }) => ({ name: tool.name, definitionDigest: digest }));
          const states = await governance.observeTools(config.name, pins);
          const changed = [...states].filter(([, state]) => state === 'changed').map(([tool]) => tool);
          if (changed.length > 0) log.warn('tools-changed', { upstream: config.name, tools: changed });
        },
      }),
  );
  const catalog = new Catalog({ upstreams, governance, announcements, log });
  const closing = new AbortController();
  const connections = new Set<StdioConnection>();
  const own = ownNames({ hosts: options.allowedHosts, origins: options.allowedOrigins });
  const authenticator = new Authenticator(governance, log);
  const common = { name, version, catalog, enforcer, closing: closing.signal, redactText };
  const serverFor = (principal: Principal, client: { readonly announces: boolean }): Server =>
    makeMcpServer({ ...common, principal, ...client });
  const onerror = (error: Error): void => log.info('mcp-rejected', { problem: oneLine(error) });
  const http = new HttpEdge({ serverFor, announcements, onerror });
  let isClosed = false;

  async function answer(request: Request): Promise<Response> {
    if (isClosed) return jsonRpcError(503, 'GATEWAY_CLOSED', 'the gateway is closing');
    const guarded = guardRequest(request, own);
    if (guarded !== undefined) return guarded;
    const principal = await authenticator.principalOf(request.headers);
    if (principal instanceof Response) return principal;
    const read = await readJsonBody(request);
    if (!read.ok) return read.response;
    return http.answer(request, principal, read.body);
  }

  return {
    fetch: async (request) => {
      try {
        const response = await answer(request);
        response.headers.set('cache-control', 'no-store');
        response.headers.set('x-content-type-options', 'nosniff');
        return response;
      } catch (error) {
        log.error('request-failed', { problem: oneLine(error) });
        return Response.json(
          { jsonrpc: '2.0', error: { code: -32_603, message: 'Internal error' }, id: null },
          { status: 500 },
        );
      }
    },

    async serveStdio(credential, { actorId, transport } = {}) {
      const principal = await principalOf(credential, actorId, governance);
      if (isClosed) throw new ZoError({ code: 'GATEWAY_CLOSED', message: 'the gateway is closed' });
      const edge = new StdioEdge(transport);
      const handle = serveStdio(
        ({ era }) => edge.announce(serverFor(principal, { announces: true }), era, announcements),
        { transport: edge, onerror },
      );
      const connection: StdioConnection = {
        closed: edge.closed.then(() => void connections.delete(connection)),
        close: () => handle.close(),
      };
      connections.add(connection);
      return connection;
    },

    async connect() {
      await Promise.allSettled(upstreams.map((upstream) => upstream.definitions(Infinity)));
    },

    upstreams: () => upstreams.map((upstream) => upstream.status()),

    async close() {
      if (isClosed) return;
      isClosed = true;
      for (const upstream of upstreams) upstream.stopConnecting();
      await http.endSubscriptions();
      const isDrained = await within(DRAIN_MS, enforcer.idle());
      closing.abort();
      const stops = [...upstreams.map((upstream) => upstream.close()), enforcer.idle()];
      const isStopped = await within(STOP_MS, Promise.allSettled(stops));
      await delay(FAREWELL_MS);
      await Promise.allSettled([http.close(), ...[...connections].map((each) => each.close())]);
      const isRecorded = await within(RECORD_MS, outcomes.close());
      if (!isStopped || !isRecorded) log.error('close-incomplete', { isDrained, isStopped, isRecorded });
    },
  };
}

/** True when it ended in time. */
async function within(limitMs: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const limit = delay(limitMs, false, { signal: timer.signal }).catch(() => false);
  const isInTime = await Promise.race([work.then(() => true), limit]);
  timer.abort();
  return isInTime;
}
