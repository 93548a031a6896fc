import type { RiskGrade } from '@zoqore/risk';
import type { DecisionOutcome } from '../decision.ts';
import type { OperationalMode } from '../standing/mode.ts';

/** What an outcome report needs to know of its decision. */
export interface RecentDecision {
  readonly index: number;
  readonly actorId: string;
  readonly outcome: DecisionOutcome;
  readonly surface: string;
  readonly riskGrade: RiskGrade;
  readonly mode: OperationalMode;
}

/** Decisions that this process made lately: most outcomes follow at once, and are spared two reads. */
export interface RecentDecisions {
  remember(decisionId: string, decision: RecentDecision): void;
  find(decisionId: string): RecentDecision | undefined;
  /** True once, for a decision that it holds: nobody before asked to record what followed. */
  takeOutcome(decisionId: string): boolean;
}

export function createRecentDecisions(capacity: number): RecentDecisions {
  // Two halves: when the newer is full the older is dropped as a whole, which costs nothing a decision.
  let newer = new Map<string, RecentDecision>();
  let older = newer;
  const taken = new WeakSet<RecentDecision>();
  const find = (decisionId: string): RecentDecision | undefined =>
    newer.get(decisionId) ?? older.get(decisionId);
  return {
    remember(decisionId, decision) {
      if (newer.size >= capacity / 2) {
        older = newer;
        newer = new Map();
      }
      newer.set(decisionId, decision);
    },
    find,
    takeOutcome(decisionId) {
      const decision = find(decisionId);
      if (decision === undefined || taken.has(decision)) return false;
      taken.add(decision);
      return true;
    },
  };
}
