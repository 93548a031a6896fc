import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { ZoError } from '../errors.ts';
import type { UpstreamTransport } from './upstream-config.ts';

type HttpUpstream = Extract<UpstreamTransport, { type: 'http' }>;

const MAX_CREDENTIAL_BYTES = 16_384;

// Headers that belong to the connection or to MCP; a credentials file has no say in them.
const RESERVED_HEADER =
  /^(?:host|content-.*|transfer-encoding|connection|accept.*|origin|mcp-.*|x-qore-.*)$/iu;

const headerFile = z.record(
  z.string().regex(/^[A-Za-z0-9-]{1,128}$/u),
  z.string().regex(/^[\x20-\x7e]{1,8192}$/u),
);

/**
 * Streamable HTTP to an upstream, with the credentials of its files and never those of a client. The server's own
 * event stream (GET) is not opened: nothing that it could carry is relayed.
 * @throws ZoError CREDENTIAL_FILE_UNSAFE
 */
export async function openHttpTransport(
  upstream: HttpUpstream,
  maxMessageBytes: number,
): Promise<StreamableHTTPClientTransport> {
  const headers = await readCredentials(upstream);
  return new StreamableHTTPClientTransport(new URL(upstream.url), {
    requestInit: { headers, redirect: 'error' },
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1000,
      maxReconnectionDelay: 1000,
      reconnectionDelayGrowFactor: 1,
    },
    fetch: async (url, init) => {
      if (init?.method === 'GET') return new Response(null, { status: 405 });
      return limitBody(await fetch(url, init), maxMessageBytes);
    },
  });
}

async function readCredentials(upstream: HttpUpstream): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  if (upstream.headersFile !== undefined) {
    const parsed = headerFile.safeParse(parseJson(await readSecret(upstream.headersFile)));
    if (!parsed.success)
      throw unsafe(upstream.headersFile, 'expected a JSON object of header names and values');
    for (const [name, value] of Object.entries(parsed.data)) {
      if (RESERVED_HEADER.test(name)) throw unsafe(upstream.headersFile, `must not set \`${name}\``);
      headers[name] = value;
    }
  }
  if (upstream.bearerFile !== undefined) {
    const token = (await readSecret(upstream.bearerFile)).trim();
    if (!/^[\x21-\x7e]+$/u.test(token))
      throw unsafe(upstream.bearerFile, 'expected one token and nothing else');
    headers['authorization'] = `Bearer ${token}`;
  }
  return headers;
}

/** Reads through one descriptor, so that what was checked is what is read. */
async function readSecret(path: string): Promise<string> {
  let file;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw unsafe(path, 'cannot be opened', cause);
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unsafe(path, 'expected a regular file');
    if ((stat.mode & 0o077) !== 0) throw unsafe(path, 'is open to others; chmod 600 it');
    if (stat.size > MAX_CREDENTIAL_BYTES)
      throw unsafe(path, `expected at most ${MAX_CREDENTIAL_BYTES} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unsafe(path: string, problem: string, cause?: unknown): ZoError {
  return new ZoError({
    code: 'CREDENTIAL_FILE_UNSAFE',
    message: `credential file \`${path}\` ${problem}`,
    cause,
    details: { path },
  });
}

function limitBody(response: Response, maxBytes: number): Response {
  if (response.body === null) return response;
  let received = 0;
  const limited = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        received += chunk.byteLength;
        if (received > maxBytes)
          controller.error(new Error(`expected an answer of at most ${maxBytes} bytes`));
        else controller.enqueue(chunk);
      },
    }),
  );
  return new Response(limited, response);
}
