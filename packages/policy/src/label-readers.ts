import type { Match, PolicySet, Rule } from './policy-set.ts';

/** A rule that reads the labels of the session, and those of them that nothing in its set gives to a session. */
export interface LabelReader {
  readonly rule: string;
  /** In the order in which the rule names them. Of a `when` nobody can tell which labels it asks for. */
  readonly neverGiven: readonly string[];
}

/**
 * Rules whose match or `when` reads the labels of the session, in the order of the set. A `when` that merely names
 * something `labels` counts as well.
 */
export function labelReaders(set: PolicySet): readonly LabelReader[] {
  const given = new Set((set.marks ?? []).flatMap(({ label }) => label));
  return set.rules.filter(readsLabels).map(({ id, match }) => {
    const named = new Set(Object.values(match.labels ?? {}).flat());
    return { rule: id, neverGiven: [...named].filter((label) => !given.has(label)) };
  });
}

export function readsLabels({ match, when }: Pick<Rule, 'match' | 'when'>): boolean {
  return match.labels !== undefined || (when !== undefined && /\blabels\b/.test(when));
}

/** True when the match depends on what the marks of its set say of the request. */
export function asksMarks({ labels }: Match): boolean {
  return labels?.gives !== undefined || labels?.completes !== undefined;
}
