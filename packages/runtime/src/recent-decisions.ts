import type { DecisionOutcome } from './decision.ts';

/** What an outcome report needs to know of its decision. */
export interface RecentDecision {
  readonly index: number;
  readonly actorId: string;
  readonly outcome: DecisionOutcome;
}

/** Decisions that this process made lately: most outcomes follow at once, and are spared two reads. */
export interface RecentDecisions {
  remember(decisionId: string, decision: RecentDecision): void;
  find(decisionId: string): RecentDecision | undefined;
  /** True once, for a decision that it holds: nobody before asked to record what followed. */
  takeOutcome(decisionId: string): boolean;
}

export function createRecentDecisions(capacity: number): RecentDecisions {
  const byId = new Map<string, RecentDecision>();
  const taken = new Set<string>();
  return {
    remember(decisionId, decision) {
      byId.set(decisionId, decision);
      if (byId.size <= capacity) return;
      const oldest = byId.keys().next();
      if (oldest.done === true) return;
      byId.delete(oldest.value);
      taken.delete(oldest.value);
    },
    find: (decisionId) => byId.get(decisionId),
    takeOutcome(decisionId) {
      if (!byId.has(decisionId) || taken.has(decisionId)) return false;
      taken.add(decisionId);
      return true;
    },
  };
}
