import type { AuditRow, JsonObject } from './audit-trail.ts';
import { change } from './change.ts';
import { restrictionRow } from './companions/restriction-rows.ts';
import { fromWhere, type Caller, type Core } from './core.ts';
import { disablingFailures, lockMsAfter } from './lockout.ts';
import { readAttempts } from './reading.ts';

/** One more failure in the budget of an admin, who is held; undefined while that is locked. */
export async function countFailure(
  core: Core,
  adminId: string,
): Promise<{ readonly rows: readonly AuditRow[]; readonly body: JsonObject } | undefined> {
  const now = core.clock();
  const key = `admin:${adminId}`;
  const before = await readAttempts(core, key);
  if (before.lockedUntil > now) return undefined;
  const failures = before.failures + 1;
  const lockMs = lockMsAfter(failures);
  const isDisabling = failures >= disablingFailures;
  return {
    rows: [
      restrictionRow({
        what: 'attempts-counted',
        key,
        failures,
        lockedUntil: lockMs === 0 ? 0 : now + lockMs,
        at: now,
      }),
      ...(isDisabling ? [restrictionRow({ what: 'totp-disabled', adminId, at: now })] : []),
    ],
    body: {
      failures,
      ...(lockMs === 0 ? {} : { lockedForMs: lockMs }),
      ...(isDisabling ? { disabled: 'totp' } : {}),
    },
  };
}

/**
 * Takes one attempt out of an admin's budget before anything is judged; false while that is locked. Counted behind the
 * judgement, of many guesses at once the right one could come to its entry first.
 */
export async function spendAttempt(
  core: Core,
  caller: Caller,
  adminId: string,
  method: string,
): Promise<boolean> {
  return await change(core, async (hold) => {
    await hold(`admin:${adminId}`);
    const counted = await countFailure(core, adminId);
    if (counted === undefined) return { result: false };
    const body = { adminId, method, ...counted.body, ...fromWhere(caller) };
    return { entry: { kind: 'attempt.counted', actor: 'anonymous', body }, rows: counted.rows, result: true };
  });
}

/** The row that forgets the failures of an admin. */
export function forgetFailures(core: Core, adminId: string): AuditRow {
  const key = `admin:${adminId}`;
  return restrictionRow({ what: 'attempts-counted', key, failures: 0, lockedUntil: 0, at: core.clock() });
}
