import { RuntimeError } from '../errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON value of a request body; an empty body is `{}`, as it always was.
 * @throws RuntimeError PAYLOAD_TOO_LARGE, BAD_JSON
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const bytes = await readBytes(request, maxBytes);
  if (bytes.byteLength === 0) return {};
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch (cause) {
    const because = cause instanceof SyntaxError ? cause.message.slice(0, 200) : 'the bytes are not UTF-8';
    throw new RuntimeError({ code: 'BAD_JSON', message: `expected a JSON body: ${because}`, cause });
  }
}

/** Counts what arrives, not only what `content-length` claims. */
async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  // A body whose declared length fits is read in one piece: the HTTP parser holds the sender to the length.
  if (declared > 0) return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body === null) return new Uint8Array();
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): RuntimeError {
  return new RuntimeError({
    code: 'PAYLOAD_TOO_LARGE',
    message: `expected at most ${maxBytes} bytes in the body`,
    details: { maxBodyBytes: maxBytes },
  });
}
