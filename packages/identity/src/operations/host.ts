import { hostAuthority, type HostAuthority } from '../authority.ts';
import { change } from '../change.ts';
import { restrictionRow, sessionsEndedRow } from '../companions/restriction-rows.ts';
import type { Core } from '../core.ts';
import { conflict, notFound } from '../errors.ts';
import { newGrant, type OneTimeCode } from '../grants.ts';
import { nameKey } from '../names.ts';
import { findAdmin, listAdmins, readEpoch } from '../reading.ts';
import { totpStep } from '../totp.ts';

/**
 * What only somebody on the host may do: the application gives this to its command line and to no listener. Whoever can
 * call it possesses the host.
 */
export interface HostOperations {
  /** For the operations that take an `Authority`: the host may do there what owners may. */
  readonly authority: HostAuthority;
  /** True until the first owner is enrolled, and never again. */
  isSetUpOpen(): Promise<boolean>;
  /**
   * A one-time code for the first owner; an older one no longer counts. To be kept in a 0600 file.
   * @throws IdentityError STATE_CONFLICT once there is an admin
   */
  issueFirstOwnerCode(): Promise<OneTimeCode>;
  /**
   * A one-time code with which an admin, by id or name, makes a new passkey in place of everything they had. Their
   * sessions end now.
   * @throws IdentityError NOT_FOUND, STATE_CONFLICT when the admin is disabled
   */
  issueRecoveryCode(admin: string): Promise<OneTimeCode & { readonly adminId: string }>;
  /**
   * After doubt about the store, or a restore: every session, step-up, flow and one-time code from before is dead, and so
   * are TOTP codes up to now; after a restore also recovery codes and trusted devices, which may have been used since.
   */
  startEpoch(because: 'doubt' | 'restore'): Promise<number>;
}

export function createHost(core: Core): HostOperations {
  return {
    authority: hostAuthority,

    isSetUpOpen: async () => (await listAdmins(core)).length === 0,
    issueFirstOwnerCode: async () =>
      await change(core, async (hold) => {
        await hold('admins');
        if ((await listAdmins(core)).length > 0) {
          throw conflict('there is an admin already; to let one back in, issue a recovery code');
        }
        const epoch = await readEpoch(core);
        const grant = newGrant(core, { purpose: 'first-owner', role: 'owner', madeBy: 'host', epoch });
        return {
          entry: {
            kind: 'enrolment.granted',
            actor: 'host',
            body: { grantId: grant.id, purpose: 'first-owner', expiresAt: grant.code.expiresAt },
          },
          rows: grant.rows,
          result: grant.code,
        };
      }),

    issueRecoveryCode: async (named) =>
      await change(core, async (hold) => {
        const found = (await listAdmins(core)).find(
          (admin) => admin.id === named || admin.nameKey === nameKey(named),
        );
        if (found === undefined) throw notFound('an admin', named);
        const adminId = found.id;
        await hold(`admin:${adminId}`);
        if ((await findAdmin(core, adminId))?.disabledAt !== null) {
          throw conflict(`the admin \`${found.name}\` is disabled`);
        }
        const epoch = await readEpoch(core);
        const grant = newGrant(core, { purpose: 'recovery', adminId, madeBy: 'host', epoch });
        const at = core.clock();
        return {
          entry: {
            kind: 'enrolment.granted',
            actor: 'host',
            body: { grantId: grant.id, purpose: 'recovery', adminId, expiresAt: grant.code.expiresAt },
          },
          rows: [...grant.rows, sessionsEndedRow({ adminId }, at, 'recovery')],
          result: { ...grant.code, adminId },
        };
      }),

    startEpoch: async (because) =>
      await change(core, async (hold) => {
        await hold('epoch');
        const epoch = (await readEpoch(core)) + 1;
        const at = core.clock();
        const voided = [
          restrictionRow({ what: 'recovery-codes-ended', adminId: null, at }),
          restrictionRow({ what: 'devices-forgotten', id: null, adminId: null, at }),
        ];
        return {
          entry: { kind: 'epoch.started', actor: 'host', body: { epoch, because } },
          rows: [
            // The step after this one may have been used by a client whose clock is ahead.
            restrictionRow({ what: 'epoch-started', epoch, totpStep: totpStep(at) + 1 }),
            ...(because === 'restore' ? voided : []),
          ],
          result: epoch,
        };
      }),
  };
}
