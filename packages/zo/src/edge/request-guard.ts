import { isJsonContentType, readRequestBody } from '@modelcontextprotocol/server';
import { foreignCaller, type OwnNames } from '@zoqore/runtime/edge';
import { jsonRpcError } from './json-rpc-error.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_DEPTH = 64;

/**
 * Refuses what a browser was tricked into sending and what is no MCP request at all: a Host that an attacker's DNS
 * could point here, an Origin from elsewhere, any method but POST (MCP 2026-07-28, Streamable HTTP).
 */
export function guardRequest(request: Request, own: OwnNames): Response | undefined {
  const { headers, method } = request;
  const host = headers.get('host') ?? new URL(request.url).host;
  const foreign = foreignCaller({ host, origin: headers.get('origin') }, own);
  if (foreign === 'host') {
    return jsonRpcError(403, 'HOST_FORBIDDEN', 'host is not one that this gateway answers for');
  }
  if (foreign === 'origin') return jsonRpcError(403, 'ORIGIN_FORBIDDEN', 'origin is not allowed');
  if (method !== 'POST') {
    return jsonRpcError(405, 'METHOD_NOT_ALLOWED', 'expected POST', { allow: 'POST' });
  }
  if (!isJsonContentType(headers.get('content-type'))) {
    return jsonRpcError(415, 'UNSUPPORTED_MEDIA_TYPE', 'expected content-type application/json');
  }
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding.trim().toLowerCase() !== 'identity') {
    return jsonRpcError(415, 'UNSUPPORTED_MEDIA_TYPE', 'expected a body without content-encoding');
  }
  return undefined;
}

export type ReadBody =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly response: Response };

/** The parsed body: at most 4 MiB, counted as it arrives, and 64 levels deep. */
export async function readJsonBody(request: Request): Promise<ReadBody> {
  const read = await readText(request).catch(() => undefined);
  if (read === undefined) return refused(400, 'BAD_JSON', 'the body could not be read');
  if (read.tooLarge) return refused(413, 'PAYLOAD_TOO_LARGE', `expected at most ${MAX_BODY_BYTES} bytes`);
  if (isTooDeep(read.text))
    return refused(400, 'BAD_JSON', `expected at most ${MAX_DEPTH} levels of nesting`);
  try {
    return { ok: true, body: JSON.parse(read.text) as unknown };
  } catch {
    return refused(400, 'BAD_JSON', 'expected a JSON body');
  }
}

/** A body whose declared length fits is read in one piece: the HTTP parser holds the sender to the length. */
async function readText(request: Request): ReturnType<typeof readRequestBody> {
  const declared = Number(request.headers.get('content-length') ?? Number.NaN);
  if (declared <= MAX_BODY_BYTES) return { tooLarge: false, text: await request.text() };
  return await readRequestBody(request, MAX_BODY_BYTES);
}

function refused(status: 400 | 413, code: 'BAD_JSON' | 'PAYLOAD_TOO_LARGE', message: string): ReadBody {
  return { ok: false, response: jsonRpcError(status, code, message) };
}

/** Counted on the text: later steps walk the value recursively. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isString = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (isString) {
      if (unit === 0x5c) index += 1;
      else if (unit === 0x22) isString = false;
    } else if (unit === 0x22) isString = true;
    else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (unit === 0x7d || unit === 0x5d) depth -= 1;
  }
  return false;
}
