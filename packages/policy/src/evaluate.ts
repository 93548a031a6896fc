import type { CompiledPolicy } from './compile.ts';
import type { CompiledRule } from './compiled-rule.ts';
import type { Condition } from './condition.ts';
import { firstUnmet, messageOf } from './matching.ts';
import type { Effect, Judgement, PolicyInput, RuleError, Verdict } from './model.ts';
import { candidates } from './rule-index.ts';
import type { Subject } from './subject.ts';
import { checkInput, subjectOf } from './subject.ts';
import type { Decided } from './verdict.ts';
import { compareText, idsOf, refusal, sortedById, verdictOf } from './verdict.ts';

const noErrors: readonly RuleError[] = Object.freeze([]);

/**
 * Judges a request. Each resource alone: deny before escalate before allow before the default of the set; over
 * all resources the strictest counts. An inferred resource hears deny and escalate rules only and no default;
 * its judgement is `allow` without rules when none objects. The order of rules makes no difference.
 *
 * Pure, and never throws: a request that is not of the shape of its type, or a path that is not canonical, is
 * denied, with the reason in `errors` under `zoqore/request`.
 */
export function evaluate(policy: CompiledPolicy, input: PolicyInput): Verdict {
  return judgeRequest(policy, input, undefined);
}

/** What an explanation is made of, for one resource: the rules that the index offered, and how each of them fared. */
export interface Evidence {
  readonly subject: Subject;
  readonly judgement: Judgement;
  /** The rules that matched, the overruled ones among them. */
  readonly hits: readonly CompiledRule[];
  /** A rule may be among them more than once. */
  readonly misses: readonly Miss[];
}

export interface Miss {
  readonly rule: CompiledRule;
  readonly unmet: Condition;
}

/** As `evaluate`; to a list that is given it adds the evidence for each judgement, in the order of the verdict. */
export function judgeRequest(
  policy: CompiledPolicy,
  input: PolicyInput,
  evidence: Evidence[] | undefined,
): Verdict {
  try {
    checkInput(input);
    let errors: RuleError[] | undefined;
    const report = (error: RuleError): void => {
      errors ??= [];
      errors.push(error);
    };
    const decided: Decided[] = [];
    let declared = 0;
    for (const resource of input.resources) {
      const subject = subjectOf(input, resource);
      if (resource.certainty === 'declared') declared++;
      decided.push(judge(policy, subject, report, evidence));
    }
    // INVARIANT: no allow without a declared resource, because inferred ones can only object.
    if (declared === 0) return refusal('expected at least one declared resource');
    return verdictOf(decided, errors === undefined ? noErrors : distinctErrors(errors));
  } catch (cause) {
    return refusal(messageOf(cause));
  }
}

function judge(
  policy: CompiledPolicy,
  subject: Subject,
  report: (error: RuleError) => void,
  evidence: Evidence[] | undefined,
): Decided {
  const { resource } = subject;
  const isInferred = resource.certainty === 'inferred';
  const hits: CompiledRule[] = [];
  const misses: Miss[] | undefined = evidence === undefined ? undefined : [];
  let effect: Effect = 'allow';
  let isMixed = false;
  for (const list of candidates(policy.index, subject)) {
    for (const rule of list) {
      if (isInferred && rule.effect === 'allow') continue;
      const conditions = subject.isLowerCase ? rule.residual : rule.conditions;
      const unmet = firstUnmet(rule, subject, report, conditions);
      if (unmet !== undefined) {
        misses?.push({ rule, unmet });
        continue;
      }
      if (rule.mayRepeat && hits.includes(rule)) continue;
      const before = hits[0];
      if (before !== undefined && before.effect !== rule.effect) isMixed = true;
      hits.push(rule);
      if (rule.effect === 'deny') effect = 'deny';
      else if (rule.effect === 'escalate' && effect === 'allow') effect = 'escalate';
    }
  }
  const rules = sortedById(isMixed ? hits.filter((rule) => rule.effect === effect) : hits);
  const only = rules[0];
  const isDefault = only === undefined && !isInferred;
  if (isDefault) effect = policy.set.default[subject.action ?? subject.input.action];
  const judgement: Judgement = { resource, effect, rules: idsOf(rules), isDefault };
  evidence?.push({ subject, judgement, hits, misses: misses ?? [] });
  return { rules, judgement };
}

/** In an order that does not depend on that of the rules. */
function distinctErrors(errors: readonly RuleError[]): readonly RuleError[] {
  const distinct = new Map(errors.map((error) => [`${error.rule}\n${error.message}`, error]));
  return [...distinct.values()].toSorted(
    (left, right) => compareText(left.rule, right.rule) || compareText(left.message, right.message),
  );
}
