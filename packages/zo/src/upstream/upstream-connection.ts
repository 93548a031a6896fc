/* oxlint-disable unicorn/prefer-add-event-listener -- MCP transports take one callback each and have no listeners */
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@modelcontextprotocol/client';
import { Backoff } from './backoff.ts';
import { ChildProcessTransport } from './child-process-transport.ts';
import { ZoError } from '../errors.ts';
import type { Log } from '../log.ts';
import { openConnection } from './open-connection.ts';
import type { RedactText } from '../result/redact.ts';
import { StderrTail } from './stderr-tail.ts';
import type { UpstreamConfig } from './upstream-config.ts';
import { oneLine } from './upstream-error.ts';
import type { UpstreamStatus } from './upstream-status.ts';

export interface UpstreamConnectionOptions {
  readonly config: UpstreamConfig;
  /** How the gateway introduces itself. */
  readonly name: string;
  readonly version: string;
  readonly clock: () => number;
  readonly log: Log;
  /** What every child process gets of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly redactText: RedactText;
  /** What must succeed before the connection is anyone's. */
  readonly prepare: (client: Client, signal: AbortSignal) => Promise<void>;
  readonly onToolsChanged: () => void;
}

/** A back-off this short is waited for; a longer one fails the call at once. */
const PATIENCE_MS = 1_000;
/** A connection that lived this long says nothing against the next. */
const STABLE_MS = 10_000;

/** The connection to one upstream: made on first use, and again after a failure, with growing pauses. */
export class UpstreamConnection {
  readonly #options: UpstreamConnectionOptions;
  readonly #backoff = new Backoff();
  readonly #stderr = new StderrTail();
  readonly #closing = new AbortController();
  #client: Client | undefined;
  #connecting: Promise<Client> | undefined;
  #connectedAt = 0;
  #problem: string | undefined;

  constructor(options: UpstreamConnectionOptions) {
    this.#options = options;
  }

  get client(): Client | undefined {
    return this.#client;
  }

  status(): Omit<UpstreamStatus, 'name' | 'tools' | 'markedTools' | 'leftOutTools'> {
    const protocolVersion = this.#client?.getNegotiatedProtocolVersion();
    const { lines } = this.#stderr;
    return {
      state: this.#state(),
      ...(protocolVersion === undefined ? {} : { protocolVersion }),
      ...(this.#problem === undefined ? {} : { reason: this.#problem }),
      ...(lines.length === 0 ? {} : { stderrTail: lines }),
    };
  }

  /** @throws ZoError GATEWAY_CLOSED, UPSTREAM_UNAVAILABLE; what the connection failed with */
  async connected(): Promise<Client> {
    if (this.#client !== undefined) return this.#client;
    this.#closing.signal.throwIfAborted();
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  /** Ends the connection that there is; whoever needs one next makes a new handshake. */
  async reset(): Promise<void> {
    await this.#client?.close().catch(() => undefined);
  }

  /** Breaks off an attempt under way and makes no other; the connection that there is stays. */
  stopConnecting(): void {
    this.#closing.abort(new ZoError({ code: 'GATEWAY_CLOSED', message: 'the gateway is closing' }));
  }

  /** Stops the server process too. */
  async close(): Promise<void> {
    this.stopConnecting();
    await Promise.allSettled([this.#connecting, this.#client?.close()]);
  }

  #state(): UpstreamStatus['state'] {
    if (this.#client !== undefined) return 'ready';
    if (this.#connecting !== undefined) return 'connecting';
    return this.#problem === undefined ? 'idle' : 'failed';
  }

  async #connect(): Promise<Client> {
    const { config, clock } = this.#options;
    const closing = this.#closing.signal;
    const wait = this.#backoff.remaining(clock());
    if (wait > PATIENCE_MS) {
      throw new ZoError({
        code: 'UPSTREAM_UNAVAILABLE',
        message: `upstream \`${config.name}\` is unavailable, next attempt in ${Math.ceil(wait / 1000)} s: ${this.#problem ?? ''}`,
      });
    }
    if (wait > 0) await delay(wait, undefined, { signal: closing }).catch(() => closing.throwIfAborted());
    const deadline = AbortSignal.timeout(config.connectTimeoutMs);
    try {
      this.#stderr.clear();
      return this.#publish(await this.#open(AbortSignal.any([closing, deadline])));
    } catch (error) {
      const problem = deadline.aborted && !closing.aborted ? tooSlow(config, error) : error;
      this.#noteFailure(problem);
      throw problem;
    }
  }

  async #open(signal: AbortSignal): Promise<Client> {
    const { config, log, redactText, prepare } = this.#options;
    const onStderr = (said: string): void => {
      const line = redactText(said).text;
      if (line.trim() === '') return;
      this.#stderr.add(line);
      log.info('upstream-stderr', { upstream: config.name, line });
    };
    const client = await openConnection({ ...this.#options, signal, onStderr });
    try {
      await prepare(client, signal);
      if (client.transport === undefined)
        throw new Error('the connection closed while its tools were listed');
    } catch (error) {
      await client.close().catch(() => undefined);
      throw error;
    }
    return client;
  }

  #publish(client: Client): Client {
    const { config, clock, log } = this.#options;
    const { transport } = client;
    client.onclose = () => {
      const ending = transport instanceof ChildProcessTransport ? transport.ending : undefined;
      this.#lost(ending ?? 'the connection closed');
    };
    this.#client = client;
    this.#connectedAt = clock();
    this.#problem = undefined;
    const protocolVersion = client.getNegotiatedProtocolVersion();
    log.info('upstream-connected', { upstream: config.name, protocolVersion });
    return client;
  }

  #lost(problem: string): void {
    this.#client = undefined;
    if (this.#closing.signal.aborted) return;
    if (this.#options.clock() - this.#connectedAt > STABLE_MS) this.#backoff.forget();
    this.#noteFailure(problem);
  }

  #noteFailure(error: unknown): void {
    if (this.#closing.signal.aborted) return;
    const { config, clock, log } = this.#options;
    const retryInMs = this.#backoff.failed(clock());
    this.#problem = oneLine(error);
    log.warn('upstream-unavailable', { upstream: config.name, problem: this.#problem, retryInMs });
  }
}

function tooSlow({ name, connectTimeoutMs }: UpstreamConfig, cause: unknown): ZoError {
  const message = `upstream \`${name}\` was not ready within ${connectTimeoutMs} ms (connectTimeoutMs)`;
  return new ZoError({ code: 'UPSTREAM_UNAVAILABLE', message, cause });
}
