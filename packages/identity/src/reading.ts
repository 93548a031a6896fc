import { and, eq, gt, isNull } from 'drizzle-orm';
import { asking } from './change.ts';
import type { Core } from './core.ts';
import * as table from './schema.ts';

/** Rows as they stand, one question each. */

export type AdminRow = typeof table.admin.$inferSelect;
export type PasskeyRow = typeof table.passkey.$inferSelect;
export type TotpRow = typeof table.totp.$inferSelect;
export type DeviceRow = typeof table.device.$inferSelect;
export type GrantRow = typeof table.enrolmentGrant.$inferSelect;

export async function readEpoch(core: Core): Promise<number> {
  const [row] = await asking(core, () =>
    core.database.read((drizzle) => drizzle.select().from(table.installation)),
  );
  if (row === undefined) throw new RangeError('expected the row of the installation');
  return row.epoch;
}

export async function isFlowUsed(core: Core, id: string): Promise<boolean> {
  const found = await asking(core, () =>
    core.database.read((drizzle) =>
      drizzle.select({ id: table.flowUse.id }).from(table.flowUse).where(eq(table.flowUse.id, id)),
    ),
  );
  return found.length > 0;
}

export async function listAdmins(core: Core): Promise<readonly AdminRow[]> {
  return await asking(core, () =>
    core.database.read((drizzle) => drizzle.select().from(table.admin).orderBy(table.admin.createdAt)),
  );
}

export async function findAdmin(core: Core, id: string): Promise<AdminRow | undefined> {
  const [row] = await asking(core, () =>
    core.database.read((drizzle) => drizzle.select().from(table.admin).where(eq(table.admin.id, id))),
  );
  return row;
}

/** Also one that was removed. */
export async function findPasskey(core: Core, id: string): Promise<PasskeyRow | undefined> {
  const [row] = await asking(core, () =>
    core.database.read((drizzle) => drizzle.select().from(table.passkey).where(eq(table.passkey.id, id))),
  );
  return row;
}

/** Those that count, oldest first. */
export async function passkeysOf(core: Core, adminId: string): Promise<readonly PasskeyRow[]> {
  const { passkey } = table;
  return await asking(core, () =>
    core.database.read((drizzle) =>
      drizzle
        .select()
        .from(passkey)
        .where(and(eq(passkey.adminId, adminId), isNull(passkey.removedAt)))
        .orderBy(passkey.index),
    ),
  );
}

/** The TOTP secret that counts. */
export async function findTotp(core: Core, adminId: string): Promise<TotpRow | undefined> {
  const { totp } = table;
  const [row] = await asking(core, () =>
    core.database.read((drizzle) =>
      drizzle
        .select()
        .from(totp)
        .where(and(eq(totp.adminId, adminId), isNull(totp.disabledAt))),
    ),
  );
  return row;
}

/** Whose unused recovery code this is. */
export async function findRecoveryCode(core: Core, hash: string): Promise<{ adminId: string } | undefined> {
  const { recoveryCode } = table;
  const [row] = await asking(core, () =>
    core.database.read((drizzle) =>
      drizzle
        .select({ adminId: recoveryCode.adminId })
        .from(recoveryCode)
        .where(and(eq(recoveryCode.hash, hash), isNull(recoveryCode.endedAt))),
    ),
  );
  return row;
}

/** The trusted device that has this token. */
export async function findDevice(core: Core, hash: string): Promise<DeviceRow | undefined> {
  const { device } = table;
  const [row] = await asking(core, () =>
    core.database.read((drizzle) =>
      drizzle
        .select()
        .from(device)
        .where(and(eq(device.hash, hash), isNull(device.forgottenAt), gt(device.expiresAt, core.clock()))),
    ),
  );
  return row;
}

/** A grant that can still be used, by the hash of its code or by its id. */
export async function findGrant(
  core: Core,
  by: { readonly hash: string } | { readonly id: string },
  epoch: number,
): Promise<GrantRow | undefined> {
  const { enrolmentGrant: grant } = table;
  const [row] = await asking(core, () =>
    core.database.read((drizzle) =>
      drizzle
        .select()
        .from(grant)
        .where(
          and(
            'id' in by ? eq(grant.id, by.id) : eq(grant.hash, by.hash),
            isNull(grant.endedAt),
            eq(grant.epoch, epoch),
            gt(grant.expiresAt, core.clock()),
          ),
        ),
    ),
  );
  return row;
}

/** Failures in a row, and until when they lock (epoch milliseconds, 0 when not). */
export async function readAttempts(
  core: Core,
  key: string,
): Promise<{ readonly failures: number; readonly lockedUntil: number }> {
  const { attempt } = table;
  const [row] = await asking(core, () =>
    core.database.read((drizzle) => drizzle.select().from(attempt).where(eq(attempt.key, key))),
  );
  return row ?? { failures: 0, lockedUntil: 0 };
}
