import { inArray } from 'drizzle-orm';
import type { AuditRow, JsonObject } from './audit-trail.ts';
import { flowUseWriter } from './companions/flow-use.ts';
import { guardRow, guardWriter } from './companions/guard.ts';
import { standingSessionWriter } from './companions/standing-session.ts';
import { standingTokenWriter } from './companions/standing-token.ts';
import { instant, type Core } from './core.ts';
import { IdentityError } from './errors.ts';
import * as table from './schema.ts';

/** What was decided: an entry and the rows that stand or fall with it, or only an answer. */
export type Plan<T> =
  | {
      readonly entry: { readonly kind: string; readonly actor: string; readonly body: JsonObject };
      readonly rows: readonly AuditRow[];
      /** Right whatever moved meanwhile, and nothing that others hold moves with it. */
      readonly isUnguarded?: true;
      readonly result: T;
    }
  | { readonly result: T };

/** To be called before what the keys guard is read: the plan stands only if nobody wrote under them since. */
export type Hold = (...keys: readonly string[]) => Promise<void>;

const maxRounds = 64;

/**
 * The one way to change anything: reads, decides and records; when what was read has moved meanwhile, again from the start.
 * `decide` has no effects.
 * @throws IdentityError SESSION_ENDED, BUSY, UNAVAILABLE, VALIDATION_ERROR for text with NUL, and what `decide` throws
 */
export async function change<T>(core: Core, decide: (hold: Hold) => Promise<Plan<T>>): Promise<T> {
  for (let round = 0; round < maxRounds; round += 1) {
    const { hold, row } = holding(core);
    const plan = await decide(hold);
    if (!('entry' in plan)) return plan.result;
    const guards = plan.isUnguarded === true ? [] : [row()];
    const refusedBy = await append(core, plan.entry, [...guards, ...plan.rows]);
    if (refusedBy === undefined) return plan.result;
    if (refusedBy === standingSessionWriter.kind || refusedBy === standingTokenWriter.kind)
      throw sessionEnded();
    if (refusedBy !== guardWriter.kind && refusedBy !== flowUseWriter.kind) {
      throw new IdentityError({ code: 'STATE_CONFLICT', message: `refused by \`${refusedBy}\`` });
    }
  }
  throw new IdentityError({ code: 'BUSY', message: 'too much changes at once; try again shortly' });
}

export function sessionEnded(): IdentityError {
  return new IdentityError({
    code: 'SESSION_ENDED',
    message: 'the session has ended, or the token was revoked; sign in again',
  });
}

/** `row` refuses an entry when what was held has moved by then. */
export function holding(core: Core): { readonly hold: Hold; readonly row: () => AuditRow } {
  const held = new Map<string, number>();
  return {
    async hold(...keys) {
      const fresh = keys.filter((key) => !held.has(key));
      if (fresh.length === 0) return;
      const { version } = table;
      const found = await asking(core, () =>
        core.database.read((drizzle) => drizzle.select().from(version).where(inArray(version.key, fresh))),
      );
      for (const key of fresh) held.set(key, found.find((row) => row.key === key)?.value ?? 0);
    },
    row: () => guardRow(held),
  };
}

async function append(
  core: Core,
  { kind, actor, body }: { readonly kind: string; readonly actor: string; readonly body: JsonObject },
  rows: readonly AuditRow[],
): Promise<string | undefined> {
  try {
    const result = await core.trail.append({ kind, actor, at: instant(core.clock()), body }, rows);
    return result.outcome === 'refused' ? result.by : undefined;
  } catch (cause) {
    throw new IdentityError({
      code: 'UNAVAILABLE',
      message: 'nothing was changed that is known to stand, because it could not be recorded',
      cause,
    });
  }
}

/** A question to the tables, behind everything that was acknowledged. @throws IdentityError UNAVAILABLE, VALIDATION_ERROR */
export async function asking<T>(core: Core, question: () => Promise<T>): Promise<T> {
  try {
    core.trail.catchUp();
    return await question();
  } catch (cause) {
    if (cause instanceof IdentityError) throw cause;
    if (isFaultOfQuestion(cause)) {
      throw new IdentityError({ code: 'VALIDATION_ERROR', message: 'expected text without NUL', cause });
    }
    throw new IdentityError({ code: 'UNAVAILABLE', message: 'the tables cannot be read', cause });
  }
}

/** A value that no row can have. */
function isFaultOfQuestion(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    'code' in cause &&
    /^(?:DATABASE_VALUE_INVALID|22\w{3})$/.test(String(cause.code))
  );
}
