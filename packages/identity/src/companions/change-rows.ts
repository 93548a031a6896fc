import { sql, type SQL } from 'drizzle-orm';
import type { AuditRow, AuditWriter, JsonObject } from '../audit-trail.ts';

/** What gives, or changes what gives nothing. Written in their entry's transaction, before restrictions of the same batch. */
export type Change =
  | AdminAdded
  | PasskeyAdded
  | PasskeyRenamed
  | TotpSet
  | RecoveryCodesAdded
  | DeviceAdded
  | SessionStarted
  | SessionRenewed
  | SteppedUp
  | TokenAdded
  | GrantMade
  | SourceFailed;

interface AdminAdded extends JsonObject {
  readonly what: 'admin-added';
  readonly id: string;
  readonly name: string;
  readonly nameKey: string;
  readonly role: string;
  readonly userHandle: string;
  readonly isFirst: boolean;
  readonly createdAt: number;
}

export interface PasskeyAdded extends JsonObject {
  readonly what: 'passkey-added';
  readonly id: string;
  readonly adminId: string;
  readonly publicKey: string;
  readonly counter: number;
  /** JSON text, as the table keeps it. */
  readonly transports: string;
  readonly aaguid: string;
  readonly isBackupEligible: boolean;
  readonly isBackedUp: boolean;
  readonly name: string;
  readonly createdAt: number;
}

interface PasskeyRenamed extends JsonObject {
  readonly what: 'passkey-renamed';
  readonly id: string;
  readonly name: string;
}

interface TotpSet extends JsonObject {
  readonly what: 'totp-set';
  readonly adminId: string;
  readonly secret: string;
  readonly createdAt: number;
  readonly lastStep: number;
}

interface RecoveryCodesAdded extends JsonObject {
  readonly what: 'recovery-codes-added';
  readonly adminId: string;
  readonly hashes: readonly string[];
  readonly createdAt: number;
}

