import { z } from 'zod';
import { ClientError } from './client-error.ts';
import type { ClientOptions } from './client-options.ts';

export interface VerificationProgress {
  readonly checked: number;
  readonly size: number;
}

const line = z.union([
  z.object({ checked: z.int(), size: z.int() }),
  z.object({ report: z.looseObject({ verified: z.boolean() }) }),
  z.object({ error: z.looseObject({}) }),
]);

/** `POST /v1/ledger/verify` as NDJSON: one line for how far it is, the last one for what was found. */
export async function watchVerification(
  { baseUrl, key, fetch = globalThis.fetch }: ClientOptions,
  range: object,
  onProgress: (progress: VerificationProgress) => void,
  failure: (status: number, value: unknown) => Error,
): Promise<{ readonly verified: boolean; readonly [name: string]: unknown }> {
  const url = `${baseUrl}/v1/ledger/verify`;
  const headers = {
    'x-qore-api-key': key,
    'content-type': 'application/json',
    accept: 'application/x-ndjson',
  };
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(range) });
  } catch (cause) {
    throw new ClientError({ code: 'UNREACHABLE', message: `nothing answers at \`${url}\``, cause });
  }
  if (!response.ok || response.body === null) {
    throw failure(response.status, parseJson(await response.text()));
  }
  for await (const text of linesOf(response.body)) {
    const value = parseJson(text);
    const told = line.safeParse(value);
    if (!told.success) break;
    if ('error' in told.data) throw failure(response.status, value);
    if ('report' in told.data) return told.data.report;
    onProgress(told.data);
  }
  throw new ClientError({
    code: 'UNEXPECTED_ANSWER',
    message: 'expected the report of a verification, found the end of the answer',
  });
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let buffered = '';
  for await (const chunk of body) {
    buffered += decoder.decode(chunk, { stream: true });
    const lines = buffered.split('\n');
    buffered = lines.pop() ?? '';
    yield* lines;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
