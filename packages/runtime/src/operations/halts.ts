import { eq } from 'drizzle-orm';
import { requireScope } from '../authorize.ts';
import type { HaltRow } from '../companions/standing.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { invalid } from '../request/decision-request.ts';
import { RuntimeError } from '../errors.ts';
import { haltName, haltScope } from '../standing/halt.ts';
import type { Halt, HaltTarget } from '../standing/halt.ts';
import { recordOnly } from '../record.ts';
import { apiKey } from '../schema.ts';
import { instant } from '../instant.ts';
import { haltOf } from '../standing/standing.ts';

export interface HaltRequest extends HaltTarget {
  readonly reason: string;
}

/** Stops every mutating decision, of everyone, of one actor or of one key, until resumed; survives restarts. */
export interface Halts {
  list(): readonly Halt[];
  /**
   * Holds at once here and within a second in every other process. A key that may speak for several actors is stopped
   * by its id: another name does not help it.
   * @throws RuntimeError ACTOR_FORBIDDEN, NOT_FOUND when there is no such key, VALIDATION_ERROR for an actor and a key
   */
  halt(credential: Credential, request: HaltRequest): Promise<Halt>;
  resume(credential: Credential, target: HaltTarget): Promise<void>;
}

export function createHalts(core: Core): Halts {
  return {
    list: () => [...core.view.standing.halts.values()],

    async halt(credential, { reason, ...target }) {
      requireScope(credential, 'admin');
      const subject = subjectOf(target);
      await requireKey(core, target);
      const now = core.clock();
      const row: HaltRow = { ...subject, reason, haltedAt: now, haltedBy: credential.name };
      await recordOnly(
        core,
        {
          kind: 'halt',
          actor: credential.keyId,
          at: instant(now),
          body: { scope: subject.scope, ...target, reason, by: credential.name },
        },
        [{ kind: 'halt', row }],
      );
      const halt = haltOf(row);
      core.view.change((standing) => standing.halts.set(haltName(halt), halt));
      await core.view.reload();
      return halt;
    },

    async resume(credential, target) {
      requireScope(credential, 'admin');
      const row = subjectOf(target);
      await recordOnly(
        core,
        {
          kind: 'resume',
          actor: credential.keyId,
          at: instant(core.clock()),
          body: { scope: row.scope, ...target, by: credential.name },
        },
        [{ kind: 'resume', row }],
      );
      await core.view.reload();
    },
  };
}

function subjectOf(target: HaltTarget): Pick<HaltRow, 'scope' | 'subject'> {
  if (target.actorId !== undefined && target.keyId !== undefined) {
    throw invalid([{ path: 'keyId', message: 'expected an actor or a key, found both' }]);
  }
  return { scope: haltScope(target), subject: target.keyId ?? target.actorId ?? '' };
}

/** A halt of a key that does not exist would look like one and stop nothing. */
async function requireKey(core: Core, { keyId }: HaltTarget): Promise<void> {
  if (keyId === undefined) return;
  const [known] = await core.database.read((drizzle) =>
    drizzle.select({ id: apiKey.id }).from(apiKey).where(eq(apiKey.id, keyId)),
  );
  if (known !== undefined) return;
  throw new RuntimeError({ code: 'NOT_FOUND', message: `expected a key, found none with id \`${keyId}\`` });
}
