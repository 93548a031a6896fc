import type { Client } from '@modelcontextprotocol/client';
import { listTools } from './list-tools.ts';
import type { Log } from '../log.ts';
import { defineTools, type ToolDefinition } from './tool-definition.ts';
import type { UpstreamConfig } from './upstream-config.ts';
import { untilAborted } from './until-aborted.ts';

export type Definitions = ReadonlyMap<string, ToolDefinition>;

export interface ToolListingOptions {
  readonly config: UpstreamConfig;
  readonly clock: () => number;
  readonly log: Log;
  /** Pins the definitions before anyone sees them. */
  readonly observe: (tools: readonly ToolDefinition[]) => Promise<void>;
  /** Hears what they are now; the same object for as long as nothing pinned changes. */
  readonly listed: (definitions: Definitions) => void;
}

const MAX_LIST_MS = 15_000;

/** What an upstream says its tools are: pinned before they are known, and listed anew on each connection. */
export class ToolListing {
  readonly #options: ToolListingOptions;
  #definitions: Definitions | undefined;
  #refreshing: Promise<Definitions> | undefined;
  #observed = '';
  #leftOut = 0;
  #listedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ToolListingOptions) {
    this.#options = options;
  }

  get known(): Definitions | undefined {
    return this.#definitions;
  }

  /** How many tools of the last listing are no one's. */
  get leftOut(): number {
    return this.#leftOut;
  }

  isFresh(maxAgeMs: number): boolean {
    return this.#options.clock() - this.#listedAt <= maxAgeMs;
  }

  expire(): void {
    this.#listedAt = Number.NEGATIVE_INFINITY;
  }

  /** The tools of a new connection, before any call goes out on it. */
  async adopt(client: Client, signal: AbortSignal): Promise<void> {
    this.#know(await untilAborted(this.#list(client), signal));
  }

  /** The tools now. What a connection said that is gone by then says nothing about the one that followed. */
  refresh(client: Client, isCurrent: () => boolean): Promise<Definitions> {
    this.#refreshing ??= this.#list(client)
      .then((definitions) => {
        if (isCurrent()) this.#know(definitions);
        return definitions;
      })
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  #know(definitions: Definitions): void {
    this.#definitions = definitions;
    this.#options.listed(definitions);
  }

  async #list(client: Client): Promise<Definitions> {
    const { config, clock, log, observe } = this.#options;
    this.#listedAt = clock();
    const timeout = Math.min(config.timeoutMs, MAX_LIST_MS);
    const hasTools = client.getServerCapabilities()?.tools !== undefined;
    const signal = AbortSignal.timeout(timeout);
    const { tools, beyond } = hasTools
      ? await listTools(client, { timeout, maxTotalTimeout: timeout, signal })
      : { tools: [], beyond: 0 };
    const { definitions, rejected } = defineTools(config, tools, this.#definitions);
    this.#leftOut = rejected.length + beyond;
    if (rejected.length > 0) {
      log.warn('tools-left-out', { upstream: config.name, tools: rejected.slice(0, 20) });
    }
    if (beyond > 0) log.warn('tools-beyond-limit', { upstream: config.name, kept: tools.length, beyond });
    const fingerprint = [...definitions]
      .map(([name, { digest }]) => `${name} ${digest}`)
      .sort()
      .join('\n');
    if (fingerprint === this.#observed && this.#definitions !== undefined) return this.#definitions;
    await observe([...definitions.values()]);
    const marked = [...definitions].filter(([, { findings }]) => findings.length > 0).map(([name]) => name);
    if (marked.length > 0) log.warn('tools-marked', { upstream: config.name, tools: marked.slice(0, 20) });
    this.#observed = fingerprint;
    return definitions;
  }
}
