import type { CallToolResult, Client } from '@modelcontextprotocol/client';
import { ZoError } from '../errors.ts';
import type { ToolDefinition } from './tool-definition.ts';
import { ToolListing, type Definitions, type ToolListingOptions } from './tool-listing.ts';
import { untilAborted } from './until-aborted.ts';
import type { UpstreamConfig } from './upstream-config.ts';
import { UpstreamConnection, type UpstreamConnectionOptions } from './upstream-connection.ts';
import { cancelled, upstreamError } from './upstream-error.ts';
import type { UpstreamStatus } from './upstream-status.ts';

export type UpstreamOptions = ToolListingOptions &
  Omit<UpstreamConnectionOptions, 'prepare' | 'onToolsChanged'>;

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Epoch milliseconds after which the request must not leave. */
  readonly notAfter: number;
}

type RequestLimits = {
  readonly signal?: AbortSignal;
  readonly timeout: number;
  readonly maxTotalTimeout: number;
};

const MAX_IN_FLIGHT = 256;
const HUNG_AFTER_TIMEOUTS = 2;
const LIST_AGAIN_MS = 250;

/**
 * One MCP server behind the gateway. Its tools are listed anew on each connection, so that no call reaches a
 * definition other than the one it was decided on.
 */
export class Upstream {
  readonly config: UpstreamConfig;
  readonly #options: UpstreamOptions;
  readonly #listing: ToolListing;
  readonly #connection: UpstreamConnection;
  #timeoutsInARow = 0;
  #inFlight = 0;
  #soon: NodeJS.Timeout | undefined;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.config = options.config;
    this.#listing = new ToolListing(options);
    this.#connection = new UpstreamConnection({
      ...options,
      prepare: (client, signal) => this.#listing.adopt(client, signal),
      onToolsChanged: () => this.#listAgainSoon(),
    });
  }

  status(): UpstreamStatus {
    const { leftOut } = this.#listing;
    const known = [...(this.#listing.known?.values() ?? [])];
    const marked = known.filter(({ findings }) => findings.length > 0).map(({ tool }) => tool.name);
    return {
      name: this.config.name,
      ...this.#connection.status(),
      tools: known.length,
      ...(marked.length === 0 ? {} : { markedTools: marked }),
      ...(leftOut === 0 ? {} : { leftOutTools: leftOut }),
    };
  }

  /**
   * The tools, at most `maxAgeMs` old; the last known ones when the server does not answer. A call is checked
   * against the definitions of the connection that it goes out on, so stale ones are safe to decide with.
   * @throws ZoError UPSTREAM_UNAVAILABLE when nothing is known
   */
  async definitions(maxAgeMs: number): Promise<Definitions> {
    const { known } = this.#listing;
    const before = this.#connection.client;
    if (known !== undefined && before !== undefined && this.#listing.isFresh(maxAgeMs)) return known;
    try {
      const client = await this.#connection.connected();
      const listed = before === undefined ? this.#listing.known : undefined;
      return listed ?? (await this.#listing.refresh(client, () => this.#connection.client === client));
    } catch (error) {
      if (this.#listing.known !== undefined) return this.#listing.known;
      throw upstreamError(this.config, error);
    }
  }

  /** Lists the tools behind the caller's back when they are older than this: the next caller then need not wait. */
  renew(olderThanMs: number): void {
    const { client } = this.#connection;
    if (client === undefined || this.#listing.isFresh(olderThanMs)) return;
    // Who needs newer ones asks for them, and hears then what is wrong.
    this.#listing.refresh(client, () => this.#connection.client === client).catch(() => undefined);
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
      if (this.#listing.known?.get(name)?.digest !== definition.digest) {
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
    const { signal, notAfter } = options;
    try {
      signal.throwIfAborted();
      const client = this.#connection.client ?? (await untilAborted(this.#connection.connected(), signal));
      if (this.#options.clock() >= notAfter) {
        throw new ZoError({
          code: 'DECISION_EXPIRED',
          message: 'the decision expired before the call could leave',
        });
      }
      const timeout = this.config.timeoutMs;
      const result = await request(client, { signal, timeout, maxTotalTimeout: timeout });
      this.#timeoutsInARow = 0;
      return result;
    } catch (error) {
      const translated = signal.aborted ? cancelled(error) : upstreamError(this.config, error);
      if (translated.code === 'UPSTREAM_TIMED_OUT') this.#noteTimeout();
      // A server that was restarted knows nothing of the session; only a new handshake helps.
      if (translated.code === 'UPSTREAM_UNAVAILABLE') await this.#connection.reset();
      throw translated;
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** True when the server offers this, as far as known. */
  async offers(capability: 'prompts' | 'resources' | 'completions'): Promise<boolean> {
    const client = await this.#connection.connected().catch((error: unknown) => {
      throw upstreamError(this.config, error);
    });
    return client.getServerCapabilities()?.[capability] !== undefined;
  }

  /** From now on there is only the connection that there is. */
  stopConnecting(): void {
    this.#connection.stopConnecting();
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** A server may say that its tools changed as often as it likes; calls go by the newest at once. */
  #listAgainSoon(): void {
    this.#listing.expire();
    if (this.#soon !== undefined) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.renew(0);
    }, LIST_AGAIN_MS).unref();
  }

  #noteTimeout(): void {
    this.#timeoutsInARow += 1;
    if (this.#timeoutsInARow < HUNG_AFTER_TIMEOUTS || this.#connection.client === undefined) return;
    this.#timeoutsInARow = 0;
    this.#options.log.warn('upstream-hung', { upstream: this.config.name });
    void this.#connection.reset();
  }
}
