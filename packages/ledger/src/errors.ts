/** Stable; the README says what each means. */
export type LedgerErrorCode =
  | 'LEDGER_UNAVAILABLE'
  | 'LEDGER_BUSY'
  | 'LEDGER_CLOSED'
  | 'LEDGER_JOURNAL_MISMATCH'
  | 'ENTRY_INVALID'
  | 'ENTRY_TOO_LARGE'
  | 'ENTRY_DUPLICATE'
  | 'ENTRY_GONE'
  | 'ENTRY_HELD'
  | 'ENTRY_UNARCHIVED'
  | 'NOTE_INVALID'
  | 'SIGNATURE_INVALID'
  | 'PROOF_INVALID'
  | 'KEY_INVALID'
  | 'WITNESS_INVALID'
  | 'KEY_CHANGE_INVALID'
  | 'KEY_CONFLICT'
  | 'KEY_MISSING';

/** The one error of this package: it could not answer. Switch on `code`; the table is in the README. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly code: LedgerErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(options: {
    code: LedgerErrorCode;
    message: string;
    cause?: unknown;
    details?: Readonly<Record<string, unknown>>;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.details = options.details ?? {};
  }
}
