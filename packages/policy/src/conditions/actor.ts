import type { Condition } from '../condition.ts';
import { oneOf } from '../condition.ts';
import type { TrustStage } from '../model.ts';
import { compileNameSet } from '../name-glob.ts';
import type { ActorMatch } from '../policy-set.ts';

const stages: readonly TrustStage[] = ['CBT', 'KBT', 'IBT'];

export function actorConditions(match: ActorMatch): Condition[] {
  const conditions: Condition[] = [];
  const fact = 'actor';
  if (match.id !== undefined) {
    const ids = compileNameSet(match.id);
    conditions.push({
      name: 'actor.id',
      fact,
      expected: oneOf(match.id),
      holds: ({ input }) => ids.matches(input.actor.id),
      found: ({ input }) => input.actor.id,
    });
  }
  if (match.kind !== undefined) {
    const kinds = compileNameSet(match.kind);
    conditions.push({
      name: 'actor.kind',
      fact,
      expected: oneOf(match.kind),
      holds: ({ input }) => kinds.matches(input.actor.kind),
      found: ({ input }) => input.actor.kind,
    });
  }
  if (match.role !== undefined) {
    const roles = compileNameSet(match.role);
    const only = roles.literals?.length === 1 ? roles.literals[0] : undefined;
    conditions.push({
      name: 'actor.role',
      fact,
      expected: oneOf(match.role),
      holds: ({ input }) => {
        const held = input.actor.roles;
        if (only !== undefined) return held.includes(only);
        return held.some((role) => roles.matches(role));
      },
      found: ({ input }) => input.actor.roles,
    });
  }
  if (match.trustStage !== undefined) {
    const { atLeast = 'CBT', atMost = 'IBT' } = match.trustStage;
    const lowest = stages.indexOf(atLeast);
    const highest = stages.indexOf(atMost);
    conditions.push({
      name: 'actor.trustStage',
      fact,
      expected: atLeast === atMost ? atLeast : `${atLeast} to ${atMost}`,
      holds: ({ input }) => {
        const stage = stages.indexOf(input.actor.trustStage);
        return lowest <= stage && stage <= highest;
      },
      found: ({ input }) => input.actor.trustStage,
    });
  }
  return conditions;
}
