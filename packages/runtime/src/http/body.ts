import { isUtf8 } from 'node:buffer';
import { RuntimeError } from '../errors.ts';

/**
 * The JSON value of a request body; an empty body is `{}`, as it always was.
 * @throws RuntimeError PAYLOAD_TOO_LARGE, BAD_JSON
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  return parseJson(await readBytes(request, maxBytes));
}

/** @throws RuntimeError BAD_JSON */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.byteLength === 0) return {};
  if (!isUtf8(bytes)) throw notJson('the bytes are not UTF-8');
  try {
    return JSON.parse(withoutMark(bytes.toString())) as unknown;
  } catch (cause) {
    throw notJson(cause instanceof SyntaxError ? cause.message.slice(0, 200) : String(cause), cause);
  }
}

/** Counts what arrives, not only what `content-length` claims. */
async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  // A body whose declared length fits is read in one piece: the HTTP parser holds the sender to the length.
  if (declared > 0) return Buffer.from(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body === null) return Buffer.alloc(0);
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A byte order mark may be ignored (RFC 8259 §8.1). */
function withoutMark(text: string): string {
  return text.startsWith('\u{feff}') ? text.slice(1) : text;
}

function notJson(because: string, cause?: unknown): RuntimeError {
  return new RuntimeError({ code: 'BAD_JSON', message: `expected a JSON body: ${because}`, cause });
}

function tooLarge(maxBytes: number): RuntimeError {
  return new RuntimeError({
    code: 'PAYLOAD_TOO_LARGE',
    message: `expected at most ${maxBytes} bytes in the body`,
    details: { maxBodyBytes: maxBytes },
  });
}
