import { scalarTest } from '../conditions/tool.ts';
import type { Json } from '../model.ts';
import type { FieldMatch, Scalar } from '../policy-set.ts';
import type { Automaton } from './automaton.ts';
import type { Effort } from './effort.ts';
import { prefixesLanguage, suffixesLanguage, textsLanguage } from './languages.ts';
import type { Found, WordFinder, WordLiteral } from './words.ts';

/** The test of one argument of a tool, as a set of values. */
export interface FieldSet {
  readonly test: FieldMatch;
  readonly holds: (value: Json) => boolean;
  /** Texts must be in each of these; undefined when no text passes. */
  readonly texts: readonly Automaton[] | undefined;
}

/** @throws RangeError when it is too large */
export function fieldSet(test: FieldMatch): FieldSet {
  return { test, holds: scalarTest(test), texts: textsOf(test) };
}

export interface FieldLiteral {
  readonly set: FieldSet;
  /** In allow rules every entry of a list must pass, in others one. */
  readonly quantifier: 'every' | 'some';
  readonly holds: boolean;
}

/** An argument that meets every literal; `undefined` in it stands for an argument that is not there. */
export function findField(
  literals: readonly FieldLiteral[],
  words: WordFinder,
  effort: Effort,
): Found<Json | undefined> {
  if (literals.every(({ holds }) => !holds)) return { status: 'found', value: undefined };
  const sets = (quantifier: 'every' | 'some' | undefined, holds: boolean): FieldSet[] =>
    literals
      .filter(
        (literal) => literal.holds === holds && (quantifier ?? literal.quantifier) === literal.quantifier,
      )
      .map(({ set }) => set);
  const find = (inside: readonly FieldSet[], outside: readonly FieldSet[]): Found<Json> =>
    findScalar(inside, outside, words, effort);
  const single = find(sets(undefined, true), sets(undefined, false));
  if (single.status === 'found') return single;
  // A list: each entry passes what every entry must, and fails what none may pass.
  const all = sets('every', true);
  const none = sets('some', false);
  const wanted = [
    ...(all.length === 0 ? [] : [find(all, none)]),
    ...sets('some', true).map((set) => find([...all, set], none)),
    ...sets('every', false).map((set) => find(all, [...none, set])),
  ];
  const entries: Json[] = [];
  for (const entry of wanted) {
    if (entry.status === 'none') return single.status === 'unknown' ? single : entry;
    if (entry.status === 'unknown') return entry;
    entries.push(entry.value);
  }
  return { status: 'found', value: entries };
}

const odd: Json = Object.freeze({});

/** A value that is no list, in all of these and in none of those. */
function findScalar(
  inside: readonly FieldSet[],
  outside: readonly FieldSet[],
  words: WordFinder,
  effort: Effort,
): Found<Json> {
  const tests = [...inside, ...outside].map(({ test }) => test);
  const candidates: Json[] = [...numbersAround(tests), ...textsNamed(tests), true, false, null, odd];
  if (!effort.spend(candidates.length)) return { status: 'unknown' };
  const value = candidates.find(
    (each) => inside.every((set) => set.holds(each)) && !outside.some((set) => set.holds(each)),
  );
  if (value !== undefined) return { status: 'found', value };
  return findText(inside, outside, words, effort);
}

/** Bounds, what lies between them, and what lies beyond: one number of every kind that the tests tell apart. */
function numbersAround(tests: readonly FieldMatch[]): readonly number[] {
  const bounds = tests.flatMap(({ equals, in: among = [], range }) =>
    [equals, ...among, range?.min, range?.max].filter((value) => typeof value === 'number'),
  );
  const sorted = [...new Set(bounds)].filter(Number.isFinite).sort((left, right) => left - right);
  const first = sorted[0] ?? 0;
  const last = sorted.at(-1) ?? 0;
  const between = sorted.slice(1).map((high, at) => {
    const low = sorted[at] ?? high;
    const whole = Math.floor(low / 2 + high / 2);
    return low < whole && whole < high ? whole : low / 2 + high / 2;
  });
  return [...sorted, ...between, last + 1, first - 1, Number.MAX_VALUE, -Number.MAX_VALUE];
}

function textsNamed(tests: readonly FieldMatch[]): readonly string[] {
  return tests.flatMap(({ equals, in: among = [] }) =>
    [equals, ...among].filter((value) => typeof value === 'string'),
  );
}

function findText(
  inside: readonly FieldSet[],
  outside: readonly FieldSet[],
  words: WordFinder,
  effort: Effort,
): Found<Json> {
  const literals: WordLiteral[] = [];
  for (const { texts } of inside) {
    if (texts === undefined) return { status: 'none' };
    literals.push(...texts.map((language) => ({ language, holds: true })));
  }
  // A text fails a test when it is outside one of its languages: each choice of one is tried.
  let choices: readonly (readonly WordLiteral[])[] = [literals];
  for (const { texts } of outside) {
    if (texts === undefined) continue;
    choices = choices.flatMap((choice) => texts.map((language) => [...choice, { language, holds: false }]));
    if (choices.length > 64) return { status: 'unknown' };
  }
  let isUnknown = false;
  for (const choice of choices) {
    const found = words(choice, { effort });
    if (found.status === 'found') return { status: 'found', value: String.fromCodePoint(...found.value) };
    isUnknown ||= found.status === 'unknown';
  }
  return { status: isUnknown ? 'unknown' : 'none' };
}

function textsOf({ equals, in: among, range, prefix, suffix }: FieldMatch): FieldSet['texts'] {
  if (range !== undefined) return undefined;
  const lists: Automaton[] = [];
  for (const named of [equals === undefined ? undefined : [equals], among]) {
    if (named === undefined) continue;
    const texts = named.filter((value: Scalar) => typeof value === 'string');
    if (texts.length === 0) return undefined;
    lists.push(textsLanguage(texts));
  }
  return [
    ...lists,
    ...(prefix === undefined ? [] : [prefixesLanguage(prefix)]),
    ...(suffix === undefined ? [] : [suffixesLanguage(suffix)]),
  ];
}