interface DeviceAdded extends JsonObject {
  readonly what: 'device-added';
  readonly id: string;
  readonly adminId: string;
  readonly hash: string;
  readonly name: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface SessionStarted extends JsonObject {
  readonly what: 'session-started';
  readonly id: string;
  readonly hash: string;
  readonly adminId: string | null;
  readonly state: string;
  readonly method: string;
  readonly epoch: number;
  readonly grantId: string | null;
  readonly deviceId: string | null;
  readonly source: string;
  readonly agent: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A new token for the same session; the one before no longer counts. */
interface SessionRenewed extends JsonObject {
  readonly what: 'session-renewed';
  readonly id: string;
  readonly hash: string;
}

interface SteppedUp extends JsonObject {
  readonly what: 'stepped-up';
  readonly sessionId: string;
  readonly purpose: string;
  readonly method: string;
  readonly at: number;
  readonly expiresAt: number;
}

interface TokenAdded extends JsonObject {
  readonly what: 'token-added';
  readonly id: string;
  readonly adminId: string;
  readonly hash: string;
  readonly prefix: string;
  readonly name: string;
  readonly scopes: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

interface GrantMade extends JsonObject {
  readonly what: 'grant-made';
  readonly id: string;
  readonly purpose: string;
  readonly hash: string;
  readonly adminId: string | null;
  readonly name: string | null;
  readonly role: string | null;
  readonly madeBy: string;
  readonly epoch: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** One more failure from an address, by addition, so that no process loses another's. */
interface SourceFailed extends JsonObject {
  readonly what: 'source-failed';
  readonly key: string;
  readonly at: number;
  /** Failures before this instant are forgotten. */
  readonly since: number;
  readonly allowed: number;
  readonly lockMs: number;
  readonly maxLockMs: number;
}

/** How long sessions that have ended stay in their table. */
const keptMs = 30 * 24 * 3_600_000;

export function changeRow(row: Change): AuditRow {
  return { kind: changeWriter.kind, row };
}

export const changeWriter: AuditWriter = {
  // Its name stands before that of restrictions, and so do its statements in a batch.
  kind: 'identity-change',
  write: (rows) => rows.flatMap(({ index, row }) => statements(row as Change, index)),
};

function statements(row: Change, index: number): readonly SQL[] {
  switch (row.what) {
    case 'admin-added':
      return [
        sql`INSERT INTO zoqore_identity.admin (id, name, name_key, role, user_handle, is_first, created_at)
          VALUES (${row.id}, ${row.name}, ${row.nameKey}, ${row.role}, ${row.userHandle}, ${row.isFirst}, ${row.createdAt})
          ON CONFLICT (id) DO NOTHING`,
      ];
    case 'passkey-added':
      return [
        sql`INSERT INTO zoqore_identity.passkey (id, index, admin_id, public_key, counter, transports, aaguid,
            is_backup_eligible, is_backed_up, name, created_at)
          VALUES (${row.id}, ${index}, ${row.adminId}, ${row.publicKey}, ${row.counter}, ${row.transports}, ${row.aaguid},
            ${row.isBackupEligible}, ${row.isBackedUp}, ${row.name}, ${row.createdAt})
          ON CONFLICT (id) DO NOTHING`,
      ];
    case 'passkey-renamed':
      return [sql`UPDATE zoqore_identity.passkey SET name = ${row.name} WHERE id = ${row.id}`];
    case 'totp-set':
      return [
        sql`INSERT INTO zoqore_identity.totp (admin_id, index, secret, created_at, last_step)
          VALUES (${row.adminId}, ${index}, ${row.secret}, ${row.createdAt}, ${row.lastStep})
          ON CONFLICT (admin_id) DO UPDATE SET index = excluded.index, secret = excluded.secret, created_at = excluded.created_at,
            last_step = greatest(totp.last_step, excluded.last_step), last_used_at = NULL, disabled_at = NULL`,
      ];
    case 'recovery-codes-added':
      return [
        sql`INSERT INTO zoqore_identity.recovery_code (hash, index, admin_id, created_at)
          SELECT hash, ${index}::bigint, ${row.adminId}::text, ${row.createdAt}::bigint
          FROM json_array_elements_text(${JSON.stringify(row.hashes)}::text::json) AS code(hash)
          ON CONFLICT (hash) DO NOTHING`,
      ];
    case 'device-added':
      return [
        sql`INSERT INTO zoqore_identity.device (id, index, admin_id, hash, name, created_at, expires_at)
          VALUES (${row.id}, ${index}, ${row.adminId}, ${row.hash}, ${row.name}, ${row.createdAt}, ${row.expiresAt})
          ON CONFLICT (id) DO NOTHING`,
      ];
    case 'session-started':
      return [
        // Who came in when stands in the ledger; the table keeps what has ended for people to look at.
        sql`DELETE FROM zoqore_identity.step_up WHERE expires_at < ${row.createdAt - keptMs}`,
        sql`DELETE FROM zoqore_identity.session WHERE expires_at < ${row.createdAt - keptMs}`,
        sql`INSERT INTO zoqore_identity.session (id, index, hash, admin_id, state, method, epoch, grant_id, device_id, source,
            agent, created_at, last_seen_at, expires_at)
          VALUES (${row.id}, ${index}, ${row.hash}, ${row.adminId}, ${row.state}, ${row.method}, ${row.epoch}, ${row.grantId},
            ${row.deviceId}, ${row.source}, ${row.agent}, ${row.createdAt}, ${row.createdAt}, ${row.expiresAt})
          ON CONFLICT (id) DO NOTHING`,
      ];
    case 'session-renewed':
      return [sql`UPDATE zoqore_identity.session SET hash = ${row.hash} WHERE id = ${row.id}`];
    case 'stepped-up':
      return [
        sql`INSERT INTO zoqore_identity.step_up (session_id, purpose, method, at, expires_at)
          VALUES (${row.sessionId}, ${row.purpose}, ${row.method}, ${row.at}, ${row.expiresAt})
          ON CONFLICT (session_id, purpose) DO UPDATE
          SET method = excluded.method, at = excluded.at, expires_at = excluded.expires_at`,
      ];
    case 'token-added':
      return [
        sql`INSERT INTO zoqore_identity.api_token (id, index, admin_id, hash, prefix, name, scopes, created_at, expires_at)
          VALUES (${row.id}, ${index}, ${row.adminId}, ${row.hash}, ${row.prefix}, ${row.name}, ${row.scopes}, ${row.createdAt},
            ${row.expiresAt})
          ON CONFLICT (id) DO NOTHING`,
      ];
    case 'grant-made':
      return [
        sql`INSERT INTO zoqore_identity.enrolment_grant (id, index, purpose, hash, admin_id, name, role, made_by, epoch,
            created_at, expires_at)
          VALUES (${row.id}, ${index}, ${row.purpose}, ${row.hash}, ${row.adminId}, ${row.name}, ${row.role}, ${row.madeBy},
            ${row.epoch}, ${row.createdAt}, ${row.expiresAt})
          ON CONFLICT (id) DO NOTHING`,
      ];
    case 'source-failed':
      return [
        sql`DELETE FROM zoqore_identity.attempt WHERE key LIKE 'source:%' AND last_at < ${row.since}`,
        sql`INSERT INTO zoqore_identity.attempt (key, failures, locked_until, last_at)
          VALUES (${row.key}, 1, 0, ${row.at})
          ON CONFLICT (key) DO UPDATE SET failures = attempt.failures + 1, last_at = excluded.last_at,
            locked_until = CASE WHEN attempt.failures + 1 < ${row.allowed}::int THEN 0 ELSE
              ${row.at}::bigint + least(${row.maxLockMs}::bigint,
                ${row.lockMs}::bigint * (2 ^ least(attempt.failures + 1 - ${row.allowed}::int, 20))::bigint) END`,
      ];
    default:
      return row satisfies never;
  }
}
