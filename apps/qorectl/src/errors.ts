/** What the command line itself can fail at. What the packages throw keeps their code; see error-catalogue.ts. */
export type QoreErrorCode =
  | 'COMMAND_UNKNOWN'
  | 'USAGE_INVALID'
  | 'INPUT_INVALID'
  | 'CODE_UNKNOWN'
  | 'CHECK_UNKNOWN'
  | 'ID_AMBIGUOUS'
  | 'HOME_MISSING'
  | 'HOME_UNSAFE'
  | 'CONFIG_INVALID'
  | 'SECRET_INVALID'
  | 'PROOF_REFUSED'
  | 'SECRET_UNSAFE'
  | 'ALREADY_RUNNING'
  | 'NOT_RUNNING'
  | 'PORT_TAKEN'
  | 'PORT_REFUSED'
  | 'LEDGER_ALTERED'
  | 'NOT_FOUND'
  | 'STATE_CONFLICT'
  | 'POLICY_INVALID'
  | 'POLICY_TESTS_FAILED'
  | 'POLICY_NOT_EXPORTABLE'
  | 'OUTPUT_EXISTS'
  | 'NOT_CONFIRMED'
  | 'IO_FAILED'
  | 'DISK_FULL'
  | 'INTERRUPTED'
  | 'INTERNAL_ERROR';

export interface QoreErrorOptions {
  readonly code: QoreErrorCode;
  readonly message: string;
  /** What to type next, where it depends on the case; otherwise the catalogue's advice is shown, and none for null. */
  readonly hint?: string | null;
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
}

export class QoreError extends Error {
  override readonly name = 'QoreError';
  readonly code: QoreErrorCode;
  readonly hint: string | null | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(options: QoreErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }
}
