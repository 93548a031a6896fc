import type { Automaton } from './automaton.ts';
import type { FieldSet } from './field-values.ts';

/**
 * What a condition of a rule demands of one part of a request: to be in a set, or not to be. Two atoms with the same
 * key are the same set. What cannot be told exactly (a `when`, a regular expression, a pattern that is too large) is
 * `opaque`: it may be true, false or an error, whatever else is known, and the same key is the same answer.
 */
export type Atom = { readonly key: string; readonly part: string } & (
  | {
      readonly type: 'word';
      readonly language: Automaton;
      /** Whether it holds for what is not there: an unknown method, no contents. */
      readonly holdsWhenAbsent: boolean;
    }
  | { readonly type: 'some'; readonly language: Automaton }
  | { readonly type: 'labels'; readonly labels: readonly string[]; readonly quantifier: 'any' | 'all' }
  /** Bit n is the n-th minute of the week, from midnight of Sunday on. */
  | { readonly type: 'week'; readonly minutes: bigint }
  | { readonly type: 'port'; readonly ports: readonly number[] }
  | { readonly type: 'field'; readonly set: FieldSet; readonly quantifier: 'every' | 'some' }
  | { readonly type: 'opaque'; readonly holdsOnError: boolean }
);

export interface Literal {
  readonly atom: Atom;
  readonly holds: boolean;
}

export function negated({ atom, holds }: Literal): Literal {
  return { atom, holds: !holds };
}

export function literalKey({ atom, holds }: Literal): string {
  return holds ? atom.key : `!${atom.key}`;
}
