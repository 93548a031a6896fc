import { sql } from 'drizzle-orm';
import type { AuditRow } from './audit-trail.ts';
import { asking } from './change.ts';
import { changeRow } from './companions/change-rows.ts';
import { newId, type Caller, type Core } from './core.ts';
import { tameText } from './names.ts';
import { hashToken, newToken } from './secrets/token.ts';

/** `owner`: everything. `admin`: everything but other admins. `auditor`: reads, and keeps their own factors. */
export type Role = 'owner' | 'admin' | 'auditor';

/** What a step-up is for; one for `factors` opens nothing else. */
export type StepUpPurpose =
  | 'admins'
  | 'approvals'
  | 'factors'
  | 'halt'
  | 'policy'
  | 'restore'
  | 'sessions'
  | 'tokens'
  | 'update';

export const stepUpPurposes: readonly StepUpPurpose[] = [
  'admins',
  'approvals',
  'factors',
  'halt',
  'policy',
  'restore',
  'sessions',
  'tokens',
  'update',
];

/** How somebody signed in: a passkey; TOTP with a recovery code or a trusted device; by making their first passkey. */
export type SignInMethod = 'passkey' | 'totp+recovery-code' | 'totp+device' | 'enrolment';

/** A signed-in admin, as the last check found it. Made by `sessions.check` alone. */
export interface Session {
  readonly id: string;
  readonly admin: { readonly id: string; readonly name: string; readonly role: Role };
  readonly method: SignInMethod;
  readonly deviceId: string | undefined;
  /** Epoch milliseconds, like all instants here. */
  readonly createdAt: number;
  /** When it ends however much it is used. */
  readonly expiresAt: number;
  readonly stepUps: readonly { readonly purpose: StepUpPurpose; readonly expiresAt: number }[];
}

/** Somebody who proved a one-time code and has still to make a passkey. Good for `enrolment` and nothing else. */
export interface PendingSession {
  readonly id: string;
  readonly grantId: string;
  readonly expiresAt: number;
}

/** The row of a new session and its token, which is shown once: the table has its hash. */
export function newSession(
  core: Core,
  fields: {
    readonly adminId: string | null;
    readonly state: 'pending' | 'full';
    readonly method: SignInMethod;
    readonly epoch: number;
    readonly caller: Caller;
    readonly grantId?: string;
    readonly deviceId?: string;
  },
): { readonly id: string; readonly token: string; readonly expiresAt: number; readonly row: AuditRow } {
  const { caller, grantId = null, deviceId = null, ...rest } = fields;
  const id = newId(core, 'ses');
  const token = newToken(core, 'zqs');
  const createdAt = core.clock();
  const { absoluteMs, pendingMs } = core.lifetimes;
  const expiresAt = createdAt + (fields.state === 'pending' ? pendingMs : absoluteMs);
  const row = changeRow({
    what: 'session-started',
    id,
    hash: hashToken(token),
    ...rest,
    grantId,
    deviceId,
    source: tameText(caller.source),
    agent: tameText(caller.agent),
    createdAt,
    expiresAt,
  });
  return { id, token, expiresAt, row };
}

interface FoundSession {
  readonly id: string;
  readonly state: 'pending' | 'full';
  readonly method: SignInMethod;
  readonly grant_id: string | null;
  readonly device_id: string | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly last_seen_at: number;
  readonly admin_id: string | null;
  readonly name: string | null;
  readonly role: Role | null;
  readonly step_ups: Session['stepUps'] | null;
}

/** The session of a token that stands now: not ended, in time, in this epoch, of an admin who may still come in. */
export async function findSession(core: Core, token: string): Promise<FoundSession | undefined> {
  if (token.length > 128) return undefined;
  const now = core.clock();
  const [found] = await asking(core, () =>
    core.database.query<FoundSession>(sql`
      SELECT session.id, state, method, grant_id, device_id, session.created_at, expires_at, last_seen_at,
        admin.id AS admin_id, admin.name, admin.role,
        (SELECT json_agg(json_build_object('purpose', purpose, 'expiresAt', step_up.expires_at))
          FROM zoqore_identity.step_up
          WHERE session_id = session.id AND step_up.expires_at > ${now}::bigint) AS step_ups
      FROM zoqore_identity.session
      JOIN zoqore_identity.installation ON installation.epoch = session.epoch
      LEFT JOIN zoqore_identity.admin ON admin.id = session.admin_id
      WHERE session.hash = ${hashToken(token)} AND ended_at IS NULL AND expires_at > ${now}::bigint
        AND last_seen_at > ${now - core.lifetimes.idleMs}::bigint AND admin.disabled_at IS NULL`),
  );
  return found;
}
