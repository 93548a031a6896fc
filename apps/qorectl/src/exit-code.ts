import type { ErrorName } from './error-catalogue.ts';

/** Every way a command can end. `--json` never changes it. */
export const EXIT = {
  ok: 0,
  /** Failed, nothing changed. */
  failed: 1,
  usage: 2,
  /** Done, and something deserves a look. */
  warnings: 3,
  unauthenticated: 4,
  notFound: 5,
  /** Refused by a safety check, or a request that was denied. */
  refused: 6,
  /** The record, a signature or a key does not prove true. */
  integrity: 7,
  /** Waits for a person or is in progress. */
  pending: 8,
  rolledBack: 9,
  recoveryNeeded: 10,
  /** Busy or locked: try again. */
  busy: 75,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const exits: Partial<Record<ErrorName, ExitCode>> = {
  COMMAND_UNKNOWN: EXIT.usage,
  USAGE_INVALID: EXIT.usage,
  INPUT_INVALID: EXIT.usage,
  ID_AMBIGUOUS: EXIT.usage,
  BAD_JSON: EXIT.usage,
  VALIDATION_ERROR: EXIT.usage,
  PAYLOAD_TOO_LARGE: EXIT.usage,
  UNAUTHORIZED: EXIT.unauthenticated,
  ACTOR_FORBIDDEN: EXIT.unauthenticated,
  CODE_UNKNOWN: EXIT.notFound,
  CHECK_UNKNOWN: EXIT.notFound,
  HOME_MISSING: EXIT.notFound,
  NOT_FOUND: EXIT.notFound,
  HOME_UNSAFE: EXIT.refused,
  SECRET_UNSAFE: EXIT.refused,
  OUTPUT_EXISTS: EXIT.refused,
  POLICY_NOT_EXPORTABLE: EXIT.refused,
  NOT_CONFIRMED: EXIT.refused,
  HOST_FORBIDDEN: EXIT.refused,
  STATE_CONFLICT: EXIT.refused,
  REPLAY_CONFLICT: EXIT.refused,
  CREDENTIAL_FILE_UNSAFE: EXIT.refused,
  LEDGER_ALTERED: EXIT.integrity,
  LEDGER_JOURNAL_MISMATCH: EXIT.integrity,
  NOTE_INVALID: EXIT.integrity,
  SIGNATURE_INVALID: EXIT.integrity,
  PROOF_INVALID: EXIT.integrity,
  PROOF_REFUSED: EXIT.integrity,
  KEY_INVALID: EXIT.integrity,
  KEY_CHANGE_INVALID: EXIT.integrity,
  KEY_CONFLICT: EXIT.refused,
  SECRET_INVALID: EXIT.integrity,
  ALREADY_RUNNING: EXIT.busy,
  PORT_TAKEN: EXIT.busy,
  DATABASE_LOCKED: EXIT.busy,
  LEDGER_BUSY: EXIT.busy,
  UPSTREAM_BUSY: EXIT.busy,
  RATE_LIMITED: EXIT.busy,
  NOT_INITIALIZED: EXIT.busy,
  INTERRUPTED: EXIT.interrupted,
};

/** The one place that turns the code of an error into an exit code; what it does not name is 1. */
export function exitCodeOf(name: ErrorName): ExitCode {
  return exits[name] ?? EXIT.failed;
}
