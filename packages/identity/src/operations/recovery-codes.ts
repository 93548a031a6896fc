import { and, count, eq, isNull } from 'drizzle-orm';
import { changeAs } from '../acting.ts';
import { asking } from '../change.ts';
import { restrictionRow } from '../companions/restriction-rows.ts';
import type { Core } from '../core.ts';
import { newRecoveryCodes } from '../recovery-codes.ts';
import * as table from '../schema.ts';
import type { Session } from '../session.ts';

/** Codes on paper, each good for one sign-in together with TOTP. */
export interface RecoveryCodes {
  /** How many of the admin who asks are unused. */
  left(session: Session): Promise<number>;
  /** Ten new ones, shown once; those from before end. Step-up `factors`. @throws IdentityError STEP_UP_REQUIRED */
  renew(session: Session): Promise<readonly string[]>;
}

export function createRecoveryCodes(core: Core): RecoveryCodes {
  return {
    async left({ admin }) {
      const { recoveryCode: code } = table;
      const [row] = await asking(core, () =>
        core.database.read((drizzle) =>
          drizzle
            .select({ left: count() })
            .from(code)
            .where(and(eq(code.adminId, admin.id), isNull(code.endedAt))),
        ),
      );
      return row?.left ?? 0;
    },

    renew: async (session) =>
      await changeAs(core, session, { stepUp: 'factors' }, async (_hold, self) => {
        const made = newRecoveryCodes(core, self.id);
        return {
          kind: 'recovery-codes.renewed',
          body: { adminId: self.id, count: made.codes.length },
          rows: [
            made.row,
            restrictionRow({ what: 'recovery-codes-ended', adminId: self.id, at: core.clock() }),
          ],
          result: made.codes,
        };
      }),
  };
}
