/** `DATABASE_LOCKED` carries `{directory, pid, since}`; `MIGRATION_*` carry `{schema, migration}`. */
export type DatabaseErrorCode =
  | 'DATABASE_URL_INVALID'
  | 'DATABASE_LOCKED'
  | 'DATABASE_UNAVAILABLE'
  | 'DATABASE_CLOSED'
  | 'DATABASE_VALUE_INVALID'
  | 'MIGRATION_FAILED'
  | 'MIGRATION_MISMATCH';

export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(options: {
    code: DatabaseErrorCode;
    message: string;
    cause?: unknown;
    details?: Readonly<Record<string, unknown>>;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.details = options.details ?? {};
  }
}
