import { expandBraces } from './braces.ts';
import type { Wildcard } from './wildcard.ts';
import { compileWildcard } from './wildcard.ts';

/** A glob over a name without segments: an actor, a tool, a program, one argument. */
export function compileNameGlob(pattern: string): readonly Wildcard[] {
  return expandBraces(pattern).map((alternative) => {
    if (/^\*\*+$/.test(alternative)) return compileWildcard('*');
    return compileWildcard(alternative);
  });
}

/** The patterns of a list as one test, and the literal names where there is nothing else. */
export interface NameSet {
  readonly literals?: readonly string[];
  matches(name: string): boolean;
}

export function compileNameSet(patterns: readonly string[]): NameSet {
  const wildcards = patterns.flatMap(compileNameGlob);
  const literals = wildcards.flatMap(({ literal }) => (literal === undefined ? [] : [literal]));
  if (literals.length === wildcards.length) {
    const names = new Set(literals);
    const [only] = names;
    if (names.size === 1 && only !== undefined) return { literals: [only], matches: (name) => name === only };
    return { literals: [...names], matches: (name) => names.has(name) };
  }
  return { matches: (name) => wildcards.some((wildcard) => wildcard.matches(name)) };
}
