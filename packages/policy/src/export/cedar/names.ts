import type { Wildcard } from '../../wildcard.ts';
import { compileNameGlob } from '../../name-glob.ts';
import type { Place } from '../refusal.ts';
import { at, refuse } from '../refusal.ts';
import { any, like, likePattern, set } from './expression.ts';

/** One of the globs matches all of the text that the expression yields. */
export function nameIsLike(value: string, patterns: readonly string[], place: Place): string {
  const literals: string[] = [];
  const tests: string[] = [];
  patterns.forEach((pattern, index) => {
    const here = at(place, index);
    for (const wildcard of compileNameGlob(pattern)) {
      const spelt = likePattern(wildcard);
      if (wildcard.literal !== undefined) literals.push(wildcard.literal);
      else if (spelt !== undefined) tests.push(like(value, spelt));
      else tests.push(refuse(here, 'has `?` or `[…]`, and `like` of Cedar knows `*` alone'));
    }
  });
  return any([...(literals.length === 0 ? [] : [`${set(literals)}.contains(${value})`]), ...tests]);
}

/** One of the globs matches an element of the set that the expression yields. */
export function someNameIsLike(values: string, patterns: readonly string[], place: Place): string {
  return someIsLike(
    values,
    patterns,
    (wildcard) => {
      const isAny = wildcard.tokens.length === 1 && wildcard.tokens[0]?.type === 'star';
      return isAny ? `!${values}.isEmpty()` : undefined;
    },
    place,
  );
}

/**
 * One of the globs matches an argument of the command. `resource.line` holds them as JSON texts, each begun by a line
 * feed, which no JSON text holds: so the start of an argument can be told, and nothing else of it.
 */
export function someArgumentIsLike(patterns: readonly string[], place: Place): string {
  return someIsLike(
    'resource.arguments',
    patterns,
    (wildcard) => {
      const pattern = likePattern(wildcard);
      if (pattern?.at(-1) !== '*') return undefined;
      const start = pattern.slice(0, -1);
      if (start.includes('*')) return undefined;
      const literal = start.map((part) => (part === '*' ? '' : part.literal)).join('');
      return like('resource.line', ['*', { literal: `\n${JSON.stringify(literal).slice(0, -1)}` }, '*']);
    },
    place,
  );
}

function someIsLike(
  values: string,
  patterns: readonly string[],
  say: (wildcard: Wildcard) => string | undefined,
  place: Place,
): string {
  const literals: string[] = [];
  const tests: string[] = [];
  patterns.forEach((pattern, index) => {
    const here = at(place, index);
    for (const wildcard of compileNameGlob(pattern)) {
      if (wildcard.literal !== undefined) literals.push(wildcard.literal);
      else
        tests.push(
          say(wildcard) ?? refuse(here, 'is a pattern that Cedar cannot test against each of several'),
        );
    }
  });
  return any([...(literals.length === 0 ? [] : [`${values}.containsAny(${set(literals)})`]), ...tests]);
}
