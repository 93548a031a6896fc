import { compileNameGlob } from '../../name-glob.ts';
import type { Body, Functions } from './expression.ts';
import { nameRegex } from './regex.ts';
import { set, term } from './text.ts';

interface Names {
  readonly literals: readonly string[];
  readonly patterns: readonly string[];
}

function namesOf(globs: readonly string[]): Names {
  const wildcards = globs.flatMap(compileNameGlob);
  return {
    literals: wildcards.flatMap(({ literal }) => (literal === undefined ? [] : [literal])),
    patterns: wildcards.flatMap((each) => (each.literal === undefined ? [nameRegex(each)] : [])),
  };
}

/** One of the globs matches all of the text that the expression yields. */
export function nameIsLike(value: string, globs: readonly string[], functions: Functions): Body {
  return functions.any(likenesses(value, globs));
}

/** For every entry of the list that the expression yields, one of the globs matches all of it. */
export function everyNameIsLike(values: string, globs: readonly string[], functions: Functions): Body {
  const isLike = functions.of('name', likenesses('name', globs));
  return `every name in ${values} { ${isLike('name')} }`;
}

/** Of which one must hold. */
function likenesses(value: string, globs: readonly string[]): readonly Body[] {
  const { literals, patterns } = namesOf(globs);
  return [
    ...(literals.length === 0 ? [] : [`${value} in ${set(literals)}`]),
    ...(patterns.length === 0 ? [] : [`matches_some(${value}, ${term(patterns)})`]),
  ];
}

/** One of the globs matches an entry of the list that the expression yields. */
export function someNameIsLike(values: string, globs: readonly string[], functions: Functions): Body {
  const { literals, patterns } = namesOf(globs);
  return functions.any([
    ...(literals.length === 0 ? [] : [`some_in(${values}, ${set(literals)})`]),
    ...(patterns.length === 0 ? [] : [`some_matches(${values}, ${term(patterns)})`]),
  ]);
}
