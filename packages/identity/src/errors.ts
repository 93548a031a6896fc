/** Stable; the README says what each means. */
export type IdentityErrorCode =
  | 'VALIDATION_ERROR'
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'STEP_UP_REQUIRED'
  | 'SESSION_ENDED'
  | 'STATE_CONFLICT'
  | 'BUSY'
  | 'UNAVAILABLE';

/**
 * Why there is no answer. A refused sign-in, code or signature is an answer and never an error. Messages hold no secret.
 */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  readonly code: IdentityErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(options: {
    code: IdentityErrorCode;
    message: string;
    cause?: unknown;
    details?: Readonly<Record<string, unknown>>;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.details = options.details ?? {};
  }
}

/** Names the id only if it could be one. */
export function notFound(what: string, id: string): IdentityError {
  const named = /^[\w-]{1,128}$/.test(id) ? `none with id \`${id}\`` : 'what cannot be an id';
  return new IdentityError({ code: 'NOT_FOUND', message: `expected ${what}, found ${named}` });
}

export function conflict(message: string): IdentityError {
  return new IdentityError({ code: 'STATE_CONFLICT', message });
}

export function forbidden(message: string): IdentityError {
  return new IdentityError({ code: 'FORBIDDEN', message });
}

export function invalid(path: string, message: string): IdentityError {
  return new IdentityError({
    code: 'VALIDATION_ERROR',
    message: `${message} in \`${path}\``,
    details: { issues: [{ path, message }] },
  });
}
