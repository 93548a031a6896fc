import { constants, openSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';

/** Longest path that the kernel takes for a socket, with its NUL left off. */
const mostBytes = 107;

/** The path to give to the kernel: a deep folder is named by an open file of this process instead. */
export function socketAddress(path: string): string {
  if (Buffer.byteLength(path) <= mostBytes || process.platform !== 'linux') return path;
  const folder = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  return `/proc/self/fd/${folder}/${basename(path)}`;
}

/** True when a process accepts connections there; a socket file left by a dead one is not an answer. */
export function isAnswering(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A `fetch` whose every request goes to one Unix socket, whatever host its URL names. */
export function createSocketFetch(path: string): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const body = asked.body === null ? undefined : Buffer.from(await asked.arrayBuffer());
    const url = new URL(asked.url);
    return new Promise((resolve, reject) => {
      const outgoing: ClientRequest = request(
        {
          socketPath: path,
          path: `${url.pathname}${url.search}`,
          method: asked.method,
          headers: {
            ...Object.fromEntries(asked.headers),
            host: 'localhost',
            ...(body === undefined ? {} : { 'content-length': body.length }),
          },
          signal: asked.signal,
          agent: false,
        },
        (incoming) => resolve(responseOf(incoming)),
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  };
}

function responseOf(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 502;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) headers.append(name, one);
  }
  const hasBody = ![204, 205, 304].includes(status);
  if (!hasBody) incoming.resume();
  const body = hasBody ? (Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>) : null;
  return new Response(body, { status, headers });
}
