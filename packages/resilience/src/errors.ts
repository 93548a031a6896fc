/** What a caller can tell apart; see the table in the README. */
export type ResilienceErrorCode =
  | 'BACKUP_ALTERED'
  | 'BACKUP_BLOB_MISSING'
  | 'BACKUP_CONTENT_UNKNOWN'
  | 'BACKUP_KEY_INVALID'
  | 'BACKUP_KEY_WRONG'
  | 'BACKUP_MALFORMED'
  | 'BACKUP_MANIFEST_MISSING'
  | 'BACKUP_SIGNATURE_INVALID'
  | 'BACKUP_SOURCE_CHANGED'
  | 'BACKUP_TARGET_EXISTS'
  | 'BACKUP_TOO_LARGE'
  | 'DISK_FULL'
  | 'OPERATION_MISFIT'
  | 'OPERATION_UNFINISHED'
  | 'OPERATION_UNKNOWN'
  | 'OPERATION_UNREADABLE';

/** The package could not do what was asked. What it says holds nothing secret. */
export class ResilienceError extends Error {
  override readonly name = 'ResilienceError';
  readonly code: ResilienceErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor({
    code,
    message,
    cause,
    details = {},
  }: {
    code: ResilienceErrorCode;
    message: string;
    cause?: unknown;
    details?: Readonly<Record<string, unknown>>;
  }) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}
