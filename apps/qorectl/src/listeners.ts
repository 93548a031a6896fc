import { unlinkSync } from 'node:fs';
import { createHttpApp, listen, type Listener, type ListenOptions } from '@zoqore/runtime/http';
import type { Runtime } from '@zoqore/runtime';
import type { Gateway } from '@zoqore/zo';
import type { Config } from './config.ts';
import { type Home, statOf } from './home.ts';
import { type Address, portError } from './port-owner.ts';

type Handler = Pick<ListenOptions, 'fetch' | 'lane'>;

/** Requests under way get so long when the server stops; calls to upstreams are ended by the gateway before. */
const drainMs = 2_500;

/** The runtime's API, and MCP at `/mcp` where a gateway is given. */
export function apiOf(options: {
  readonly runtime: Runtime;
  readonly version: string;
  readonly config: Config;
  readonly gateway: Gateway | undefined;
}): { readonly api: Handler; readonly socket: Handler } {
  const { runtime, version, config, gateway } = options;
  const app = createHttpApp({
    runtime: () => runtime,
    version,
    allowedHosts: config.runtime.allowedHosts,
    ...(gateway === undefined ? {} : { upstreams: () => gateway.upstreams() }),
  });
  return {
    api: app,
    socket: {
      lane: app.lane,
      fetch: (request) =>
        gateway !== undefined && pathOf(request) === '/mcp' ? gateway.fetch(request) : app.fetch(request),
    },
  };
}

/** The gateway answers at one path and nowhere else. */
export function mcpOf(gateway: Gateway): Handler {
  const fetch = (request: Request): Response | Promise<Response> =>
    pathOf(request) === '/mcp'
      ? gateway.fetch(request)
      : Response.json({ error: { code: 'NOT_FOUND', message: 'MCP is served at /mcp' } }, { status: 404 });
  return { fetch };
}

/** @throws QoreError PORT_TAKEN, PORT_REFUSED */
export async function listenAt(address: Address, handler: Handler): Promise<Listener> {
  const { host, port } = address;
  try {
    return await listen({ ...handler, address: { host, port }, drainMs });
  } catch (error) {
    throw portError(address, error);
  }
}

/** Listens on the home's socket; whoever calls has made sure that nobody answers there. */
export async function listenOnSocket(home: Home, socketPath: string, handler: Handler): Promise<Listener> {
  // What is left is of a process that died.
  if (statOf(home.socket) !== undefined) unlinkSync(home.socket);
  const listener = await listen({ ...handler, address: { socketPath }, drainMs });
  return {
    url: listener.url,
    async close() {
      await listener.close();
      if (statOf(home.socket) !== undefined) unlinkSync(home.socket);
    },
  };
}

function pathOf(request: Request): string {
  return new URL(request.url).pathname;
}
