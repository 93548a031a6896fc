import type { CompiledPolicy } from './compile.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { evaluate } from './evaluate.ts';
import { firstUnmet, isAbout } from './matching.ts';
import type { Effect, Json, Judgement, PolicyInput, Verdict } from './model.ts';
import { candidates } from './rule-index.ts';
import type { Subject } from './subject.ts';
import { subjectOf } from './subject.ts';
import { compareText } from './verdict.ts';

/** Why a request was judged as it was. Plain data. */
export interface Explanation {
  readonly verdict: Verdict;
  /** One per judgement, in the same order. */
  readonly resources: readonly ResourceExplanation[];
  /** What the conditions looked at, by condition, sorted; of contents only the length. */
  readonly facts: { readonly [condition: string]: Json };
}

export interface ResourceExplanation {
  readonly judgement: Judgement;
  /** Rules about the same action that did not decide, sorted by id. */
  readonly others: readonly OtherRule[];
}

export type OtherRule = {
  readonly rule: string;
  readonly effect: Effect;
} & (
  | /** It matched, and a stricter rule decided. */ { readonly outcome: 'overruled' }
  | { readonly outcome: 'unmet'; readonly unmet: UnmetCondition }
);

/** The first condition of a rule that did not hold. */
export interface UnmetCondition {
  readonly condition: string;
  readonly expected: string;
  readonly found: Json;
}

export interface ExplainOptions {
  /**
   * `candidates` (default): the rules that the index could not leave out, at about the cost of an evaluation.
   * `all`: every rule about the same action.
   */
  readonly rules?: 'candidates' | 'all';
}

/** The verdict of `evaluate`, with the reasons. Pure, and never throws. */
export function explain(
  policy: CompiledPolicy,
  input: PolicyInput,
  options: ExplainOptions = {},
): Explanation {
  const verdict = evaluate(policy, input);
  const facts = new Map<string, Json>();
  const resources = verdict.judgements.map((judgement): ResourceExplanation => {
    const subject = subjectOf(input, judgement.resource);
    const deciding = new Set(judgement.rules);
    const rules = options.rules === 'all' ? policy.rules : candidatesOf(policy, subject);
    const others: OtherRule[] = [];
    for (const rule of rules) {
      if (!isAbout(rule, subject)) continue;
      const unmet = firstUnmet(rule, subject, () => {});
      for (const condition of rule.conditions) {
        if (condition.fact !== 'request' && !facts.has(condition.name)) {
          facts.set(condition.name, condition.found(subject));
        }
        if (condition === unmet) break;
      }
      if (deciding.has(rule.id)) continue;
      const { id, effect } = rule;
      if (unmet === undefined) others.push({ rule: id, effect, outcome: 'overruled' });
      else {
        const { name: condition, expected } = unmet;
        const found = unmet.found(subject);
        others.push({ rule: id, effect, outcome: 'unmet', unmet: { condition, expected, found } });
      }
    }
    return { judgement, others: others.toSorted((left, right) => compareText(left.rule, right.rule)) };
  });
  const sorted = [...facts].toSorted(([left], [right]) => compareText(left, right));
  return { verdict, resources, facts: Object.fromEntries(sorted) };
}

function candidatesOf(policy: CompiledPolicy, subject: Subject): readonly CompiledRule[] {
  return [...new Set(candidates(policy.index, subject).flat())];
}
