import { compilePolicy } from '../compile.ts';
import type { CompiledPolicy, PolicyEnvironment } from '../compile.ts';
import { evaluate } from '../evaluate.ts';
import { requestOfExample } from '../example-request.ts';
import type { PolicyInput } from '../model.ts';
import type { PolicySet, Rule } from '../policy-set.ts';
import { effortOf } from './effort.ts';
import type { Effort } from './effort.ts';
import { declared, meet } from './facets.ts';
import type { Clause, SetModel } from './model-of-set.ts';
import { modelOf } from './model-of-set.ts';
import { dutyInWords, isLessStrict } from './permission.ts';
import { questionsBetween } from './questions.ts';
import type { Region } from './region.ts';
import { createRegionReader } from './region.ts';
import { placesOutside } from './search.ts';
import type { Place } from './search.ts';
import type { Solver } from './solver.ts';
import { createSolver } from './solver.ts';
import { requestIn } from './witness.ts';

/**
 * `dead`: it can never match. `contradictory`: another rule says the opposite of exactly the same requests.
 * `shadowed`: stricter rules always decide instead. `repeated`: others say the same of all it is about. `moot`: the
 * default says the same. `overlap`: another rule of the same effect asks for another amount of the same duty.
 * `untested`: it has no example that matches. `undecided`: it has, and other rules decide all of them.
 */
export type LintCode =
  | 'dead'
  | 'contradictory'
  | 'shadowed'
  | 'repeated'
  | 'moot'
  | 'overlap'
  | 'untested'
  | 'undecided';

/** What is odd about a rule. Only what is certain is reported. */
export interface LintFinding {
  readonly code: LintCode;
  /** `info` is worth knowing and no mistake. */
  readonly severity: 'warning' | 'info';
  readonly rule: string;
  /** The rules that make it so, at most ten. */
  readonly others: readonly string[];
  /** Why, in a sentence without its subject. */
  readonly message: string;
  readonly advice: string;
  /** A request that the rule matches and that shows it, where there is one. */
  readonly request?: PolicyInput;
}

const EFFORT = 6_000_000;
const EFFORT_OF_ONE = 200_000;
const MAX_OTHERS = 10;

/**
 * Finds rules that change nothing, in the order of the set. A rule changes nothing when no request is answered with
 * another effect, obligation or required action without it. As exact and as bounded as `comparePolicies`; what
 * depends on a `when` or a regular expression is not reported.
 *
 * @throws PolicyError `POLICY_INVALID` when the set does not compile
 */
export function lintPolicy(set: PolicySet, environment: PolicyEnvironment): readonly LintFinding[] {
  const policy = compilePolicy(set, environment);
  const model = modelOf(set, environment, createRegionReader(environment));
  const desk: Desk = { policy, model, solver: createSolver(), effort: effortOf(EFFORT) };
  return set.rules.flatMap((rule) => {
    const clause = model.clauses.find(({ id }) => id === rule.id);
    const effect = clause === undefined ? dead(rule) : uselessness(rule, clause, desk);
    return [
      ...(effect === undefined ? [] : [effect]),
      ...(clause === undefined ? [] : overlaps(clause, desk)),
      ...(effect === undefined ? exampleFindings(rule, policy) : []),
    ];
  });
}

interface Desk {
  readonly policy: CompiledPolicy;
  readonly model: SetModel;
  readonly solver: Solver;
  readonly effort: Effort;
}

function dead({ id }: Rule): LintFinding {
  return {
    code: 'dead',
    severity: 'warning',
    rule: id,
    others: [],
    message: 'can never match: its conditions exclude each other',
    advice: 'mend the conditions or remove the rule',
  };
}

function uselessness(rule: Rule, clause: Clause, desk: Desk): LintFinding | undefined {
  const inside = look([clause], [], desk);
  if (inside === 'none') return dead(rule);
  if (inside === 'unknown' || isOfUse(clause, desk)) return undefined;
  const request = requestIn(inside, desk);
  const said = { rule: rule.id, severity: 'warning', ...(request === undefined ? {} : { request }) } as const;
  const stricter = desk.model.clauses.filter(({ effect }) => isLessStrict(clause.effect, effect));
  const others = (clauses: readonly Clause[]): string[] => namesOf(clauses, clause, desk);
  if (look([clause], stricter, desk) === 'none') {
    const opposite = stricter.find(
      (other) =>
        look([declaredPart(clause)], [other], desk) === 'none' &&
        look([declaredPart(other)], [clause], desk) === 'none',
    );
    return opposite === undefined
      ? {
          ...said,
          code: 'shadowed',
          others: others(stricter),
          message: 'never decides: stricter rules match all that it matches',
          advice: 'remove it, or narrow the stricter rules',
        }
      : {
          ...said,
          code: 'contradictory',
          others: [opposite.id],
          message: `says ${clause.effect} of exactly the requests of which \`${opposite.id}\` says ${opposite.effect}`,
          advice: 'keep the one that is meant: the stricter one decides',
        };
  }
  const same = desk.model.clauses.filter(
    (other) => other !== clause && !isLessStrict(other.effect, clause.effect),
  );
  if (look([clause], same, desk) === 'none') {
    return {
      ...said,
      code: 'repeated',
      others: others(same),
      message: 'changes nothing: other rules say the same of all that it matches',
      advice: 'remove it',
    };
  }
  return {
    ...said,
    code: 'moot',
    others: [],
    message: 'changes nothing: the default says the same where no other rule does',
    advice: 'remove it, or make the default stricter',
  };
}

