import type { AuditRow, JsonObject } from './audit-trail.ts';
import type { Plan } from './change.ts';
import { changeRow } from './companions/change-rows.ts';
import { fromWhere, type Caller, type Core } from './core.ts';
import { allowedFailures, firstLockMs, maxLockMs, sourceKey, sourceMemoryMs } from './lockout.ts';
import { readAttempts } from './reading.ts';

/** The same for everything that can be wrong, so that it tells nothing of what was right. */
export interface Refused {
  readonly outcome: 'refused';
  /** How long further attempts from this address are not even recorded. */
  readonly retryAfterMs?: number;
}

export interface Failure {
  /** Kind of the entry. */
  readonly kind: string;
  readonly actor: string;
  readonly body: JsonObject;
  readonly rows: readonly AuditRow[];
  /** Recorded even when the address has had enough: its rows count against somebody. */
  readonly mustStand?: boolean;
}

/** What an address that has had enough is answered, or undefined. */
async function lockedSource(core: Core, caller: Caller): Promise<Refused | undefined> {
  const { lockedUntil } = await readAttempts(core, sourceKey(caller.source));
  const retryAfterMs = lockedUntil - core.clock();
  return retryAfterMs > 0 ? { outcome: 'refused', retryAfterMs } : undefined;
}

/** A failure of somebody who is not signed in: recorded and counted for the address until that has had enough. */
export async function refuseStranger(core: Core, caller: Caller, failure: Failure): Promise<Plan<Refused>> {
  const locked = await lockedSource(core, caller);
  const { rows, mustStand = false, ...entry } = failure;
  if (locked !== undefined && !mustStand) return { result: locked };
  const now = core.clock();
  const counted = changeRow({
    what: 'source-failed',
    key: sourceKey(caller.source),
    at: now,
    since: now - sourceMemoryMs,
    allowed: allowedFailures,
    lockMs: firstLockMs,
    maxLockMs,
  });
  const body = { ...entry.body, ...fromWhere(caller) };
  return {
    entry: { ...entry, body },
    rows: locked === undefined ? [...rows, counted] : rows,
    // Else strangers could keep an admin's own changes from ever coming to their turn.
    isUnguarded: true,
    result: locked ?? { outcome: 'refused' },
  };
}
