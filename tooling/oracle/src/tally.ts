import { isDeepStrictEqual } from 'node:util';
import type { Effect, PolicyInput, PolicySet } from '@zoqore/policy';

export interface Answer {
  readonly effect: Effect;
  readonly rules: readonly string[];
}

export interface Comparison {
  readonly set: PolicySet;
  readonly input: PolicyInput;
  readonly ours: Answer;
  readonly theirs: Answer;
}

/** How far to go, and from where. */
export interface Plan {
  /** The same seed makes the same sets and requests. */
  readonly seed: number;
  readonly comparisons: number;
  readonly requestsPerSet: number;
  /** For whoever only asks whether there is one. */
  readonly stopAtDisagreement?: boolean;
}

export class Tally {
  comparisons = 0;
  /** Of the answers on which both agree; a run whose answers are all the same shows little. */
  readonly effects: Record<Effect, number> = { allow: 0, escalate: 0, deny: 0 };
  /** How many were decided by a rule. */
  byRule = 0;
  disagreements = 0;
  /** The first three. */
  readonly samples: Comparison[] = [];
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  get isDone(): boolean {
    if (this.#plan.stopAtDisagreement === true && this.disagreements > 0) return true;
    return this.comparisons >= this.#plan.comparisons;
  }

  note(comparison: Comparison): void {
    this.comparisons++;
    const { ours, theirs } = comparison;
    if (isDeepStrictEqual(ours, theirs)) {
      this.effects[ours.effect]++;
      if (ours.rules.length > 0) this.byRule++;
      return;
    }
    this.disagreements++;
    if (this.samples.length < 3) this.samples.push(comparison);
  }
}
