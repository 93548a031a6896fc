/* oxlint-disable unicorn/prefer-add-event-listener -- MCP transports take one callback each and have no listeners */
import { setTimeout as delay } from 'node:timers/promises';
import type { CallToolResult, Client } from '@modelcontextprotocol/client';
import { ZoError } from './errors.ts';
import type { Log } from './log.ts';
import { openConnection } from './open-connection.ts';
import { defineTools, type ToolDefinition } from './tool-definition.ts';
import type { UpstreamConfig } from './upstream-config.ts';
import { cancelled, oneLine, upstreamError } from './upstream-error.ts';

export interface UpstreamOptions {
  readonly config: UpstreamConfig;
  readonly name: string;
  readonly version: string;
  readonly clock: () => number;
  readonly log: Log;
  /** PATH, HOME and LANG for child processes. */
  readonly environment: Readonly<Record<string, string>>;
  /** Pins the definitions before anyone sees them. */
  readonly observe: (tools: readonly ToolDefinition[]) => Promise<void>;
}

/** One upstream as `Gateway.upstreams()` reports it. */
export interface UpstreamStatus {
  readonly name: string;
  /** `idle`: not asked for yet, or closed without an error. */
  readonly state: 'idle' | 'connected' | 'unavailable';
  readonly protocolVersion?: string;
  readonly tools: number;
  /** Why the last connection or listing failed. */
  readonly problem?: string;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Epoch milliseconds after which the request must not leave. */
  readonly notAfter: number;
}

type Definitions = ReadonlyMap<string, ToolDefinition>;
type RequestLimits = {
  readonly signal?: AbortSignal;
  readonly timeout: number;
  readonly maxTotalTimeout: number;
};

const MAX_LIST_MS = 15_000;
const MAX_IN_FLIGHT = 256;
const MAX_BACKOFF_MS = 30_000;
/** A back-off this short is waited for; a longer one fails the call at once. */
const PATIENCE_MS = 1_000;
/** A connection that lived this long says nothing against the next. */
const STABLE_MS = 10_000;
const HUNG_AFTER_TIMEOUTS = 2;

/**
 * One MCP server behind the gateway: connected on first use, again after a failure with growing pauses, and
 * listed anew on each connection, so that no call reaches a definition other than the one it was decided on.
 */
