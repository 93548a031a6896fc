import type { JsonObject } from '@zoqore/ledger';
import { requireApprover, requireScope } from '../authorize.ts';
import type { ActorRow } from '../companions/standing.ts';
import type { TrustCapRow, TrustResetRow } from '../companions/trust.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { RuntimeError } from '../errors.ts';
import { recordOnly } from '../record.ts';
import { instant } from '../instant.ts';
import { newActor } from '../standing/standing.ts';
import type { StandingActor } from '../standing/standing.ts';
import { trustStanding } from '../standing/trust.ts';
import type { TrustEvent } from '../standing/trust.ts';

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
  /** 0–1, what the stage is made of: the cap and the floor of probation applied. */
  readonly trust: number;
  readonly isOnProbation: boolean;
  readonly verifiedOutcomes: number;
  /** What an admin lets trust count as at most. */
  readonly trustCap?: number;
  /** What moved trust last; absent before anything did. */
  readonly lastMove?: Omit<TrustEvent, 'at'> & { readonly at: string };
}

/** One actor, and how its trust came to be what it is. */
export interface ActorDetail extends ActorRecord {
  /** Its latest outcomes among the last 100,000 entries of the ledger, newest first, 20 at most. */
  readonly outcomes: readonly {
    readonly index: number;
    readonly at: string;
    readonly decisionId: string;
    readonly status: string;
    readonly isVerified: boolean;
    readonly trustChange: number;
  }[];
}

export interface TrustCap {
  /** 0–1; absent: no cap any more. */
  readonly cap?: number;
  readonly reason: string;
}

/** Actors that an admin described or that have outcomes; every other is an agent without roles. */
export interface Actors {
  /** By id. @throws RuntimeError ACTOR_FORBIDDEN */
  list(credential: Credential): readonly ActorRecord[];
  /** @throws RuntimeError ACTOR_FORBIDDEN, NOT_FOUND, LEDGER_UNAVAILABLE */
  get(credential: Credential, id: string): Promise<ActorDetail>;
  /**
   * Holds for the next decision here and within a second elsewhere. Another kind or other roles take `approve` too.
   * @throws RuntimeError ACTOR_FORBIDDEN
   */
  describe(credential: Credential, id: string, description: ActorDescription): Promise<ActorRecord>;
  /**
   * Trust begins anew, on probation; a cap stays. For an actor that has less than the start, which so gains, the key must
   * hold `approve` too. @throws RuntimeError ACTOR_FORBIDDEN
   */
  resetTrust(credential: Credential, id: string, request: { readonly reason: string }): Promise<ActorRecord>;
  /** Raising or lifting one takes `approve` too. @throws RuntimeError ACTOR_FORBIDDEN */
  capTrust(credential: Credential, id: string, request: TrustCap): Promise<ActorRecord>;
}

const shownOutcomes = 20;
/** Entries are found by kind and not by actor: one that is seldom there must not cost a look at all of them. */
const searchedEntries = 100_000;

export function createActors(core: Core): Actors {
  const find = (id: string): StandingActor =>
    core.view.standing.actors.get(id) ?? newActor(core.view.models.trust.model);

  const recordOf = (id: string): ActorRecord => {
    const { kind, roles, ...trust } = find(id);
    const { score, stage, isOnProbation } = trustStanding(trust, core.view.models.trust.model, core.clock());
    const { cap, lastMove, verifiedOutcomes } = trust;
    return {
      id,
      kind,
      roles,
      trustStage: stage,
      trust: score,
      isOnProbation,
      verifiedOutcomes,
      ...(cap === undefined ? {} : { trustCap: cap }),
      ...(lastMove === undefined ? {} : { lastMove: { ...lastMove, at: instant(lastMove.at) } }),
    };
  };

  /** Records what an admin did to an actor's trust; who is told by its next decision. */
  const moveTrust = async (
    credential: Credential,
    id: string,
    move: {
      readonly kind: 'trust-reset' | 'trust-cap';
      readonly cause: TrustEvent['cause'];
      readonly reason: string;
      readonly body: JsonObject;
      readonly row: JsonObject;
    },
  ): Promise<ActorRecord> => {
    const now = core.clock();
    const { reason } = move;
    const by = credential.name;
    const row = {
      id,
      trustAtStart: core.view.models.trust.model.start,
      event: { at: now, cause: move.cause, by, reason },
      ...move.row,
    } satisfies TrustResetRow;
    await recordOnly(
      core,
      {
        kind: `actor.${move.kind}`,
        actor: credential.keyId,
        at: instant(now),
        body: { actorId: id, ...move.body, reason, by },
      },
      [{ kind: move.kind, row }],
    );
    await core.view.reload();
    return recordOf(id);
  };

  return {
    list(credential) {
      requireScope(credential, 'admin');
      return [...core.view.standing.actors.keys()].toSorted().map(recordOf);
    },

    async get(credential, id) {
      requireScope(credential, 'admin');
      const { size } = await core.ledger.head();
      const entries = await core.ledger.entries({
        from: Math.max(0, size - searchedEntries),
        kind: 'outcome',
        actor: id,
        order: 'descending',
        limit: shownOutcomes,
      });
      if (!core.view.standing.actors.has(id)) {
        throw new RuntimeError({
          code: 'NOT_FOUND',
          message: `expected an actor that was described or has outcomes, found none with id \`${id}\``,
        });
      }
      return {
        ...recordOf(id),
        outcomes: entries.map(({ index, at, body }) => ({
          index,
          at,
          decisionId: body['decisionId'] as string,
          status: body['status'] as string,
          isVerified: body['isVerified'] as boolean,
          trustChange: body['trustChange'] as number,
        })),
      };
    },

    async describe(credential, id, description) {
      requireScope(credential, 'admin');
      const { kind } = description;
      const roles = [...new Set(description.roles)];
      const before = recordOf(id);
      // Rules permit by kind and role, and forbid by them: either way is a change of what the actor may do.
      const isSame = JSON.stringify(roles.toSorted()) === JSON.stringify(before.roles.toSorted());
      if (before.kind !== kind || !isSame) {
        requireApprover(credential, `\`${id}\` would have another kind or other roles`);
      }
      const row: ActorRow = {
        id,
        kind,
        roles: JSON.stringify(roles),
        trustAtStart: core.view.models.trust.model.start,
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

    async resetTrust(credential, id, { reason }) {
      requireScope(credential, 'admin');
      const { trust, verifiedOutcomes } = find(id);
      const { start } = core.view.models.trust.model;
      if (trust < start) requireApprover(credential, `\`${id}\` has ${trust} and would get ${start}`);
      return moveTrust(credential, id, {
        kind: 'trust-reset',
        cause: 'reset',
        reason,
        body: { before: { trust, verifiedOutcomes }, trust: start },
        row: {},
      });
    },

    async capTrust(credential, id, { cap, reason }) {
      requireScope(credential, 'admin');
      const before = find(id).cap;
      if ((cap ?? 1) > (before ?? 1)) {
        requireApprover(credential, `the cap of \`${id}\` is ${before} and would be ${cap ?? 'lifted'}`);
      }
      const row: Pick<TrustCapRow, 'cap'> = { cap: cap ?? null };
      return moveTrust(credential, id, {
        kind: 'trust-cap',
        cause: cap === undefined ? 'cap-lifted' : 'capped',
        reason,
        body: { before: before ?? null, cap: cap ?? null },
        row,
      });
    },
  };
}
