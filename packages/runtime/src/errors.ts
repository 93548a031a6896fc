/**
 * Why the runtime could not answer. A refusal (DENY, ESCALATE) is an answer and never an error.
 * The codes are those of the wire contract; `http/problem.ts` gives each its status.
 */
export type RuntimeErrorCode =
  | 'BAD_JSON'
  | 'UNAUTHORIZED'
  | 'ACTOR_FORBIDDEN'
  | 'HOST_FORBIDDEN'
  | 'NOT_FOUND'
  | 'REPLAY_CONFLICT'
  | 'STATE_CONFLICT'
  | 'PAYLOAD_TOO_LARGE'
  | 'VALIDATION_ERROR'
  | 'POLICY_INVALID'
  | 'RATE_LIMITED'
  | 'NOT_INITIALIZED'
  | 'LEDGER_UNAVAILABLE'
  | 'INTERNAL_ERROR';

export interface RuntimeErrorOptions {
  readonly code: RuntimeErrorCode;
  readonly message: string;
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
}

export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
  readonly code: RuntimeErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(options: RuntimeErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.details = options.details ?? {};
  }
}
