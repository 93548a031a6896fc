import { DrizzleQueryError } from 'drizzle-orm';
import { DatabaseError } from '../errors.ts';

/** SQLSTATE classes in which the server, not the statement, is at fault (PostgreSQL 18 appendix A). */
const serverFaults = /^(?:08|53|57P|58|XX)/;
/** What the client says when the connection, not the statement, is at fault. */
const connectionFaults =
  /^(?:CONNECT|ECONN|EPIPE|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|ERR_STREAM|SASL|AUTH_TYPE)/;

/**
 * A statement's own fault (a constraint, a syntax error) passes as the client said it, with its SQLSTATE in `code`.
 * Drizzle's wrapper goes: its message quotes the statement and its parameters.
 */
export function translateError(error: unknown): unknown {
  if (error instanceof DrizzleQueryError) return translateError(error.cause);
  if (error instanceof DatabaseError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined || !(serverFaults.test(code) || connectionFaults.test(code))) return error;
  return new DatabaseError({
    code: 'DATABASE_UNAVAILABLE',
    message: `the database did not answer (${code})`,
    cause: error,
  });
}
