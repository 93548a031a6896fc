import { chmod } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Lane } from './decide-lane.ts';

export type Address = { readonly host: string; readonly port: number } | { readonly socketPath: string };

export interface Listener {
  /** `http://host:port`, or `unix:path`. */
  readonly url: string;
  /** Stops accepting, lets requests under way finish for at most `drainMs`, then cuts them off. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Asked first. */
  readonly lane?: Lane | undefined;
  readonly address: Address;
  readonly drainMs?: number;
}

/**
 * Serves a fetch handler. Slow senders are cut off. Puts the listener's lighter `Request` and `Response` in the place of
 * the global ones, of which they are subclasses: without them each answer goes through a web stream.
 *
 * @throws the error of Node, such as EADDRINUSE, untouched
 */
export async function listen({ fetch, lane, address, drainMs = 5_000 }: ListenOptions): Promise<Listener> {
  const server = createServer({
    headersTimeout: 5_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16_384,
  });
  const answer = getRequestListener(fetch);
  server.on('request', (incoming, outgoing) => {
    if (!isUnambiguous(incoming)) outgoing.writeHead(400, { connection: 'close' }).end();
    else if (lane?.(incoming, outgoing) !== true) void answer(incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen('socketPath' in address ? { path: address.socketPath } : address, () => {
      server.off('error', reject);
      resolve();
    });
  });
  if ('socketPath' in address) await chmod(address.socketPath, 0o600);
  return { url: urlOf(server, address), close: () => closeServer(server, drainMs) };
}

/** Two Host headers, or a URL in absolute form, would let what is checked differ from what is routed. */
function isUnambiguous({ url, rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts === 1 && url?.startsWith('/') === true;
}

function urlOf(server: Server, address: Address): string {
  if ('socketPath' in address) return `unix:${address.socketPath}`;
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  return `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}`;
}

function closeServer(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    server.closeIdleConnections();
  });
}
