/* oxlint-disable unicorn/prefer-add-event-listener -- MCP transports take one callback each and have no listeners */
import { isJSONRPCRequest, type JSONRPCMessage, type Transport } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';

/**
 * The client's side of stdio: like the SDK's transport, and it answers `subscriptions/listen` itself, as the HTTP
 * side does, and says when the client has gone.
 */
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
    this.#inner.onmessage = (message, extra) => {
      if (!isJSONRPCRequest(message) || message.method !== 'subscriptions/listen') {
        this.onmessage?.(message, extra);
        return;
      }
      const error = { code: -32_601, message: 'Method not found' };
      this.#inner
        .send({ jsonrpc: '2.0', id: message.id, error })
        .catch((cause: unknown) => this.onerror?.(new Error('cannot answer the client', { cause })));
    };
    await this.#inner.start();
  }

  send(message: JSONRPCMessage): Promise<void> {
    return this.#inner.send(message);
  }

  async close(): Promise<void> {
    await this.#inner.close();
    this.#resolveClosed();
  }
}
