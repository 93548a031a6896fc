import { isNull, sql } from 'drizzle-orm';
import { changeBy, onlyOwn, requireScope } from '../acting.ts';
import type { Authority } from '../authority.ts';
import { asking, type Hold } from '../change.ts';
import { grantsEndedRow, restrictionRow, sessionsEndedRow } from '../companions/restriction-rows.ts';
import type { Core } from '../core.ts';
import { conflict, forbidden, invalid, notFound } from '../errors.ts';
import { newGrant, type OneTimeCode } from '../grants.ts';
import { parseName } from '../names.ts';
import { findAdmin, listAdmins, readEpoch, type AdminRow } from '../reading.ts';
import type { Role } from '../session.ts';
import * as table from '../schema.ts';
import { requireFreeName } from './enrolment.ts';

export interface AdminRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly isDisabled: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly passkeys: number;
  readonly hasTotp: boolean;
  readonly recoveryCodesLeft: number;
  readonly devices: number;
}

/** Who may come in. All but `list` are for owners with a step-up `admins`, and for the host; for no token. */
export interface Admins {
  /** Everyone for owners and auditors, else oneself. Scope `admins:read`. */
  list(by: Authority): Promise<readonly AdminRecord[]>;
  /** A one-time code for somebody new. @throws IdentityError VALIDATION_ERROR, STATE_CONFLICT when the name is taken */
  invite(by: Authority, who: { readonly name: string; readonly role: Role }): Promise<OneTimeCode>;
  /** Ends the admin's sessions. @throws IdentityError NOT_FOUND, STATE_CONFLICT for the last owner */
  setRole(by: Authority, adminId: string, role: Role): Promise<void>;
  /** Ends the admin's sessions and API tokens. @throws IdentityError NOT_FOUND, STATE_CONFLICT for the last owner */
  disable(by: Authority, adminId: string): Promise<void>;
  enable(by: Authority, adminId: string): Promise<void>;
  /**
   * A one-time code with which another admin makes a new passkey in place of everything they had; their sessions end now.
   * @throws IdentityError NOT_FOUND, FORBIDDEN for oneself, STATE_CONFLICT when the admin is disabled
   */
  issueRecoveryCode(by: Authority, adminId: string): Promise<OneTimeCode>;
}

const roles: readonly Role[] = ['owner', 'admin', 'auditor'];
const need = { role: 'owner', stepUp: 'admins' } as const;

