/** Why the gateway could not do its part. A refusal (DENY, ESCALATE) is an answer and never an error. */
export type ZoErrorCode =
  | 'UPSTREAMS_INVALID'
  | 'CREDENTIAL_FILE_UNSAFE'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMED_OUT'
  | 'UPSTREAM_FAILED'
  | 'UPSTREAM_REFUSED'
  | 'UPSTREAM_BUSY'
  | 'TOOL_CHANGED'
  | 'CALL_TOO_LARGE'
  | 'DECISION_EXPIRED'
  | 'CALL_CANCELLED'
  | 'ACTOR_FORBIDDEN'
  | 'OBLIGATION_UNSUPPORTED'
  | 'GATEWAY_CLOSED';

/** What a `ZoError` is made of. */
export interface ZoErrorOptions {
  readonly code: ZoErrorCode;
  readonly message: string;
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The one error of this package; switch on `code`. */
export class ZoError extends Error {
  override readonly name = 'ZoError';
  readonly code: ZoErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(options: ZoErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.details = options.details ?? {};
  }
}

/** The code of an error, whichever copy of its package it came from. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
