/* oxlint-disable unicorn/prefer-add-event-listener -- MCP transports take one callback each and have no listeners */
import {
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type InitializeResult,
  type JSONRPCMessage,
  type JSONRPCResultResponse,
} from '@modelcontextprotocol/client';
import type { Transport } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';
import { ToolWatch } from './tool-watch.ts';
import { oneLine } from '../upstream/upstream-error.ts';

/** Where a relay forwards to, and as whom. */
export interface RelayOptions {
  /** The gateway's MCP endpoint, such as `http://127.0.0.1:7778/mcp`. */
  readonly url: string;
  readonly key: string;
  readonly actorId?: string;
  /** How requests leave, for a gateway on a Unix socket; the global one by default. */
  readonly fetch?: typeof fetch;
  /** Standard input and output of this process by default. */
  readonly transport?: Transport;
}

/** A relay, for as long as its client stays. */
export interface Relay {
  /** Resolves when the client has gone. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

const UNREACHABLE = -31_502;
const TOOLS_CHANGED = 'notifications/tools/list_changed';

// Refusals before MCP begins carry no id, so they are no JSON-RPC response to the SDK.
const errorBody = z.object({ error: z.object({ code: z.int(), message: z.string() }).loose() });

/**
 * An MCP server on stdio that forwards each message to a gateway over HTTP with the key, and each answer back: for
 * desktop clients, in both eras, without a decision of its own. It tells clients in both that the gateway's tools changed. A request that gets no answer is answered with an
 * error that says what is wrong with the gateway.
 */
export async function relayStdio(options: RelayOptions): Promise<Relay> {
  const leave = options.fetch ?? fetch;
  const stdio = options.transport ?? new StdioServerTransport();
  let handshakeId: string | number | undefined;
  const inFlight = new Map<string | number, AbortController>();
  const { promise: closed, resolve: resolveClosed } = Promise.withResolvers<void>();
  const toGateway = (): StreamableHTTPClientTransport =>
    new StreamableHTTPClientTransport(new URL(options.url), {
      requestInit: {
        headers: {
          authorization: `Bearer ${options.key}`,
          ...(options.actorId === undefined ? {} : { 'x-qore-actor': options.actorId }),
        },
        redirect: 'error',
      },
      reconnectionOptions: {
        maxRetries: 0,
        initialReconnectionDelay: 1000,
        maxReconnectionDelay: 1000,
        reconnectionDelayGrowFactor: 1,
      },
      // Without this the SDK would ask it for a stream.
      fetch: async (url, init) =>
        init?.method === 'GET' ? new Response(null, { status: 405 }) : leave(url, init),
    });
  const gateway = toGateway();
  const watch = new ToolWatch(toGateway, () => answer({ jsonrpc: '2.0', method: TOOLS_CHANGED }));
  let isInitialized = false;

  const answer = (message: JSONRPCMessage): void => {
    if ('id' in message && message.id !== undefined && !('method' in message)) {
      // An answer that comes after its request was cancelled has no reader.
      if (!inFlight.delete(message.id)) return;
    }
    stdio.send(message).catch(() => undefined);
  };

  const forward = async (message: JSONRPCMessage): Promise<void> => {
    if (isCancellation(message)) {
      const { requestId } = message.params;
      inFlight.get(requestId)?.abort();
      inFlight.delete(requestId);
      return;
    }
    const isRequest = isJSONRPCRequest(message);
    if (isRequest && message.method === 'initialize') handshakeId = message.id;
    isInitialized ||= 'method' in message && message.method === 'notifications/initialized';
    if (isInitialized) watch.begin();
    const abort = new AbortController();
    if (isRequest) inFlight.set(message.id, abort);
    try {
      await gateway.send(message, {
        requestSignal: abort.signal,
        onRequestStreamEnd: () => {
          if (isRequest && inFlight.has(message.id))
            answer(failure(message.id, 'the gateway broke off its answer'));
        },
      });
    } catch (error) {
      if (isRequest && inFlight.has(message.id)) answer(asAnswer(message.id, error, options.url));
    }
  };

  gateway.onmessage = (message: JSONRPCMessage) => {
    if (!isJSONRPCResultResponse(message) || message.id !== handshakeId) {
      answer(message);
      return;
    }
    const version = message.result['protocolVersion'];
    if (typeof version === 'string') gateway.setProtocolVersion(version);
    answer(promising(message));
  };
  stdio.onmessage = (message: JSONRPCMessage) => void forward(message);
  stdio.onclose = () => {
    for (const abort of inFlight.values()) abort.abort();
    inFlight.clear();
    void Promise.allSettled([gateway.close(), watch.close()]).then(() => resolveClosed());
  };
  await gateway.start();
  await stdio.start();
  return { closed, close: () => stdio.close() };
}

/** On stdio the client can be told what the gateway cannot tell it over HTTP. */
function promising(handshake: JSONRPCResultResponse): JSONRPCMessage {
  const { capabilities, ...result } = handshake.result as InitializeResult;
  if (capabilities.tools === undefined) return handshake;
  const tools = { ...capabilities.tools, listChanged: true };
  return { ...handshake, result: { ...result, capabilities: { ...capabilities, tools } } };
}

interface Cancellation {
  readonly params: { readonly requestId: string | number };
}

/** Cancellation over HTTP is closing the exchange (MCP 2026-07-28); the gateway takes it so in both eras. */
function isCancellation(message: JSONRPCMessage): message is JSONRPCMessage & Cancellation {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return false;
  const requestId = message.params?.['requestId'];
  return typeof requestId === 'string' || typeof requestId === 'number';
}

/** The gateway's own JSON-RPC error where it sent one with an HTTP status, and one about the gateway otherwise. */
function asAnswer(id: string | number, error: unknown, url: string): JSONRPCMessage {
  if (error instanceof SdkHttpError && typeof error.data['text'] === 'string') {
    const sent = errorBody.safeParse(parse(error.data['text']));
    if (sent.success) return { jsonrpc: '2.0', id, error: sent.data.error };
  }
  const problem =
    error instanceof SdkHttpError
      ? `answered ${error.data['status']}`
      : `is not reachable: ${oneLine(error)}`;
  return failure(id, `the gateway at ${url} ${problem}`);
}

function failure(id: string | number, message: string): JSONRPCMessage {
  return { jsonrpc: '2.0', id, error: { code: UNREACHABLE, message } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
