import { sql, type SQL } from 'drizzle-orm';
import type { AuditRow, AuditWriter, JsonObject } from '../audit-trail.ts';

/**
 * What takes away. Each says what stands afterwards, never "one more", because after a machine failed all of them are
 * written again in order. What ends everything "before" ends what earlier entries made.
 */
export type Restriction =
  | AdminState
  | PasskeyUsed
  | PasskeysRemoved
  | TotpUsed
  | TotpDisabled
  | RecoveryCodeUsed
  | RecoveryCodesEnded
  | DevicesForgotten
  | DeviceUsed
  | SessionsEnded
  | TokensRevoked
  | GrantsEnded
  | AttemptsCounted
  | EpochStarted;

/** Role and standing together, in both directions: the later one of several is what counts. */
interface AdminState extends JsonObject {
  readonly what: 'admin-state';
  readonly id: string;
  readonly role: string;
  readonly disabledAt: number | null;
}

interface PasskeyUsed extends JsonObject {
  readonly what: 'passkey-used';
  readonly id: string;
  readonly counter: number;
  readonly isBackedUp: boolean | null;
  readonly at: number;
  readonly isSuspect: boolean;
}

/** One, or all that an admin had before this entry. */
interface PasskeysRemoved extends JsonObject {
  readonly what: 'passkeys-removed';
  readonly id: string | null;
  readonly adminId: string;
  readonly at: number;
}

interface TotpUsed extends JsonObject {
  readonly what: 'totp-used';
  readonly adminId: string;
  readonly step: number;
  readonly at: number;
}

interface TotpDisabled extends JsonObject {
  readonly what: 'totp-disabled';
  readonly adminId: string;
  readonly at: number;
}

interface RecoveryCodeUsed extends JsonObject {
  readonly what: 'recovery-code-used';
  readonly hash: string;
  readonly at: number;
}

/** All that an admin, or everyone (null), had before this entry. */
interface RecoveryCodesEnded extends JsonObject {
  readonly what: 'recovery-codes-ended';
  readonly adminId: string | null;
  readonly at: number;
}

interface DevicesForgotten extends JsonObject {
  readonly what: 'devices-forgotten';
  readonly id: string | null;
  readonly adminId: string | null;
  readonly at: number;
}

/** The device has a new token; the one before no longer counts. */
interface DeviceUsed extends JsonObject {
  readonly what: 'device-used';
  readonly id: string;
  readonly hash: string;
  readonly at: number;
}

/** One, or all of an admin, or all (both null), without one. */
interface SessionsEnded extends JsonObject {
  readonly what: 'sessions-ended';
  readonly id: string | null;
  readonly adminId: string | null;
  readonly deviceId: string | null;
  readonly except: string | null;
  readonly at: number;
  readonly because: string;
}

interface TokensRevoked extends JsonObject {
  readonly what: 'tokens-revoked';
  readonly id: string | null;
  readonly adminId: string | null;
  readonly at: number;
}

/** One grant, or every open one of a purpose, for an admin, made by an admin. */
interface GrantsEnded extends JsonObject {
  readonly what: 'grants-ended';
  readonly id: string | null;
  readonly purpose: string | null;
  readonly adminId: string | null;
  readonly madeBy: string | null;
  readonly at: number;
}

interface AttemptsCounted extends JsonObject {
  readonly what: 'attempts-counted';
  readonly key: string;
  readonly failures: number;
  readonly lockedUntil: number;
  readonly at: number;
}

interface EpochStarted extends JsonObject {
  readonly what: 'epoch-started';
  readonly epoch: number;
  /** Codes up to this step count as used. */
  readonly totpStep: number;
}

export function restrictionRow(row: Restriction): AuditRow {
  return { kind: restrictionWriter.kind, row };
}

/** Which sessions end: one, or all of an admin or device, or with neither all there are, but for one. */
export interface WhichSessions {
  readonly id?: string;
  readonly adminId?: string;
  readonly deviceId?: string;
  readonly except?: string;
}

export function sessionsEndedRow(which: WhichSessions, at: number, because: string): AuditRow {
  const { id = null, adminId = null, deviceId = null, except = null } = which;
  return restrictionRow({ what: 'sessions-ended', id, adminId, deviceId, except, at, because });
}

/** Which grants end: those that fit all that is said. */
export interface WhichGrants {
  readonly id?: string;
  readonly purpose?: string;
  readonly adminId?: string;
  readonly madeBy?: string;
}

export function grantsEndedRow(which: WhichGrants, at: number): AuditRow {
  const { id = null, purpose = null, adminId = null, madeBy = null } = which;
  return restrictionRow({ what: 'grants-ended', id, purpose, adminId, madeBy, at });
}

export const restrictionWriter: AuditWriter = {
  kind: 'identity-restriction',
  isRestrictive: true,
  write: (rows) => rows.flatMap(({ index, row }) => statements(row as Restriction, index)),
};

