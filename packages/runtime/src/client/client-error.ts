import type { RuntimeErrorCode } from '../errors.ts';

/** Failures of the client itself, beside the codes of the wire. */
export type ClientErrorCode = RuntimeErrorCode | 'UNREACHABLE' | 'UNEXPECTED_ANSWER';

export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(options: {
    readonly code: ClientErrorCode;
    readonly message: string;
    readonly cause?: unknown;
    readonly details?: Readonly<Record<string, unknown>>;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.details = options.details ?? {};
  }
}
