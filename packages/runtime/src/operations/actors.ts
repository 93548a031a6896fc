import { requireScope } from '../authorize.ts';
import type { ActorRow } from '../companions/standing.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { recordOnly } from '../record.ts';
import { instant } from '../instant.ts';
import { newActor } from '../standing/standing.ts';
import { trustStage } from '../standing/trust.ts';

export type ActorKind = 'agent' | 'person' | 'service';

/** What policy is told of an actor beside what it does. */
export interface ActorDescription {
  readonly kind: ActorKind;
  readonly roles: readonly string[];
}

export interface ActorRecord {
  readonly id: string;
  readonly kind: string;
  readonly roles: readonly string[];
  readonly trustStage: 'CBT' | 'KBT' | 'IBT';
  readonly verifiedOutcomes: number;
}

/** Actors that an admin described or that have outcomes; every other is an agent without roles. */
export interface Actors {
  /** By id. @throws RuntimeError ACTOR_FORBIDDEN */
  list(credential: Credential): readonly ActorRecord[];
  /** Holds for the next decision here and within a second elsewhere. @throws RuntimeError ACTOR_FORBIDDEN */
  describe(credential: Credential, id: string, description: ActorDescription): Promise<ActorRecord>;
}

export function createActors(core: Core): Actors {
  const recordOf = (id: string): ActorRecord => {
    const { trustModel } = core.settings;
    const actor = core.view.standing.actors.get(id) ?? newActor(trustModel);
    return {
      id,
      kind: actor.kind,
      roles: actor.roles,
      trustStage: trustStage(actor, trustModel, core.clock()),
      verifiedOutcomes: actor.verifiedOutcomes,
    };
  };

  return {
    list(credential) {
      requireScope(credential, 'admin');
      return [...core.view.standing.actors.keys()].toSorted().map(recordOf);
    },

    async describe(credential, id, description) {
      requireScope(credential, 'admin');
      const { kind } = description;
      const roles = [...new Set(description.roles)];
      const before = recordOf(id);
      const row: ActorRow = {
        id,
        kind,
        roles: JSON.stringify(roles),
        trustAtStart: core.settings.trustModel.start,
      };
      await recordOnly(
        core,
        {
          kind: 'actor.described',
          actor: credential.keyId,
          at: instant(core.clock()),
          body: {
            actorId: id,
            kind,
            roles,
            before: { kind: before.kind, roles: before.roles },
            by: credential.name,
          },
        },
        [{ kind: 'actor', row }],
      );
      await core.view.reload();
      return recordOf(id);
    },
  };
}
