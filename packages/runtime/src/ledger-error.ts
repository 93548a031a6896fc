import { RuntimeError, type RuntimeErrorCode } from './errors.ts';

/** What the ledger answers about what it was asked for; its words are its own and name nothing of the machine. */
const answers: Readonly<Record<string, RuntimeErrorCode>> = {
  ENTRY_INVALID: 'VALIDATION_ERROR',
  ENTRY_TOO_LARGE: 'VALIDATION_ERROR',
  ENTRY_GONE: 'NOT_FOUND',
  ENTRY_HELD: 'STATE_CONFLICT',
  ENTRY_UNARCHIVED: 'STATE_CONFLICT',
  KEY_CONFLICT: 'STATE_CONFLICT',
};

/**
 * What the ledger, or the store below it, says, as the runtime says it. `failed` says what did not happen: `the record
 * cannot be read`. An answer that is already the runtime's, and an error without a code, which is a defect of ours, are
 * returned as they are.
 */
export function ledgerError(cause: unknown, failed: string): unknown {
  if (cause instanceof RuntimeError || !(cause instanceof Error) || !('code' in cause)) return cause;
  const { message } = cause;
  const ledger = String(cause.code);
  const details = 'details' in cause && typeof cause.details === 'object' ? { ...cause.details } : {};
  if (ledger === 'LEDGER_BUSY') {
    return new RuntimeError({
      code: 'RATE_LIMITED',
      message: 'too much waits for the ledger; try again shortly',
      cause,
      details: { retryAfterSeconds: 1 },
    });
  }
  const code = ledger === 'KEY_CONFLICT' && 'unknown' in details ? 'NOT_FOUND' : answers[ledger];
  if (code !== undefined) {
    const issues = code === 'VALIDATION_ERROR' ? { issues: [] } : {};
    return new RuntimeError({ code, message, cause, details: { ...details, ...issues, ledger } });
  }
  // What the system or a server says in its own words may name paths and hosts.
  const because = /^(?:KEY|LEDGER|DATABASE)_/.test(ledger) ? message : ledger;
  return new RuntimeError({ code: 'LEDGER_UNAVAILABLE', message: `${failed}: ${because}`, cause });
}
