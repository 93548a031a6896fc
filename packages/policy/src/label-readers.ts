import type { PolicySet, Rule } from './policy-set.ts';

/**
 * Rules whose match or `when` reads the labels of the session, in the order of the set: for whoever evaluates without
 * supplying any. A `when` that merely names something `labels` counts as well.
 */
export function labelReaders(set: PolicySet): readonly Rule[] {
  return set.rules.filter(
    ({ match, when }) => match.labels !== undefined || (when !== undefined && /\blabels\b/.test(when)),
  );
}
