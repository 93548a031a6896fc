/* oxlint-disable unicorn/prefer-add-event-listener -- MCP transports take one callback each and have no listeners */
import type { JSONRPCMessage, Server, Transport } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { ToolAnnouncements } from '../upstream/tool-announcements.ts';

/** The client's side of stdio: the SDK's transport, which also says when the client has gone. */
export class StdioEdge implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport['onmessage']>;
  readonly closed: Promise<void>;
  readonly #inner: Transport;
  readonly #resolveClosed: () => void;

  constructor(inner: Transport = new StdioServerTransport()) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#inner = inner;
    this.closed = promise;
    this.#resolveClosed = resolve;
  }

  async start(): Promise<void> {
    this.#inner.onclose = () => {
      this.#resolveClosed();
      this.onclose?.();
    };
    this.#inner.onerror = (error) => this.onerror?.(error);
    this.#inner.onmessage = (message, extra) => this.onmessage?.(message, extra);
    await this.#inner.start();
  }

  send(message: JSONRPCMessage): Promise<void> {
    return this.#inner.send(message);
  }

  async close(): Promise<void> {
    await this.#inner.close();
    this.#resolveClosed();
  }

  /** Tells the client of this server when the tools change: by a notification, or where it subscribed to it. */
  announce(server: Server, era: 'legacy' | 'modern', announcements: ToolAnnouncements): Server {
    const begin = (): void => {
      const stop = announcements.subscribe(() => void server.sendToolListChanged().catch(() => undefined));
      void this.closed.then(stop);
    };
    if (era === 'modern') begin();
    // Before that it may be told nothing.
    else server.oninitialized = begin;
    return server;
  }
}
