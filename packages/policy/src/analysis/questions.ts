import type { Action, Effect } from '../model.ts';
import { declared, declaredFor, inferred, meet } from './facets.ts';
import type { Clause, SetModel } from './model-of-set.ts';
import type { Duty } from './permission.ts';
import { dutyInWords, isKept, isLessStrict } from './permission.ts';
import type { Region } from './region.ts';
import { everything } from './region.ts';

/**
 * Where the second set could let through more than the first: inside of all of some regions and outside of all of
 * others. The questions about two sets are complete: if no place answers any of them, no request is let through by
 * the second that the first holds back.
 */
export interface Question {
  readonly about:
    /** A rule that is gone or changed, a new or changed one, or the default for an action. */
    { readonly rule: string; readonly in: 'before' | 'after' } | { readonly defaultFor: Action };
  readonly kind: 'effect' | 'duty' | 'count';
  /** In words, where a duty is at stake. */
  readonly duty?: string;
  /** Each is to be asked: one place in one of them is enough. */
  readonly inside: readonly (readonly Region[])[];
  readonly outside: readonly Region[];
  /** What is inferred counts beside something declared: where the second set is no stricter about that. */
  readonly beside: Beside;
}

export interface Beside {
  readonly inside: readonly Region[];
  readonly outside: readonly Region[];
}

const actions: readonly Action[] = ['read', 'write', 'execute', 'network', 'admin'];

/** One after the other: each names most of both sets, and whoever asks may have heard enough before the last. */
export function* questionsBetween(before: SetModel, after: SetModel): Generator<Question, void> {
  const keysBefore = new Set(before.clauses.map(({ key }) => key));
  const keysAfter = new Set(after.clauses.map(({ key }) => key));
  const gone = before.clauses.filter(({ key }) => !keysAfter.has(key));
  const added = after.clauses.filter(({ key }) => !keysBefore.has(key));
  for (const clause of gone) if (clause.effect !== 'allow') yield objectionGone(clause, after);
  for (const clause of added) yield* permissionAdded(clause, before, after);
  yield* defaultLoosened(before, after);
  for (const clause of gone) yield* dutiesGone(clause, before, after);
  yield* countsApart({ before, after, gone, added });
}

/** It denied or held back: does anything in the second set still do so, everywhere? */
function objectionGone(clause: Clause, after: SetModel): Question {
  const { effect } = clause;
  const isWanted = (other: Effect): boolean => isLessStrict(other, effect);
  return {
    about: { rule: clause.id, in: 'before' },
    kind: 'effect',
    inside: answeredBy(clause, after, isWanted),
    outside: after.clauses.filter((other) => !isWanted(other.effect)),
    beside: besideIn(after, isWanted),
  };
}

const nothingInferred: Beside = { inside: [], outside: [] };

function besideIn(set: SetModel, isWanted: (effect: Effect) => boolean): Beside {
  const byDefault = actions.filter((action) => isWanted(set.default[action]));
  return {
    inside: [
      ...(byDefault.length === 0 ? [] : [{ ...everything, facets: declaredFor(byDefault) }]),
      ...set.clauses
        .filter(({ effect, facets }) => isWanted(effect) && meet(facets, declared) !== 0)
        .map((clause) => ({ ...clause, facets: meet(clause.facets, declared) })),
    ],
    outside: set.clauses.filter(({ effect }) => !isWanted(effect)),
  };
}

/** It permits what only the default of the first set held back. */
function permissionAdded(clause: Clause, before: SetModel, after: SetModel): Question[] {
  return (['deny', 'escalate'] as const).flatMap((effect): Question[] => {
    const held = actions.filter((action) => before.default[action] === effect);
    const facets = meet(clause.facets, declaredFor(held));
    if (facets === 0 || !isLessStrict(clause.effect, effect)) return [];
    return [
      {
        about: { rule: clause.id, in: 'after' },
        kind: 'effect',
        inside: [[{ ...clause, facets }]],
        outside: [...before.clauses, ...after.clauses.filter((other) => !isLessStrict(other.effect, effect))],
        beside: nothingInferred,
      },
    ];
  });
}

