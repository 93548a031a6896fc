import { LedgerError } from '../errors.ts';

/** `fetch` of the platform, or what stands for it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface SentAnswer {
  readonly status: number;
  /** Lower case; empty when there was none. */
  readonly contentType: string;
  readonly body: string;
}

/** Of an answer; the longest that is expected are a few signature lines. */
const maxAnswerBytes = 64 * 1024;

/** Sends and reads the answer, of whatever status. Follows no redirect and reads no more than 64 KiB. */
export async function send(
  fetch: Fetch,
  url: string,
  request: {
    readonly method: 'GET' | 'POST' | 'PUT';
    readonly body?: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
  },
): Promise<SentAnswer> {
  // A redirect would take the request to where nobody configured it to go: it is answered as a status like any other.
  const answer = await fetch(url, { redirect: 'manual', ...request });
  return {
    status: answer.status,
    contentType: answer.headers.get('content-type')?.toLowerCase() ?? '',
    body: await readSome(answer),
  };
}

/**
 * The address, without a slash at its end. Plain HTTP stays on this machine.
 *
 * @throws WITNESS_INVALID
 */
export function requireSafeUrl(text: string): string {
  const url = URL.parse(text);
  const isLoopback = url !== null && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
  if (url !== null && isSafe && url.username === '' && url.password === '' && url.search + url.hash === '') {
    return url.href.replace(/\/+$/, '');
  }
  throw new LedgerError({
    code: 'WITNESS_INVALID',
    message: `expected an https address, or http on loopback, without user, query or fragment; found \`${text.slice(0, 200)}\``,
  });
}

async function readSome(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.byteLength;
    if (length > maxAnswerBytes) throw new Error(`expected an answer of at most ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