function statements(row: Restriction, index: number): readonly SQL[] {
  switch (row.what) {
    case 'admin-state':
      return [
        sql`UPDATE zoqore_identity.admin SET role = ${row.role}, disabled_at = ${row.disabledAt} WHERE id = ${row.id}`,
      ];
    case 'passkey-used':
      return [
        sql`UPDATE zoqore_identity.passkey SET counter = greatest(counter, ${row.counter}::bigint),
          is_backed_up = coalesce(${row.isBackedUp}::boolean, is_backed_up),
          last_used_at = CASE WHEN ${row.isSuspect}::boolean THEN last_used_at ELSE ${row.at}::bigint END,
          suspected_at = CASE WHEN ${row.isSuspect}::boolean THEN ${row.at}::bigint ELSE suspected_at END
          WHERE id = ${row.id}`,
      ];
    case 'passkeys-removed':
      return [
        sql`UPDATE zoqore_identity.passkey SET removed_at = ${row.at}
          WHERE (${row.id}::text IS NULL OR id = ${row.id}::text) AND admin_id = ${row.adminId}
            AND index < ${index} AND removed_at IS NULL`,
      ];
    case 'totp-used':
      return [
        sql`UPDATE zoqore_identity.totp SET last_step = greatest(last_step, ${row.step}::bigint), last_used_at = ${row.at}
          WHERE admin_id = ${row.adminId}`,
      ];
    case 'totp-disabled':
      return [
        sql`UPDATE zoqore_identity.totp SET disabled_at = ${row.at}
          WHERE admin_id = ${row.adminId} AND index < ${index} AND disabled_at IS NULL`,
      ];
    case 'recovery-code-used':
      return [
        sql`UPDATE zoqore_identity.recovery_code SET ended_at = ${row.at} WHERE hash = ${row.hash} AND ended_at IS NULL`,
      ];
    case 'recovery-codes-ended':
      return [
        sql`UPDATE zoqore_identity.recovery_code SET ended_at = ${row.at}
          WHERE (${row.adminId}::text IS NULL OR admin_id = ${row.adminId}::text) AND ended_at IS NULL
            AND index < ${index}`,
      ];
    case 'devices-forgotten':
      return [
        sql`UPDATE zoqore_identity.device SET forgotten_at = ${row.at}
          WHERE (${row.id}::text IS NULL OR id = ${row.id}::text)
            AND (${row.adminId}::text IS NULL OR admin_id = ${row.adminId}::text)
            AND index < ${index} AND forgotten_at IS NULL`,
      ];
    case 'device-used':
      return [
        sql`UPDATE zoqore_identity.device SET hash = ${row.hash}, last_used_at = ${row.at} WHERE id = ${row.id}`,
      ];
    case 'sessions-ended':
      return [
        sql`UPDATE zoqore_identity.session SET ended_at = ${row.at}, ended_because = ${row.because}
          WHERE (${row.id}::text IS NULL OR id = ${row.id}::text)
            AND (${row.adminId}::text IS NULL OR admin_id = ${row.adminId}::text)
            AND (${row.deviceId}::text IS NULL OR device_id = ${row.deviceId}::text)
            AND id <> coalesce(${row.except}::text, '') AND index < ${index} AND ended_at IS NULL`,
      ];
    case 'tokens-revoked':
      return [
        sql`UPDATE zoqore_identity.api_token SET revoked_at = ${row.at}
          WHERE (${row.id}::text IS NULL OR id = ${row.id}::text)
            AND (${row.adminId}::text IS NULL OR admin_id = ${row.adminId}::text)
            AND index < ${index} AND revoked_at IS NULL`,
      ];
    case 'grants-ended':
      return [
        sql`UPDATE zoqore_identity.enrolment_grant SET ended_at = ${row.at}
          WHERE (${row.id}::text IS NULL OR id = ${row.id}::text)
            AND (${row.purpose}::text IS NULL OR purpose = ${row.purpose}::text)
            AND (${row.adminId}::text IS NULL OR admin_id = ${row.adminId}::text)
            AND (${row.madeBy}::text IS NULL OR made_by = ${row.madeBy}::text)
            AND index < ${index} AND ended_at IS NULL`,
      ];
    case 'attempts-counted':
      return [
        sql`INSERT INTO zoqore_identity.attempt (key, failures, locked_until, last_at)
          VALUES (${row.key}, ${row.failures}, ${row.lockedUntil}, ${row.at})
          ON CONFLICT (key) DO UPDATE
          SET failures = excluded.failures, locked_until = excluded.locked_until, last_at = excluded.last_at`,
      ];
    case 'epoch-started':
      return [
        sql`UPDATE zoqore_identity.installation SET epoch = greatest(epoch, ${row.epoch}::bigint)`,
        sql`UPDATE zoqore_identity.totp SET last_step = greatest(last_step, ${row.totpStep}::bigint)`,
      ];
    default:
      return row satisfies never;
  }
}