function defaultLoosened(before: SetModel, after: SetModel): Question[] {
  return actions
    .filter((action) => isLessStrict(after.default[action], before.default[action]))
    .map((action) => ({
      about: { defaultFor: action },
      kind: 'effect',
      inside: [[{ ...everything, facets: declaredFor([action]) }]],
      outside: [...before.clauses, ...after.clauses],
      beside: nothingInferred,
    }));
}

/** It asked for something beside its effect: does whatever gives the same effect in the second set ask for as much? */
function dutiesGone(clause: Clause, before: SetModel, after: SetModel): Question[] {
  const { effect, id } = clause;
  if (effect === 'deny') return [];
  const isWanted = (other: Effect): boolean => !isLessStrict(effect, other);
  const inside = clause.duties.length === 0 ? [] : answeredBy(clause, after, isWanted);
  const { inside: besides } = besideIn(after, isWanted);
  return clause.duties.map((duty) => ({
    about: { rule: id, in: 'before' },
    kind: 'duty',
    duty: dutyInWords(duty),
    inside,
    outside: [
      ...before.clauses.filter((other) => isLessStrict(effect, other.effect)),
      ...after.clauses.filter((other) => keepsOrIsStricter(other, effect, duty)),
    ],
    beside: {
      inside: besides,
      outside: after.clauses.filter((other) => keepsOrIsStricter(other, effect, duty)),
    },
  }));
}

function keepsOrIsStricter(clause: Clause, effect: Effect, duty: Duty): boolean {
  return isLessStrict(effect, clause.effect) || (clause.effect === effect && isKept(duty, clause.duties));
}

/**
 * The parts of a clause where the second set, once its stricter rules are left out, gives an effect of the wanted
 * kind: where one of its rules does, or, for declared resources, its default. What is inferred and meets no objection
 * is as good as allowed, as long as there is anything to declare beside it that is.
 */
function answeredBy(
  clause: Clause,
  after: SetModel,
  isWanted: (effect: Effect) => boolean,
): readonly (readonly Region[])[] {
  const byDefault = actions.filter((action) => isWanted(after.default[action]));
  const rules = after.clauses.filter(({ effect }) => isWanted(effect));
  const otherwise = actions.filter((action) => !byDefault.includes(action));
  const parts: (readonly Region[])[] = [];
  const add = (facets: number, ...more: readonly Region[]): void => {
    const part = meet(clause.facets, facets);
    if (part !== 0) parts.push([{ ...clause, facets: part }, ...more]);
  };
  if (byDefault.length > 0) add(declaredFor(byDefault));
  if (otherwise.length > 0) for (const rule of rules) add(declaredFor(otherwise), rule);
  if (byDefault.length > 0 || rules.length > 0) add(inferred);
  return parts;
}

/**
 * A `limit` counts by the rules that decided together. Where a request is allowed as before and other rules decide,
 * it may be counted apart from what it was counted with, and more goes through in a minute.
 */
function countsApart({
  before,
  after,
  gone,
  added,
}: {
  readonly before: SetModel;
  readonly after: SetModel;
  readonly gone: readonly Clause[];
  readonly added: readonly Clause[];
}): Question[] {
  const limited = new Set(
    before.clauses.flatMap(({ effect, duties }) =>
      duties.some(({ type }) => type === 'limit') ? [effect] : [],
    ),
  );
  const questions: Question[] = [];
  for (const [clauses, own, other, where] of [
    [gone, before, after, 'before'],
    [added, after, before, 'after'],
  ] as const) {
    for (const clause of clauses) {
      const { effect, id } = clause;
      if (effect === 'deny' || !limited.has(effect)) continue;
      const isSame = ({ id: otherId, effect: otherEffect }: Clause): boolean =>
        otherId === id && otherEffect === effect;
      const outside = [
        ...other.clauses.filter(isSame),
        ...own.clauses.filter((each) => isLessStrict(effect, each.effect)),
        ...other.clauses.filter((each) => isLessStrict(effect, each.effect)),
      ];
      const rest = { ...other, clauses: other.clauses.filter((each) => !isSame(each)) };
      // With escalations, what was allowed before and waits now is counted with the rest as well.
      const isWanted = (given: Effect): boolean =>
        effect === 'escalate' ? given !== 'deny' : given === effect;
      questions.push({
        about: { rule: id, in: where },
        kind: 'count',
        inside: answeredBy(clause, rest, isWanted),
        outside,
        beside: besideIn(rest, isWanted),
      });
    }
  }
  return questions;
}
