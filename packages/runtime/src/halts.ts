import { requireScope } from './authorize.ts';
import type { HaltRow } from './companions/standing.ts';
import type { Core } from './core.ts';
import type { Credential } from './credential.ts';
import type { Halt } from './records.ts';
import { recordOnly } from './record.ts';
import { haltOf, instant } from './standing.ts';

export interface HaltRequest {
  /** Absent: everyone. */
  readonly actorId?: string;
  readonly reason: string;
}

/** Stops every mutating decision, of everyone or of one actor, until resumed; survives restarts. */
export interface Halts {
  list(): readonly Halt[];
  /** Holds at once here and within a second in every other process. @throws RuntimeError ACTOR_FORBIDDEN */
  halt(credential: Credential, request: HaltRequest): Promise<Halt>;
  resume(credential: Credential, request: Pick<HaltRequest, 'actorId'>): Promise<void>;
}

export function createHalts(core: Core): Halts {
  return {
    list: () => [...core.view.standing.halts.values()],

    async halt(credential, { actorId = '', reason }) {
      requireScope(credential, 'admin');
      const now = core.clock();
      const row: HaltRow = { actorId, reason, haltedAt: now, haltedBy: credential.name };
      await recordOnly(
        core,
        {
          kind: 'halt',
          actor: credential.keyId,
          at: instant(now),
          body: { scope: actorId === '' ? 'everyone' : 'actor', actorId, reason, by: credential.name },
        },
        [{ kind: 'halt', row }],
      );
      core.view.change((standing) => standing.halts.set(actorId, haltOf(row)));
      await core.view.reload();
      return haltOf(row);
    },

    async resume(credential, { actorId = '' }) {
      requireScope(credential, 'admin');
      await recordOnly(
        core,
        {
          kind: 'resume',
          actor: credential.keyId,
          at: instant(core.clock()),
          body: { scope: actorId === '' ? 'everyone' : 'actor', actorId, by: credential.name },
        },
        [{ kind: 'resume', row: { actorId } }],
      );
      await core.view.reload();
    },
  };
}
