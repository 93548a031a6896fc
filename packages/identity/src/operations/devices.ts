import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import { changeAs, changeBy, onlyOwn, requireOwnOrOwner, requireScope } from '../acting.ts';
import type { Authority } from '../authority.ts';
import { asking } from '../change.ts';
import { changeRow } from '../companions/change-rows.ts';
import { restrictionRow, sessionsEndedRow } from '../companions/restriction-rows.ts';
import { newId, type Core } from '../core.ts';
import { notFound } from '../errors.ts';
import { parseName } from '../names.ts';
import * as table from '../schema.ts';
import { hashToken, newToken } from '../secrets/token.ts';
import type { Session } from '../session.ts';

export interface DeviceRecord {
  readonly id: string;
  readonly adminId: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** When TOTP last signed in on it. */
  readonly lastUsedAt: number | undefined;
  readonly expiresAt: number;
}

/** Browsers that an admin trusts: beside TOTP they sign in, alone they do nothing. */
export interface Devices {
  /** Those that count: of everyone for owners and auditors, else one's own. Newest first, at most 500. Scope `devices:read`. */
  list(by: Authority): Promise<readonly DeviceRecord[]>;
  /** Trusts the browser that gets the token. Step-up `factors`. @throws IdentityError VALIDATION_ERROR, STEP_UP_REQUIRED */
  trust(
    session: Session,
    name: string,
  ): Promise<{ readonly id: string; readonly token: string; readonly expiresAt: number }>;
  /** Ends the trust and every session on the device. Step-up `sessions` or scope `devices:forget`; of another admin: owners. @throws IdentityError NOT_FOUND */
  forget(by: Authority, id: string): Promise<void>;
}

const maxListed = 500;

export function createDevices(core: Core): Devices {
  const { device } = table;
  return {
    async list(by) {
      requireScope(by, 'devices:read');
      const own = onlyOwn(by);
      const rows = await asking(core, () =>
        core.database.read((drizzle) =>
          drizzle
            .select()
            .from(device)
            .where(
              and(
                isNull(device.forgottenAt),
                gt(device.expiresAt, core.clock()),
                own === undefined ? undefined : eq(device.adminId, own),
              ),
            )
            .orderBy(desc(device.createdAt))
            .limit(maxListed),
        ),
      );
      return rows.map(({ id, adminId, name, createdAt, lastUsedAt, expiresAt }) => ({
        id,
        adminId,
        name,
        createdAt,
        lastUsedAt: lastUsedAt ?? undefined,
        expiresAt,
      }));
    },

    trust: async (session, typed) => {
      const name = parseName('name', typed);
      return await changeAs(core, session, { stepUp: 'factors' }, async (_hold, self) => {
        const id = newId(core, 'dev');
        const token = newToken(core, 'zqd');
        const createdAt = core.clock();
        const expiresAt = createdAt + core.lifetimes.deviceMs;
        return {
          kind: 'device.trusted',
          body: { deviceId: id, name, adminId: self.id },
          rows: [
            changeRow({
              what: 'device-added',
              id,
              adminId: self.id,
              hash: hashToken(token),
              name,
              createdAt,
              expiresAt,
            }),
          ],
          result: { id, token, expiresAt },
        };
      });
    },

    forget: async (by, id) => {
      await changeBy(core, by, { stepUp: 'sessions', scope: 'devices:forget' }, async (_hold, self) => {
        const [found] = await asking(core, () =>
          core.database.read((drizzle) => drizzle.select().from(device).where(eq(device.id, id))),
        );
        if (found === undefined) throw notFound('a device', id);
        requireOwnOrOwner(self, found.adminId);
        const at = core.clock();
        return {
          kind: 'device.forgotten',
          body: { deviceId: id, adminId: found.adminId },
          rows: [
            restrictionRow({ what: 'devices-forgotten', id, adminId: null, at }),
            sessionsEndedRow({ deviceId: id }, at, 'device-forgotten'),
          ],
          result: undefined,
        };
      });
    },
  };
}