export class Upstream {
  readonly config: UpstreamConfig;
  readonly #options: UpstreamOptions;
  #client: Client | undefined;
  #connecting: Promise<Client> | undefined;
  #listing: Promise<Definitions> | undefined;
  #definitions: Definitions | undefined;
  #observed = '';
  #listedAt = Number.NEGATIVE_INFINITY;
  #connectedAt = 0;
  #failures = 0;
  #retryAt = 0;
  #timeoutsInARow = 0;
  #inFlight = 0;
  #problem: string | undefined;
  #isClosed = false;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.config = options.config;
  }

  status(): UpstreamStatus {
    const protocolVersion = this.#client?.getNegotiatedProtocolVersion();
    return {
      name: this.config.name,
      state: this.#client !== undefined ? 'connected' : this.#problem === undefined ? 'idle' : 'unavailable',
      ...(protocolVersion === undefined ? {} : { protocolVersion }),
      tools: this.#definitions?.size ?? 0,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  /**
   * The tools, at most `maxAgeMs` old; the last known ones when the server does not answer. A call is checked
   * against the definitions of the connection that it goes out on, so stale ones are safe to decide with.
   * @throws ZoError UPSTREAM_UNAVAILABLE when nothing is known
   */
  async definitions(maxAgeMs: number): Promise<Definitions> {
    const isFresh = this.#client !== undefined && this.#options.clock() - this.#listedAt <= maxAgeMs;
    if (isFresh && this.#definitions !== undefined) return this.#definitions;
    try {
      const isNew = this.#client === undefined;
      const client = await this.#connected();
      return isNew && this.#definitions !== undefined ? this.#definitions : await this.#list(client);
    } catch (error) {
      if (this.#definitions !== undefined) return this.#definitions;
      throw upstreamError(this.config, error);
    }
  }

  /**
   * Calls a tool as it was defined when the call was decided.
   * @throws ZoError TOOL_CHANGED, DECISION_EXPIRED, CALL_CANCELLED, UPSTREAM_TIMED_OUT, UPSTREAM_UNAVAILABLE,
   * UPSTREAM_REFUSED, UPSTREAM_BUSY, UPSTREAM_FAILED
   */
  callTool(
    definition: ToolDefinition,
    args: Readonly<Record<string, unknown>>,
    options: SendOptions,
  ): Promise<CallToolResult> {
    const { name } = definition.tool;
    return this.send(options, (client, limits) => {
      if (this.#definitions?.get(name)?.digest !== definition.digest) {
        throw new ZoError({
          code: 'TOOL_CHANGED',
          message: `tool \`${name}\` changed after this call was decided; list the tools and call again`,
        });
      }
      // Only for the headers that a modern server asks for; results are the client's to validate.
      const { outputSchema: _, ...toolDefinition } = definition.tool;
      return client.callTool({ name, arguments: { ...args } }, { ...limits, toolDefinition });
    });
  }

  /** Sends one request within the time-out. @throws ZoError as `callTool` does */
  async send<T>(
    options: SendOptions,
    request: (client: Client, limits: RequestLimits) => Promise<T>,
  ): Promise<T> {
    if (this.#inFlight >= MAX_IN_FLIGHT) {
      throw new ZoError({
        code: 'UPSTREAM_BUSY',
        message: `upstream \`${this.config.name}\` has ${MAX_IN_FLIGHT} calls in flight`,
      });
    }
    this.#inFlight += 1;
    try {
      const client = await this.#connected();
      if (options.signal.aborted) throw cancelled();
      if (this.#options.clock() >= options.notAfter) {
        throw new ZoError({
          code: 'DECISION_EXPIRED',
          message: 'the decision expired before the call could leave',
        });
      }
      const timeout = this.config.timeoutMs;
      const result = await request(client, { signal: options.signal, timeout, maxTotalTimeout: timeout });
      this.#timeoutsInARow = 0;
      return result;
    } catch (error) {
      const translated = options.signal.aborted ? cancelled(error) : upstreamError(this.config, error);
      if (translated.code === 'UPSTREAM_TIMED_OUT') this.#noteTimeout();
      // A server that was restarted knows nothing of the session; only a new handshake helps.
      if (translated.code === 'UPSTREAM_UNAVAILABLE') await this.#client?.close().catch(() => undefined);
      throw translated;
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** True when the server offers this, as far as known. */
  async offers(capability: 'prompts' | 'resources' | 'completions'): Promise<boolean> {
    const client = await this.#connected().catch((error: unknown) => {
      throw upstreamError(this.config, error);
    });
    return client.getServerCapabilities()?.[capability] !== undefined;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const client = this.#client ?? (await this.#connecting?.catch(() => undefined));
    await client?.close();
  }

  async #connected(): Promise<Client> {
    if (this.#isClosed) throw new ZoError({ code: 'GATEWAY_CLOSED', message: 'the gateway is closing' });
    if (this.#client !== undefined) return this.#client;
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connect(): Promise<Client> {
    const wait = this.#retryAt - this.#options.clock();
    if (wait > PATIENCE_MS) {
      throw new ZoError({
        code: 'UPSTREAM_UNAVAILABLE',
        message: `upstream \`${this.config.name}\` is unavailable, next attempt in ${Math.ceil(wait / 1000)} s: ${this.#problem ?? ''}`,
      });
    }
    if (wait > 0) await delay(wait);
    let client: Client | undefined;
    try {
      client = await openConnection({
        ...this.#options,
        onToolsChanged: () => {
          this.#listedAt = Number.NEGATIVE_INFINITY;
        },
      });
      this.#connectedAt = this.#options.clock();
      this.#definitions = await this.#listAndPin(client);
    } catch (error) {
      this.#noteFailure(error);
      await client?.close().catch(() => undefined);
      throw error;
    }
    client.onclose = () => this.#lost();
    if (client.transport === undefined) {
      this.#noteFailure(new Error('the connection closed while its tools were listed'));
      throw new Error('the connection closed');
    }
    this.#client = client;
    this.#problem = undefined;
    this.#options.log.info('upstream-connected', {
      upstream: this.config.name,
      protocolVersion: client.getNegotiatedProtocolVersion(),
      tools: this.#definitions?.size ?? 0,
    });
    return client;
  }

  #list(client: Client): Promise<Definitions> {
    this.#listing ??= this.#listAndPin(client)
      .then((definitions) => {
        // A listing of a connection that is gone says nothing about the one that followed.
        if (this.#client === client) this.#definitions = definitions;
        return definitions;
      })
      .finally(() => {
        this.#listing = undefined;
      });
    return this.#listing;
  }

  async #listAndPin(client: Client): Promise<Definitions> {
    this.#listedAt = this.#options.clock();
    const timeout = Math.min(this.config.timeoutMs, MAX_LIST_MS);
    const tools =
      client.getServerCapabilities()?.tools === undefined
        ? []
        : (await client.listTools(undefined, { timeout, maxTotalTimeout: timeout, cacheMode: 'refresh' }))
            .tools;
    const { definitions, rejected } = defineTools(this.config, tools);
    if (rejected.length > 0) {
      this.#options.log.warn('tools-left-out', { upstream: this.config.name, tools: rejected.slice(0, 20) });
    }
    const fingerprint = [...definitions]
      .map(([name, { digest }]) => `${name} ${digest}`)
      .sort()
      .join('\n');
    if (fingerprint !== this.#observed) {
      await this.#options.observe([...definitions.values()]);
      this.#observed = fingerprint;
    }
    return definitions;
  }

  #noteTimeout(): void {
    this.#timeoutsInARow += 1;
    if (this.#timeoutsInARow < HUNG_AFTER_TIMEOUTS || this.#client === undefined) return;
    this.#timeoutsInARow = 0;
    this.#options.log.warn('upstream-hung', { upstream: this.config.name });
    void this.#client.close().catch(() => undefined);
  }

  #lost(): void {
    this.#client = undefined;
    if (this.#isClosed) return;
    if (this.#options.clock() - this.#connectedAt > STABLE_MS) this.#failures = 0;
    this.#noteFailure(new Error('the connection closed'));
  }

  #noteFailure(error: unknown): void {
    this.#failures += 1;
    this.#problem = oneLine(error);
    // The first failure after a good stretch costs no pause: a server may end after each call.
    const pause = this.#failures <= 1 ? 0 : Math.min(125 * 2 ** (this.#failures - 1), MAX_BACKOFF_MS);
    this.#retryAt = this.#options.clock() + pause;
    this.#options.log.warn('upstream-unavailable', {
      upstream: this.config.name,
      problem: this.#problem,
      retryInMs: pause,
    });
  }
}
