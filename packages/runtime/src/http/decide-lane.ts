import type { IncomingMessage, ServerResponse } from 'node:http';
import { requireScope } from '../authorize.ts';
import type { Admission } from './admission.ts';
import { parseJson } from './body.ts';
import { evaluateRequest } from './evaluate-request.ts';
import type { Metrics } from './metrics.ts';
import { problem } from './problem.ts';
import type { ReportFault } from './problem.ts';

/** Takes a request that it answers itself; false for every other, of which it has read nothing. */
export type Lane = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

export interface DecideLaneOptions {
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly maxBodyBytes: number;
  readonly onFault: ReportFault;
}

const answerHeaders = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/**
 * `POST /evaluate` straight from Node's parser, without the fetch interface, which costs as much as the decision
 * (docs/decisions/0010). Takes plain requests only: a body of declared length that fits.
 */
export function createDecideLane(options: DecideLaneOptions): Lane {
  return (incoming, outgoing) => {
    if (incoming.method !== 'POST' || incoming.url !== '/evaluate') return false;
    const length = Number(incoming.headers['content-length'] ?? Number.NaN);
    if (!(length >= 0 && length <= options.maxBodyBytes)) return false;
    void answer(options, incoming, outgoing);
    return true;
  };
}

/** Never rejects. */
async function answer(
  { admission, metrics, onFault }: DecideLaneOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const begun = performance.now();
  try {
    const { headers } = incoming;
    admission.requireOwnCaller(headers.host ?? '', headers.origin ?? null);
    const runtime = admission.readyRuntime();
    const credential = admission.authenticate(
      runtime,
      textOf(headers['x-qore-api-key']),
      headers.authorization ?? null,
    );
    requireScope(credential, 'decide');
    const bytes = await readWhole(incoming);
    // Whoever hung up in the middle asked nothing.
    if (bytes === undefined) return;
    const body = JSON.stringify(await evaluateRequest(runtime, credential, parseJson(bytes), metrics));
    outgoing.writeHead(200, { ...answerHeaders, 'content-length': Buffer.byteLength(body) }).end(body);
  } catch (error) {
    const failed = problem(error, onFault);
    const body = await failed.text();
    outgoing
      .writeHead(failed.status, {
        ...Object.fromEntries(failed.headers),
        'content-length': Buffer.byteLength(body),
      })
      .end(body);
    // A body that nobody wants is let pass, so that the connection can carry the next request.
    incoming.resume();
  }
  metrics.observeRequest({
    route: '/evaluate',
    status: outgoing.statusCode,
    seconds: (performance.now() - begun) / 1000,
  });
}

/** Undefined when the sender ends before the body does. The HTTP parser holds it to the declared length. */
function readWhole(incoming: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    incoming.on('close', () => resolve(undefined));
    incoming.on('error', () => resolve(undefined));
  });
}

/** Node joins what is sent twice. */
function textOf(header: string | string[] | undefined): string | null {
  return header === undefined ? null : String(header);
}
