import type { Governance } from '@zoqore/runtime';
import { createFailureLimit } from '@zoqore/runtime/edge';
import { codeOf } from '../errors.ts';
import { jsonRpcError } from './json-rpc-error.ts';
import type { Log } from '../log.ts';
import { authenticate, type Principal } from '../principal.ts';
import { oneLine } from '../upstream/upstream-error.ts';

const FAILURES_PER_MINUTE = 60;

/** Proves who sends an HTTP request, or answers it with the challenge that is due. */
export class Authenticator {
  readonly #governance: Governance;
  readonly #log: Log;
  readonly #failures = createFailureLimit({ perMinute: FAILURES_PER_MINUTE });

  constructor(governance: Governance, log: Log) {
    this.#governance = governance;
    this.#log = log;
  }

  async principalOf(headers: Headers): Promise<Principal | Response> {
    try {
      const found = await authenticate(headers, this.#governance);
      switch (found.outcome) {
        case 'proven':
          return found.principal;
        case 'unauthorized':
          return this.#unauthorized(found.wasPresented);
        case 'forbidden':
          return forbidden(found.message, found.isScope);
        default:
          return found satisfies never;
      }
    } catch (error) {
      if (codeOf(error) !== 'LEDGER_UNAVAILABLE') throw error;
      this.#log.error('refusal-not-recorded', { problem: oneLine(error) });
      return jsonRpcError(503, 'LEDGER_UNAVAILABLE', 'the ledger cannot be written; try again shortly');
    }
  }

  #unauthorized(wasPresented: boolean): Response {
    const retryAfterSeconds = this.#failures.count();
    if (retryAfterSeconds > 0) {
      const message = `more than ${FAILURES_PER_MINUTE} failed authentications in a minute`;
      return jsonRpcError(429, 'RATE_LIMITED', message, { 'retry-after': String(retryAfterSeconds) });
    }
    const challenge = wasPresented ? 'Bearer error="invalid_token"' : 'Bearer';
    return jsonRpcError(401, 'UNAUTHORIZED', 'expected a valid key', { 'www-authenticate': challenge });
  }
}

function forbidden(message: string, isScope: boolean): Response {
  const challenge = 'Bearer error="insufficient_scope", scope="decide"';
  return jsonRpcError(403, 'ACTOR_FORBIDDEN', message, isScope ? { 'www-authenticate': challenge } : {});
}
