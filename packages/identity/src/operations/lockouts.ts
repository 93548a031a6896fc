import { forgetFailures } from '../attempts.ts';
import { gt } from 'drizzle-orm';
import { changeBy, onlyOwn, requireOwnOrOwner, requireScope } from '../acting.ts';
import type { Authority } from '../authority.ts';
import { asking } from '../change.ts';
import type { Core } from '../core.ts';
import { notFound } from '../errors.ts';
import { findAdmin } from '../reading.ts';
import * as table from '../schema.ts';

export interface Lockout {
  /** `admin:<id>` or `source:<address>`. */
  readonly key: string;
  readonly failures: number;
  /** Epoch milliseconds; 0 while nothing is locked. */
  readonly lockedUntil: number;
  readonly lastAt: number;
}

export interface Lockouts {
  /** Failures in a row that stand, the latest first, at most 500; for admins only their own. Scope `lockouts:read`. */
  list(by: Authority): Promise<readonly Lockout[]>;
  /** Forgets the failures of an admin. Step-up `factors`; of another one: owners. @throws IdentityError NOT_FOUND */
  clear(by: Authority, adminId: string): Promise<void>;
}

const maxListed = 500;

export function createLockouts(core: Core): Lockouts {
  const { attempt } = table;
  return {
    async list(by) {
      requireScope(by, 'lockouts:read');
      const own = onlyOwn(by);
      const rows = await asking(core, () =>
        core.database.read((drizzle) => drizzle.select().from(attempt).where(gt(attempt.failures, 0))),
      );
      return rows
        .filter(({ key }) => own === undefined || key === `admin:${own}`)
        .toSorted((a, b) => b.lastAt - a.lastAt)
        .slice(0, maxListed);
    },

    clear: async (by, adminId) => {
      await changeBy(core, by, { stepUp: 'factors' }, async (hold, self) => {
        requireOwnOrOwner(self, adminId);
        await hold(`admin:${adminId}`);
        if ((await findAdmin(core, adminId)) === undefined) throw notFound('an admin', adminId);
        return {
          kind: 'lockout.cleared',
          body: { adminId },
          rows: [forgetFailures(core, adminId)],
          result: undefined,
        };
      });
    },
  };
}
