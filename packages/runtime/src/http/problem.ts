import { randomUUID } from 'node:crypto';
import { RuntimeError } from '../errors.ts';
import type { RuntimeErrorCode } from '../errors.ts';

/** Status of each code in the wire contract. */
export const statusOf: Readonly<Record<RuntimeErrorCode, number>> = {
  BAD_JSON: 400,
  UNAUTHORIZED: 401,
  ACTOR_FORBIDDEN: 403,
  HOST_FORBIDDEN: 403,
  NOT_FOUND: 404,
  REPLAY_CONFLICT: 409,
  STATE_CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  VALIDATION_ERROR: 422,
  POLICY_INVALID: 422,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  NOT_INITIALIZED: 503,
  LEDGER_UNAVAILABLE: 503,
};

/** Called with what must not reach the client: the trace id in the answer leads an operator to it. */
export type ReportFault = (fault: { readonly traceId: string; readonly error: unknown }) => void;

/** The one place where a failure becomes an HTTP answer: `{error: {code, message, traceId, details?}}`. */
export function problem(error: unknown, report: ReportFault): Response {
  const traceId = `trace_${randomUUID()}`;
  const known = error instanceof RuntimeError ? error : undefined;
  const code = known?.code ?? 'INTERNAL_ERROR';
  const status = statusOf[code];
  if (status >= 500) report({ traceId, error });
  const details = known === undefined ? {} : publicDetails(known);
  const body = {
    error: {
      code,
      message:
        known === undefined
          ? 'the request could not be answered; the log has the cause under this trace id'
          : known.message,
      traceId,
      ...(Object.keys(details).length === 0 ? {} : { details }),
    },
  };
  const headers = new Headers({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  if (code === 'UNAUTHORIZED') headers.set('www-authenticate', 'Bearer');
  if (code === 'RATE_LIMITED') headers.set('retry-after', retryAfter(known));
  return new Response(JSON.stringify(body), { status, headers });
}

function retryAfter(error: RuntimeError | undefined): string {
  const seconds = error?.details['retryAfterSeconds'];
  return typeof seconds === 'number' ? String(seconds) : '1';
}

function publicDetails(error: RuntimeError): Readonly<Record<string, unknown>> {
  const { retryAfterSeconds: _retryAfterSeconds, ...details } = error.details;
  return details;
}
