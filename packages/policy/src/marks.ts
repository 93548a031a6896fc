import type { CompiledRule } from './compiled-rule.ts';
import { firstUnmet, isAbout } from './matching.ts';
import type { PolicyInput } from './model.ts';
import type { Mark, Rule } from './policy-set.ts';
import type { RuleIndex } from './rule-index.ts';
import { candidates, indexRules } from './rule-index.ts';
import { subjectOf } from './subject.ts';
import { compareText } from './verdict.ts';

/** The marks of a set, ready to be asked. */
export interface CompiledMarks {
  /** Every label that one of them gives, sorted. */
  readonly labels: readonly string[];
  /** What the session has from then on if the request is allowed, sorted. Never throws. */
  gainedBy(input: PolicyInput): readonly string[];
}

/** A mark is read like a rule that makes the answer stricter: in doubt it matches, and what is inferred counts. */
export function asRule({ label: _label, ...mark }: Mark): Rule {
  return { ...mark, effect: 'escalate' };
}

/** `rules` are the marks as rules, compiled. */
export function compileMarks(marks: readonly Mark[], rules: readonly CompiledRule[]): CompiledMarks {
  const labels = sorted(marks.flatMap(({ label }) => label));
  if (labels.length === 0) return { labels, gainedBy: () => labels };
  const index = indexRules(rules);
  const byId = new Map(marks.map(({ id, label }) => [id, label]));
  // Asked for each resource and each rule that completes something, and once more by whoever keeps the session.
  const known = new WeakMap<PolicyInput, readonly string[]>();
  return {
    labels,
    gainedBy(input) {
      const before = known.get(input);
      if (before !== undefined) return before;
      const gained = gainedFrom({ index, byId, labels }, input);
      known.set(input, gained);
      return gained;
    },
  };
}

export const noMarks: CompiledMarks = compileMarks([], []);

function gainedFrom(
  marks: {
    readonly index: RuleIndex;
    readonly byId: ReadonlyMap<string, readonly string[]>;
    readonly labels: readonly string[];
  },
  input: PolicyInput,
): readonly string[] {
  try {
    const gained = new Set<string>();
    for (const resource of input.resources) {
      const subject = subjectOf(input, resource);
      for (const rule of candidates(marks.index, subject).flat()) {
        // A condition that cannot be evaluated holds, and there is nobody to tell.
        if (!isAbout(rule, subject) || firstUnmet(rule, subject, () => undefined) !== undefined) continue;
        for (const label of marks.byId.get(rule.id) ?? []) gained.add(label);
      }
    }
    return sorted(gained);
  } catch {
    // Who cannot say what a request is cannot say what it leaves alone.
    return marks.labels;
  }
}

function sorted(labels: Iterable<string>): readonly string[] {
  return Object.freeze([...new Set(labels)].toSorted(compareText));
}
