import type { Credential } from '../credential.ts';
import { createFailureLimit } from '../edge/failure-limit.ts';
import { foreignCaller, ownNames } from '../edge/foreign-caller.ts';
import { RuntimeError } from '../errors.ts';
import type { Runtime } from '../open-runtime.ts';

/** Who is let in, whichever way a request came. */
export interface Admission {
  /** @throws RuntimeError HOST_FORBIDDEN */
  requireOwnCaller(host: string, origin: string | null): void;
  /** @throws RuntimeError NOT_INITIALIZED */
  readyRuntime(): Runtime;
  /** The credential that `x-qore-api-key` or a bearer token proves. @throws RuntimeError UNAUTHORIZED, RATE_LIMITED */
  authenticate(runtime: Runtime, ownKey: string | null, authorization: string | null): Credential;
}

const failuresPerMinute = 60;

export function createAdmission(options: {
  readonly runtime: () => Runtime | undefined;
  readonly allowedHosts?: readonly string[] | undefined;
}): Admission {
  const own = ownNames({ hosts: options.allowedHosts });
  const failures = createFailureLimit({ perMinute: failuresPerMinute });
  /** A connection names the same host each time. */
  let lastOwnHost: string | undefined;
  return {
    requireOwnCaller(host, origin) {
      if (origin === null && host === lastOwnHost) return;
      const foreign = foreignCaller({ host, origin }, own);
      if (foreign !== undefined) throw foreignError(foreign, host, origin);
      lastOwnHost = host;
    },
    readyRuntime() {
      const runtime = options.runtime();
      if (runtime !== undefined) return runtime;
      throw new RuntimeError({
        code: 'NOT_INITIALIZED',
        message: 'the runtime is not ready; try again shortly',
      });
    },
    authenticate(runtime, ownKey, authorization) {
      const presented = presentedKey(ownKey, authorization);
      const credential = presented === undefined ? undefined : runtime.authenticate(presented);
      if (credential !== undefined) return credential;
      const retryAfterSeconds = failures.count();
      if (retryAfterSeconds > 0) {
        throw new RuntimeError({
          code: 'RATE_LIMITED',
          message: `more than ${failuresPerMinute} failed authentications in a minute`,
          details: { retryAfterSeconds },
        });
      }
      throw new RuntimeError({
        code: 'UNAUTHORIZED',
        message: 'expected a valid API key in `x-qore-api-key` or as bearer token',
      });
    },
  };
}

export function presentedKey(ownKey: string | null, authorization: string | null): string | undefined {
  return ownKey ?? /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

function foreignError(foreign: 'host' | 'origin', host: string, origin: string | null): RuntimeError {
  const message =
    foreign === 'host'
      ? `expected a Host that is local or listed in \`allowedHosts\`, found \`${host.slice(0, 200)}\``
      : `expected no Origin or a local one, found \`${origin?.slice(0, 200)}\``;
  return new RuntimeError({ code: 'HOST_FORBIDDEN', message });
}