/** Allow rules are about nothing else. */
function declaredPart(clause: Clause): Region {
  return { ...clause, facets: meet(clause.facets, declared) };
}

/** Could any request be answered otherwise without it? True also where that could not be told. */
function isOfUse(clause: Clause, desk: Desk): boolean {
  const { model } = desk;
  const rest: SetModel = { ...model, clauses: model.clauses.filter((other) => other !== clause) };
  return [...questionsBetween(model, rest), ...questionsBetween(rest, model)].some(({ inside, outside }) =>
    inside.some((regions) => look(regions, outside, desk) !== 'none'),
  );
}

function look(
  inside: readonly Region[],
  outside: readonly Region[],
  { solver, effort }: Desk,
): Place | 'none' | 'unknown' {
  const first = placesOutside(inside, outside, { solver, effort: effortOf(EFFORT_OF_ONE, effort) }).next();
  if (first.done !== true) return first.value;
  return first.value === 'exhausted' ? 'none' : 'unknown';
}

/** The one that covers it alone, else all that it meets. */
function namesOf(clauses: readonly Clause[], met: Clause, desk: Desk): string[] {
  const near = clauses.filter((other) => look([met, other], [], desk) !== 'none');
  const only = near.find((other) => look([met], [other], desk) === 'none');
  const names = (only === undefined ? near : [only]).map(({ id }) => id);
  return [...new Set(names)].slice(0, MAX_OTHERS);
}

/** Reported at the later of two rules, so once. */
function overlaps(clause: Clause, desk: Desk): LintFinding[] {
  if (clause.effect === 'deny') return [];
  const { clauses } = desk.model;
  return clauses.slice(0, clauses.indexOf(clause)).flatMap((other): LintFinding[] => {
    if (other.effect !== clause.effect) return [];
    const pair = clause.duties
      .flatMap((duty) => other.duties.map((its) => ({ duty, its })))
      .find(
        ({ duty, its }) =>
          duty.type !== 'named' && duty.type === its.type && dutyInWords(duty) !== dutyInWords(its),
      );
    const place = pair === undefined ? 'none' : look([clause, other], [], desk);
    if (pair === undefined || place === 'none' || place === 'unknown') return [];
    const request = requestIn(place, desk);
    return [
      {
        code: 'overlap',
        severity: 'info',
        rule: clause.id,
        others: [other.id],
        message: `asks for \`${dutyInWords(pair.duty)}\` where \`${other.id}\` asks for \`${dutyInWords(pair.its)}\`: both apply`,
        advice: 'make sure that the stricter one is meant where both match',
        ...(request === undefined ? {} : { request }),
      },
    ];
  });
}

function exampleFindings(rule: Rule, policy: CompiledPolicy): LintFinding[] {
  const examples = rule.examples?.match ?? [];
  if (examples.length === 0) {
    return [
      {
        code: 'untested',
        severity: 'warning',
        rule: rule.id,
        others: [],
        message: 'has no example that it matches',
        advice: 'add `examples: { match: […] }`: they run whenever the set is loaded',
      },
    ];
  }
  const requests = examples.map((example) => requestOfExample(example, policy.environment));
  const verdicts = requests.map((request) => evaluate(policy, request));
  if (verdicts.some(({ rules }) => rules.includes(rule.id))) return [];
  const [request] = requests;
  return [
    {
      code: 'undecided',
      severity: 'warning',
      rule: rule.id,
      others: [...new Set(verdicts.flatMap(({ rules }) => rules))].slice(0, MAX_OTHERS),
      message: 'decides none of its own examples: stricter rules do',
      advice: 'add an example that this rule decides',
      ...(request === undefined ? {} : { request }),
    },
  ];
}
