import type { CompiledPolicy } from './compile.ts';
import type { CompiledRule } from './compiled-rule.ts';
import type { Evidence, Miss } from './evaluate.ts';
import { judgeRequest } from './evaluate.ts';
import type { FactsRead } from './facts-read.ts';
import { joined, readInto } from './facts-read.ts';
import { firstUnmet, isAbout } from './matching.ts';
import type { Effect, Json, Judgement, PolicyInput, Verdict } from './model.ts';
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
  /** Other rules told of in all, of the first resources first; none left out by default. */
  readonly maxOthers?: number;
}

const nothing: FactsRead = [];

/** The verdict of `evaluate`, with the reasons. Pure, and never throws. */
export function explain(
  policy: CompiledPolicy,
  input: PolicyInput,
  options: ExplainOptions = {},
): Explanation {
  const evidence: Evidence[] = [];
  const verdict = judgeRequest(policy, input, evidence);
  // What could not be judged has no judgements; then there is nothing to explain but the verdict.
  if (verdict.judgements.length === 0) return { verdict, resources: [], facts: {} };
  const found = options.rules === 'all' ? evidence.map((each) => examineAll(policy, each)) : evidence;
  let left = options.maxOthers ?? Number.POSITIVE_INFINITY;
  const resources = found.map((each) => {
    const others = left > 0 ? othersIn(each).slice(0, left) : [];
    left -= others.length;
    return { judgement: each.judgement, others };
  });
  return { verdict, resources, facts: factsIn(found) };
}

/** The same evidence from a look at each rule of the set. */
function examineAll(policy: CompiledPolicy, { subject, judgement }: Evidence): Evidence {
  const hits: CompiledRule[] = [];
  const misses: Miss[] = [];
  for (const rule of policy.rules) {
    if (!isAbout(rule, subject)) continue;
    const unmet = firstUnmet(rule, subject, () => {});
    if (unmet === undefined) hits.push(rule);
    else misses.push({ rule, unmet });
  }
  return { subject, judgement, hits, misses };
}

function othersIn({ subject, judgement, hits, misses }: Evidence): readonly OtherRule[] {
  const others: OtherRule[] = [];
  for (const { id: rule, effect } of hits) {
    // All that matched with the strictest effect decided.
    if (effect !== judgement.effect) others.push({ rule, effect, outcome: 'overruled' });
  }
  for (const { rule, unmet } of misses) {
    const { id, effect } = rule;
    const { name: condition, expected } = unmet;
    const found = unmet.found(subject);
    others.push({ rule: id, effect, outcome: 'unmet', unmet: { condition, expected, found } });
  }
  if (others.length < 2) return others;
  others.sort((left, right) => compareText(left.rule, right.rule));
  return others.filter(({ rule }, at) => rule !== others[at - 1]?.rule);
}

function factsIn(evidence: readonly Evidence[]): Explanation['facts'] {
  const [only] = evidence;
  const facts: Record<string, Json> = {};
  if (evidence.length === 1 && only !== undefined) readInto(facts, factsReadIn(only), only.subject);
  else {
    const ofAll: Record<string, Json> = {};
    // Of what several resources were asked for, the first one's is shown.
    for (const each of evidence.toReversed()) readInto(ofAll, factsReadIn(each), each.subject);
    for (const name of Object.keys(ofAll).toSorted(compareText)) facts[name] = ofAll[name] ?? null;
  }
  return facts;
}

function factsReadIn({ hits, misses }: Evidence): FactsRead {
  let facts: FactsRead = nothing;
  for (const { factsRead, conditions } of hits)
    facts = joined(facts, factsRead[conditions.length] ?? nothing);
  for (const { rule, unmet } of misses) {
    facts = joined(facts, rule.factsRead[rule.conditions.indexOf(unmet) + 1] ?? nothing);
  }
  return facts;
}
