import { compilePolicy } from '../compile.ts';
import type { CompiledPolicy, PolicyEnvironment } from '../compile.ts';
import { evaluate } from '../evaluate.ts';
import { requestOfExample } from '../example-request.ts';
import type { Action, Effect, PolicyInput } from '../model.ts';
import type { PolicySet } from '../policy-set.ts';
import type { Effort } from './effort.ts';
import { effortOf } from './effort.ts';
import { inferred, isWithin, meet, ofKind } from './facets.ts';
import { loosenedMark } from './marks.ts';
import { modelOf } from './model-of-set.ts';
import { dutyInWords, widening } from './permission.ts';
import type { Question } from './questions.ts';
import { questionsBetween } from './questions.ts';
import { createRegionReader } from './region.ts';
import type { Outcome, Place } from './search.ts';
import { placesOutside } from './search.ts';
import type { Solver } from './solver.ts';
import { createSolver } from './solver.ts';
import { factsOf, requestBeside, requestIn } from './witness.ts';

export type Answer = 'yes' | 'no' | 'maybe';

/** How two policy sets relate, over every request that there can be. */
export interface PolicyComparison {
  /** `mixed`: wider for some requests and narrower for others. `unknown`: it depends on what could not be told. */
  readonly relation: 'same' | 'narrower' | 'wider' | 'mixed' | 'unknown';
  /** Does the second set let anything through that the first does not? */
  readonly wider: ComparedDirection;
  /** Does it hold anything back that the first lets through? */
  readonly narrower: ComparedDirection;
}

/**
 * `yes` comes with a request for which `evaluate` gives the two verdicts, `no` means that there is none, and `maybe`
 * that there may be one: in what follows from a `when` or a regular expression, or beyond what was searched.
 */
export interface ComparedDirection {
  readonly answer: Answer;
  /** Where, at most 1,000; the certain ones first, in the order of the sets. */
  readonly changes: readonly PolicyChange[];
}

export type PolicyChange = {
  /** What the difference comes from. A rule that was changed may be named in either set, or in both. */
  readonly cause:
    | { readonly rule: string; readonly in: 'first' | 'second' }
    | { readonly defaultFor: Action };
} & (
  | {
      readonly certainty: 'yes';
      readonly request: PolicyInput;
      readonly first: AnswerOfSet;
      readonly second: AnswerOfSet;
      /** The duty that one of the sets does not ask for, where both give the same effect. */
      readonly duty?: string;
    }
  | { readonly certainty: 'maybe'; readonly reason: string }
);

/** What one of two compared sets says to the request that tells them apart. */
export interface AnswerOfSet {
  readonly effect: Effect;
  /** Empty when the default decided. */
  readonly rules: readonly string[];
}

const EFFORT = 4_000_000;
const EFFORT_OF_ONE = 1_000_000;
/** Places of one question that are tried as requests before it stays open. */
const MAX_TRIES = 24;
/** Examples of each set that a place is tried with. */
const MAX_TELLING = 20;
const MAX_CHANGES = 1_000;

/**
 * Compares what two sets let through. Less strict is `allow` before `escalate` before `deny`; for the same effect
 * other than `deny`, less strict is what lacks an obligation or required action of the other, or has a higher `limit`,
 * a lower `quorum`. An escalation counts as stricter than an allowance whatever either obliges to.
 *
 * Exact over everything but `when`, regular expressions and what the built-in protection reads out of commands. Pure;
 * the effort is bounded in steps, so the answer is the same everywhere.
 *
 * @throws PolicyError `POLICY_INVALID` when a set does not compile
 *
 * @example
 * comparePolicies(inForce, proposed, { workspace: '/work', home: '/home/a' }).wider.answer;
 */
export function comparePolicies(
  first: PolicySet,
  second: PolicySet,
  environment: PolicyEnvironment,
): PolicyComparison {
  const { policies, models, solver } = pairOf(first, second, environment);
  const wider = loosening(questionsBetween(models.first, models.second), {
    before: policies.first,
    after: policies.second,
    solver,
    effort: effortOf(EFFORT),
  });
  const narrower = loosening(questionsBetween(models.second, models.first), {
    before: policies.second,
    after: policies.first,
    solver,
    effort: effortOf(EFFORT),
  });
  return {
    relation: relationOf(wider.answer, narrower.answer),
    wider: directionOf(wider, 'as-asked'),
    narrower: directionOf(narrower, 'turned'),
  };
}