export function createAdmins(core: Core): Admins {
  const requireAdmin = async (hold: Hold, id: string): Promise<AdminRow> => {
    await hold('admins', `admin:${id}`);
    const found = await findAdmin(core, id);
    if (found === undefined) throw notFound('an admin', id);
    return found;
  };
  const requireAnotherOwner = async (id: string): Promise<void> => {
    const admins = await listAdmins(core);
    const isOther = (admin: AdminRow): boolean =>
      admin.id !== id && admin.role === 'owner' && admin.disabledAt === null;
    if (!admins.some(isOther)) throw conflict('this is the last owner; make another one first');
  };
  const endSessions = (adminId: string, because: string) =>
    sessionsEndedRow({ adminId }, core.clock(), because);
  const isStandingOwner = ({ role, disabledAt }: AdminRow): boolean =>
    role === 'owner' && disabledAt === null;

  return {
    list: async (by) => {
      requireScope(by, 'admins:read');
      const own = onlyOwn(by);
      const records = await readAdmins(core);
      return own === undefined ? records : records.filter(({ id }) => id === own);
    },

    invite: async (by, { name: typed, role }) => {
      const name = parseName('name', typed);
      requireKnownRole(role);
      return await changeBy(core, by, need, async (hold, self) => {
        await hold('admins');
        requireFreeName(await listAdmins(core), name);
        const epoch = await readEpoch(core);
        const grant = newGrant(core, { purpose: 'invitation', name, role, madeBy: self.id, epoch });
        return {
          kind: 'enrolment.granted',
          body: { grantId: grant.id, purpose: 'invitation', name, role, expiresAt: grant.code.expiresAt },
          rows: grant.rows,
          result: grant.code,
        };
      });
    },

    setRole: async (by, adminId, role) => {
      requireKnownRole(role);
      await changeBy(core, by, need, async (hold) => {
        const admin = await requireAdmin(hold, adminId);
        if (admin.role === role) return { result: undefined };
        if (isStandingOwner(admin)) await requireAnotherOwner(adminId);
        return {
          kind: 'admin.role-changed',
          body: { adminId, from: admin.role, role },
          rows: [
            restrictionRow({ what: 'admin-state', id: adminId, role, disabledAt: admin.disabledAt }),
            endSessions(adminId, 'role-changed'),
            grantsEndedRow({ madeBy: adminId }, core.clock()),
          ],
          result: undefined,
        };
      });
    },

    disable: async (by, adminId) => {
      await changeBy(core, by, need, async (hold) => {
        const admin = await requireAdmin(hold, adminId);
        if (admin.disabledAt !== null) return { result: undefined };
        if (isStandingOwner(admin)) await requireAnotherOwner(adminId);
        const at = core.clock();
        return {
          kind: 'admin.disabled',
          body: { adminId },
          rows: [
            restrictionRow({ what: 'admin-state', id: adminId, role: admin.role, disabledAt: at }),
            endSessions(adminId, 'disabled'),
            restrictionRow({ what: 'tokens-revoked', id: null, adminId, at }),
            restrictionRow({ what: 'devices-forgotten', id: null, adminId, at }),
            grantsEndedRow({ adminId }, at),
            grantsEndedRow({ madeBy: adminId }, at),
          ],
          result: undefined,
        };
      });
    },

    enable: async (by, adminId) => {
      await changeBy(core, by, need, async (hold) => {
        const admin = await requireAdmin(hold, adminId);
        if (admin.disabledAt === null) return { result: undefined };
        return {
          kind: 'admin.enabled',
          body: { adminId },
          rows: [restrictionRow({ what: 'admin-state', id: adminId, role: admin.role, disabledAt: null })],
          result: undefined,
        };
      });
    },

    issueRecoveryCode: async (by, adminId) =>
      await changeBy(core, by, need, async (hold, self) => {
        // Otherwise a stolen session with one step-up could replace every passkey of its owner.
        if (adminId === self.id) throw forbidden('nobody resets their own factors; the host can');
        const admin = await requireAdmin(hold, adminId);
        if (admin.disabledAt !== null) throw conflict(`the admin \`${admin.name}\` is disabled`);
        const epoch = await readEpoch(core);
        const grant = newGrant(core, { purpose: 'recovery', adminId, madeBy: self.id, epoch });
        return {
          kind: 'enrolment.granted',
          body: { grantId: grant.id, purpose: 'recovery', adminId, expiresAt: grant.code.expiresAt },
          rows: [...grant.rows, endSessions(adminId, 'recovery')],
          result: grant.code,
        };
      }),
  };
}

function requireKnownRole(role: Role): void {
  if (!roles.includes(role)) throw invalid('role', `expected one of \`${roles.join('`, `')}\``);
}

async function readAdmins(core: Core): Promise<readonly AdminRecord[]> {
  const { admin, passkey, totp, recoveryCode, device } = table;
  const rows = await asking(core, () =>
    core.database.read((drizzle) =>
      drizzle
        .select({
          id: admin.id,
          name: admin.name,
          role: admin.role,
          disabledAt: admin.disabledAt,
          createdAt: admin.createdAt,
          passkeys: sql<number>`(SELECT count(*)::int FROM ${passkey}
            WHERE ${passkey.adminId} = ${admin.id} AND ${isNull(passkey.removedAt)})`,
          hasTotp: sql<boolean>`EXISTS (SELECT FROM ${totp}
            WHERE ${totp.adminId} = ${admin.id} AND ${isNull(totp.disabledAt)})`,
          recoveryCodesLeft: sql<number>`(SELECT count(*)::int FROM ${recoveryCode}
            WHERE ${recoveryCode.adminId} = ${admin.id} AND ${isNull(recoveryCode.endedAt)})`,
          devices: sql<number>`(SELECT count(*)::int FROM ${device}
            WHERE ${device.adminId} = ${admin.id} AND ${isNull(device.forgottenAt)}
              AND ${device.expiresAt} > ${core.clock()})`,
        })
        .from(admin)
        .orderBy(admin.createdAt),
    ),
  );
  return rows.map(({ disabledAt, role, ...rest }) => ({
    ...rest,
    role: role as Role,
    isDisabled: disabledAt !== null,
  }));
}
