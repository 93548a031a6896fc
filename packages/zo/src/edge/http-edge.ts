import {
  createMcpHandler,
  isLegacyRequest,
  type AuthInfo,
  type McpHttpHandler,
  type Server,
} from '@modelcontextprotocol/server';
import { streamWhenLate } from './late-answer.ts';
import { answerInOnePiece } from './one-piece.ts';
import type { Principal } from '../principal.ts';
import type { ToolAnnouncements } from '../upstream/tool-announcements.ts';

export interface HttpEdgeOptions {
  /** A new MCP server for each exchange. */
  readonly serverFor: (principal: Principal, client: { readonly announces: boolean }) => Server;
  readonly announcements: ToolAnnouncements;
  readonly onerror: (error: Error) => void;
}

/** Each is a connection that stays open. */
const MAX_SUBSCRIPTIONS = 256;

/** MCP over HTTP in both eras, for principals that are proven and bodies that are read. */
export class HttpEdge {
  readonly #options: HttpEdgeOptions;
  readonly #principals = new WeakMap<AuthInfo, Principal>();
  readonly #calls: McpHttpHandler;
  /** One of their own: they end when the gateway begins to close, and calls in flight do not. */
  readonly #subscriptions: McpHttpHandler;

  constructor(options: HttpEdgeOptions) {
    this.#options = options;
    this.#calls = this.#makeHandler();
    this.#subscriptions = this.#makeHandler();
    options.announcements.subscribe(() => this.#subscriptions.notify.toolsChanged());
  }

  async answer(request: Request, principal: Principal, parsedBody: unknown): Promise<Response> {
    if (await isLegacyRequest(request, parsedBody)) {
      // Without a session there is no stream on which to tell this client anything.
      const server = this.#options.serverFor(principal, { announces: false });
      return streamWhenLate(answerInOnePiece(request, parsedBody, server));
    }
    // The SDK hands this object through untouched; it carries no token that could leak.
    const authInfo: AuthInfo = { token: '', clientId: principal.credential.keyId, scopes: [] };
    this.#principals.set(authInfo, principal);
    if (isSubscription(parsedBody)) return this.#subscriptions.fetch(request, { authInfo, parsedBody });
    return streamWhenLate(this.#calls.fetch(request, { authInfo, parsedBody }));
  }

  endSubscriptions(): Promise<void> {
    return this.#subscriptions.close();
  }

  close(): Promise<void> {
    return this.#calls.close();
  }

  #makeHandler(): McpHttpHandler {
    const { serverFor, onerror } = this.#options;
    return createMcpHandler(
      ({ authInfo }) => {
        const principal = authInfo === undefined ? undefined : this.#principals.get(authInfo);
        if (principal === undefined) throw new Error('a request without a principal');
        return serverFor(principal, { announces: true });
      },
      { legacy: 'reject', onerror, maxSubscriptions: MAX_SUBSCRIPTIONS },
    );
  }
}

function isSubscription(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('method' in body)) return false;
  return body.method === 'subscriptions/listen';
}