/**
 * Only the question whether the second set lets through more, for whoever waits for it: with less effort than
 * `comparePolicies`, so with *maybe* a little more often.
 *
 * @throws PolicyError `POLICY_INVALID` when a set does not compile
 */
export function policyWidening(
  first: PolicySet,
  second: PolicySet,
  environment: PolicyEnvironment,
): ComparedDirection {
  const { policies, models, solver } = pairOf(first, second, environment);
  const wider = loosening(questionsBetween(models.first, models.second), {
    before: policies.first,
    after: policies.second,
    solver,
    effort: effortOf(EFFORT / 4),
  });
  return directionOf(wider, 'as-asked');
}

function pairOf(first: PolicySet, second: PolicySet, environment: PolicyEnvironment) {
  const regions = createRegionReader(environment);
  return {
    policies: { first: compilePolicy(first, environment), second: compilePolicy(second, environment) },
    models: {
      first: modelOf(first, environment, regions),
      second: modelOf(second, environment, regions),
    },
    solver: createSolver(),
  };
}

function relationOf(wider: Answer, narrower: Answer): PolicyComparison['relation'] {
  if (wider === 'maybe' || narrower === 'maybe') return 'unknown';
  if (wider === 'yes') return narrower === 'yes' ? 'mixed' : 'wider';
  return narrower === 'yes' ? 'narrower' : 'same';
}

/** How one set lets through more than another; both are named by their place in the question. */
interface Loosening {
  readonly answer: Answer;
  readonly loosened: readonly LooseEnd[];
}

type LooseEnd = { readonly about: Question['about'] } & (
  | {
      readonly certainty: 'yes';
      readonly request: PolicyInput;
      readonly before: AnswerOfSet;
      readonly after: AnswerOfSet;
      readonly duty?: string;
    }
  | { readonly certainty: 'maybe'; readonly reason: string }
);

interface Ground {
  readonly before: CompiledPolicy;
  readonly after: CompiledPolicy;
  readonly solver: Solver;
  readonly effort: Effort;
}

function loosening(questions: Iterable<Question>, ground: Ground): Loosening {
  const certain: LooseEnd[] = [];
  const open: LooseEnd[] = [];
  const settled = new Set<string>();
  for (const question of questions) {
    // The answer is known and the list is full.
    if (certain.length === MAX_CHANGES) break;
    // One request for each cause is enough: the next ones would say the same of the same rule.
    const cause = JSON.stringify([question.about, question.kind]);
    if (settled.has(cause)) continue;
    const end = askOne(question, ground);
    if (end === undefined) continue;
    if (end.certainty === 'yes') {
      settled.add(cause);
      certain.push(end);
    } else open.push(end);
  }
  const mark = loosenedMark(ground.before.set, ground.after.set);
  if (mark !== undefined) {
    open.push({
      about: { rule: mark.mark, in: mark.in },
      certainty: 'maybe',
      reason: 'sessions come to have other labels, which rules read',
    });
  }
  const known = new Set(certain.map(({ about }) => JSON.stringify(about)));
  const loosened = [...certain, ...open.filter(({ about }) => !known.has(JSON.stringify(about)))];
  const answer = certain.length > 0 ? 'yes' : open.length > 0 ? 'maybe' : 'no';
  return { answer, loosened: loosened.slice(0, MAX_CHANGES) };
}

function askOne(question: Question, ground: Ground): LooseEnd | undefined {
  const { about } = question;
  const effort = effortOf(EFFORT_OF_ONE, ground.effort);
  let isOpen = false;
  let isSpent = false;
  let tries = 0;
  for (const inside of question.inside) {
    const places = placesOutside(inside, question.outside, { solver: ground.solver, effort });
    for (let next = places.next(); ; next = places.next()) {
      if (next.done === true) {
        isSpent ||= next.value === 'spent';
        break;
      }
      if (question.kind === 'count') {
        return {
          about,
          certainty: 'maybe',
          reason: 'its `limit` may be counted apart from that of other rules',
        };
      }
      const shown = show(next.value, question, { ...ground, effort });
      if (shown === 'empty') continue;
      isOpen = true;
      if (shown !== undefined) return shown;
      if (++tries === MAX_TRIES) {
        isSpent = true;
        break;
      }
    }
    if (isSpent) break;
  }
  if (!isOpen && !isSpent) return undefined;
  return {
    about,
    certainty: 'maybe',
    reason: isOpen
      ? 'no request could be found that shows it: it depends on a `when`, a regular expression or the built-in protection'
      : 'too large to be searched to the end',
  };
}

