import type { Effect, Json } from './model.ts';
import type { Subject } from './subject.ts';

/** Which part of a request a condition reads. */
export type Fact =
  | 'resource'
  | 'actor'
  | 'tool'
  | 'tool.arguments'
  | 'risk'
  | 'labels'
  | 'now'
  | 'content'
  | 'request';

/** One test of a rule. All of them must hold for the rule to match. */
export interface Condition {
  /** Where it stands in the rule: `path.glob`, `when`. */
  readonly name: string;
  readonly fact: Fact;
  readonly expected: string;
  /** @throws Error when it cannot be told: no match in allow rules, a match in deny and escalate rules */
  holds(subject: Subject): boolean;
  /** What stood there instead, for explanations. */
  found(subject: Subject): Json;
}

/**
 * What an unknown fact counts as, where not knowing is not an error: it never helps an allow rule and never
 * keeps a deny or escalate rule from matching.
 */
export function holdsWhenUnknown(effect: Effect): boolean {
  return effect !== 'allow';
}

export function oneOf(values: readonly (string | number)[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`;
}
