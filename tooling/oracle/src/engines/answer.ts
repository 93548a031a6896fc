import type { Effect } from '@zoqore/policy';

/** What an engine says of one request; every list sorted and without repetition. */
export interface EngineAnswer {
  readonly effect: Effect;
  readonly rules: readonly string[];
  readonly because: readonly string[];
  readonly requires: readonly string[];
  /** As JSON. */
  readonly obligations: readonly string[];
}

export function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

/** The same obligation is the same text, whatever the order of its members. */
export function obligationText(obligation: object): string {
  return JSON.stringify(Object.entries(obligation).sort(([left], [right]) => (left < right ? -1 : 1)));
}