/** A request of the place for which the two sets answer differently, as `evaluate` sees it; `empty` if it has none. */
function show(place: Place, question: Question, ground: Ground): LooseEnd | 'empty' | undefined {
  const { about } = question;
  const requests = requestsIn(place, question, ground);
  for (let next = requests.next(); ; next = requests.next()) {
    if (next.done === true) return next.value === 'empty' ? 'empty' : undefined;
    const request = next.value;
    const before = evaluate(ground.before, request);
    const after = evaluate(ground.after, request);
    const found = widening(before, after);
    if (found === undefined) continue;
    return {
      about,
      certainty: 'yes',
      request,
      before: { effect: before.effect, rules: before.rules },
      after: { effect: after.effect, rules: after.rules },
      ...('dropped' in found ? { duty: dutyInWords(found.dropped) } : {}),
    };
  }
}

/** What was made for the place and, as people wrote them, the examples of the rule: they know what a `when` asks for. */
function* requestsIn(
  place: Place,
  question: Question,
  ground: Ground,
): Generator<PolicyInput, 'empty' | undefined> {
  const made: PolicyInput[] = [];
  const isInferred = isWithin(place.facets, inferred);
  const own = { policy: ground.before, solver: ground.solver, effort: ground.effort };
  if (isInferred) {
    const beside = placesBeside(place, question, ground);
    let isEmpty = true;
    for (let next = beside.next(); made.length < MAX_TRIES; next = beside.next()) {
      if (next.done === true) {
        if (isEmpty && next.value === 'exhausted') return 'empty';
        break;
      }
      isEmpty = false;
      const request = requestBeside(next.value, place, own);
      if (request === undefined) continue;
      made.push(request);
      yield request;
    }
  } else {
    const request = requestIn(place, own);
    if (request !== undefined) {
      made.push(request);
      yield request;
    }
  }
  const { about } = question;
  const policy = 'rule' in about && about.in === 'before' ? ground.before : ground.after;
  const rule = policy.set.rules.find(({ id }) => 'rule' in about && id === about.rule);
  for (const example of rule?.examples?.match ?? []) yield requestOfExample(example, policy.environment);
  // The place with what the examples of conditions hold: what a `when` reads is mostly the context.
  for (const { context, content } of telling(ground)) {
    for (const each of made) yield { ...each, context, ...(content === undefined ? {} : { content }) };
  }
  return undefined;
}

/** Examples, of match and of no match, of the rules that nobody can make a request for. */
function telling({ before, after }: Ground): readonly PolicyInput[] {
  return [before, after].flatMap(({ set, environment }) =>
    set.rules
      .filter(({ when, match }) => when !== undefined || match.content?.pattern !== undefined)
      .flatMap(({ examples = {} }) => [...(examples.match ?? []), ...(examples.noMatch ?? [])])
      .slice(0, MAX_TELLING)
      .map((example) => requestOfExample(example, environment)),
  );
}

/** Where something is declared beside what a place infers, and the second set is no stricter about it. */
function* placesBeside(place: Place, { beside }: Question, ground: Ground): Generator<Place, Outcome> {
  let outcome: Outcome = 'exhausted';
  const isTool = isWithin(place.facets, ofKind('tool'));
  const tools = ofKind('tool');
  const others = ofKind('path', 'url', 'command', 'prompt', 'service');
  for (const region of beside.inside) {
    for (const kinds of [others, tools]) {
      const facets = meet(region.facets, kinds);
      if (facets === 0) continue;
      // A tool that is a resource stands for itself.
      const facts = factsOf(place, !isTool && kinds === others);
      const found = yield* placesOutside([{ ...region, facets }, facts], beside.outside, ground);
      if (found === 'spent') outcome = 'spent';
    }
  }
  return outcome;
}

function directionOf({ answer, loosened }: Loosening, order: 'as-asked' | 'turned'): ComparedDirection {
  const isTurned = order === 'turned';
  return {
    answer,
    changes: loosened.map((end): PolicyChange => {
      const { about } = end;
      const isFirst = 'rule' in about && (about.in === 'before') !== isTurned;
      const cause: PolicyChange['cause'] =
        'rule' in about ? { rule: about.rule, in: isFirst ? 'first' : 'second' } : about;
      if (end.certainty === 'maybe') return { cause, certainty: 'maybe', reason: end.reason };
      const { before, after, request, duty } = end;
      return {
        cause,
        certainty: 'yes',
        request,
        first: isTurned ? after : before,
        second: isTurned ? before : after,
        ...(duty === undefined ? {} : { duty }),
      };
    }),
  };
}
