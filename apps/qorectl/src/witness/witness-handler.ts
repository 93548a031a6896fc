import type { Witness } from '@zoqore/ledger/witness';
import { maxAddCheckpointBytes } from '@zoqore/ledger/witness';

/** C2SP tlog-witness over HTTP: `POST /add-checkpoint`, and nothing else. */
export function witnessHandler(witness: Witness): (request: Request) => Promise<Response> {
  return async (request) => {
    if (new URL(request.url).pathname !== '/add-checkpoint') return refusal(404, 'expected /add-checkpoint');
    if (request.method !== 'POST') return refusal(405, 'expected POST', { allow: 'POST' });
    const { status, contentType, body } = await witness.addCheckpoint(await firstBytes(request));
    const headers = { 'content-type': contentType, ...(status === 429 ? { 'retry-after': '1' } : {}) };
    return new Response(body, { status, headers });
  };
}

/** Of a body that is too long no more than shows that it is. */
async function firstBytes(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > maxAddCheckpointBytes) break;
  }
  return Buffer.concat(chunks);
}

function refusal(status: number, reason: string, headers: Record<string, string> = {}): Response {
  return new Response(`${reason}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  });
}
