import type { Json } from '../model.ts';
import type { Automaton } from './automaton.ts';
import { END_OF_ARGUMENT, MAX_CODE_POINT } from './automaton.ts';
import type { Effort } from './effort.ts';
import { findField } from './field-values.ts';
import { findLabels } from './labels.ts';
import { anyArguments, anyPath, plainText } from './languages.ts';
import type { Atom, Literal } from './literal.ts';
import { literalKey } from './literal.ts';
import type { Found, WordLiteral } from './words.ts';
import { createWordFinder } from './words.ts';

/** A value of one part of a request; `undefined` when it is not there. Arguments and roles are lists of texts. */
export type PartValue = Json | undefined;

/** Answers whether demands on one part of a request can be met together. Remembers what it was asked. */
export interface Solver {
  find(literals: readonly Literal[], effort: Effort): Found<PartValue>;
  /** The same, and where it can a value that a person would write. */
  sample(literals: readonly Literal[], effort: Effort): Found<PartValue>;
}

type OfType<Type extends Atom['type']> = {
  readonly atom: Extract<Atom, { type: Type }>;
  readonly holds: boolean;
};

export function createSolver(): Solver {
  const words = createWordFinder();
  const remembered = new Map<string, Found<PartValue>>();
  const path = anyPath();
  const pathShape: readonly WordLiteral[] = [
    { language: path.shape, holds: true },
    { language: path.odd, holds: false },
  ];
  const argumentShape: readonly WordLiteral[] = [{ language: anyArguments(), holds: true }];
  const plain = plainText({ allowsEmpty: false });
  const plainOrEmpty = plainText({ allowsEmpty: true });

  const shapeOf = (part: string): readonly WordLiteral[] => {
    if (part === 'path') return pathShape;
    return part === 'shell.argv' ? argumentShape : [];
  };
  const findWord = (
    part: string,
    literals: readonly OfType<'word'>[],
    more: readonly WordLiteral[],
    effort: Effort,
  ): Found<PartValue> => {
    const wanted = literals.map(({ atom, holds }) => ({ language: atom.language, holds }));
    const lastSymbol = part === 'shell.argv' ? END_OF_ARGUMENT : MAX_CODE_POINT;
    const found = words([...shapeOf(part), ...more, ...wanted], { effort, lastSymbol });
    return found.status === 'found' ? { status: 'found', value: readWord(part, found.value) } : found;
  };
  const solve = (literals: readonly Literal[], effort: Effort, likely?: Automaton): Found<PartValue> => {
    const [first] = literals;
    if (first === undefined) return { status: 'found', value: undefined };
    const { part, type } = first.atom;
    const more = likely === undefined ? [] : [{ language: likely, holds: true }];
    switch (type) {
      case 'word': {
        const own = ofType(literals, type);
        const isAbsentFine = own.every(({ atom, holds }) => atom.holdsWhenAbsent === holds);
        if ((part === 'url.method' || part === 'content') && isAbsentFine) {
          return { status: 'found', value: undefined };
        }
        return findWord(part, own, more, effort);
      }
      case 'some':
        return findSome(ofType(literals, type), (wanted) => words([...wanted, ...more], { effort }));
      case 'labels':
        return findLabels(
          ofType(literals, type).map(({ atom, holds }) => ({ ...atom, holds })),
          effort,
        );
      case 'week':
        return findMinute(ofType(literals, type));
      case 'port':
        return findPort(ofType(literals, type));
      case 'field':
        return findField(
          ofType(literals, type).map(({ atom, holds }) => ({ ...atom, holds })),
          words,
          effort,
        );
      case 'opaque':
        return findOpaque(ofType(literals, type));
      default:
        return type satisfies never;
    }
  };
  const remember = (
    kind: string,
    literals: readonly Literal[],
    answer: () => Found<PartValue>,
  ): Found<PartValue> => {
    const key = [kind, ...literals.map(literalKey).sort()].join('\n');
    const before = remembered.get(key);
    if (before !== undefined) return before;
    const found = answer();
    if (found.status !== 'unknown') remembered.set(key, found);
    return found;
  };
  return {
    find(literals, effort) {
      const isContradiction = literals.some(({ atom, holds }, at) =>
        literals.some((other, otherAt) => otherAt > at && other.atom === atom && other.holds !== holds),
      );
      return isContradiction ? { status: 'none' } : remember('any', literals, () => solve(literals, effort));
    },
    sample(literals, effort) {
      const part = literals[0]?.atom.part;
      return remember('likely', literals, () => {
        const likely = solve(
          literals,
          effort,
          part === 'shell.argv' || part === 'path' ? plainOrEmpty : plain,
        );
        return likely.status === 'found' ? likely : solve(literals, effort);
      });
    },
  };
}

function ofType<Type extends Atom['type']>(literals: readonly Literal[], type: Type): OfType<Type>[] {
  return literals.filter((literal): literal is OfType<Type> => literal.atom.type === type);
}

function readWord(part: string, word: readonly number[]): PartValue {
  if (part === 'path') return word.length === 0 ? '/' : textOf(word);
  if (part !== 'shell.argv') return textOf(word);
  const argv: string[] = [];
  let start = 0;
  word.forEach((symbol, at) => {
    if (symbol !== END_OF_ARGUMENT) return;
    argv.push(textOf(word.slice(start, at)));
    start = at + 1;
  });
  return argv;
}

function textOf(word: readonly number[]): string {
  return word.map((symbol) => String.fromCodePoint(symbol)).join('');
}

/** A list of which some entries, one for each positive demand, are in a language, and none in those of the others. */
function findSome(
  literals: readonly OfType<'some'>[],
  words: (wanted: readonly WordLiteral[]) => Found<readonly number[]>,
): Found<PartValue> {
  const none = literals
    .filter(({ holds }) => !holds)
    .map(({ atom }) => ({ language: atom.language, holds: false }));
  const entries: string[] = [];
  for (const { atom, holds } of literals) {
    if (!holds) continue;
    const found = words([{ language: atom.language, holds: true }, ...none]);
    if (found.status !== 'found') return found;
    entries.push(textOf(found.value));
  }
  return { status: 'found', value: [...new Set(entries)] };
}

const minutesOfWeek = 7 * 1_440;
const wholeWeek = (1n << BigInt(minutesOfWeek)) - 1n;

function findMinute(literals: readonly OfType<'week'>[]): Found<PartValue> {
  let open = wholeWeek;
  for (const { atom, holds } of literals) open &= holds ? atom.minutes : wholeWeek & ~atom.minutes;
  if (open === 0n) return { status: 'none' };
  // Noon of a Monday where it will do, else the first minute.
  const noon = 1_440 + 720;
  if (((open >> BigInt(noon)) & 1n) === 1n) return { status: 'found', value: noon };
  return { status: 'found', value: (open & -open).toString(2).length - 1 };
}

function findPort(literals: readonly OfType<'port'>[]): Found<PartValue> {
  const named = literals.flatMap(({ atom }) => atom.ports);
  const unnamed = [443, 80, 8_443, 8_080].find((port) => !named.includes(port)) ?? Math.max(...named) + 1;
  const value = [...named, unnamed].find((port) =>
    literals.every(({ atom, holds }) => atom.ports.includes(port) === holds),
  );
  return value === undefined ? { status: 'none' } : { status: 'found', value };
}

/** It is true, false or an error, and an error holds in rules that make the answer stricter. */
function findOpaque(literals: readonly OfType<'opaque'>[]): Found<PartValue> {
  const outcomes = { false: () => false, error: (holdsOnError: boolean) => holdsOnError, true: () => true };
  for (const [outcome, holdsFor] of Object.entries(outcomes)) {
    if (literals.every(({ atom, holds }) => holdsFor(atom.holdsOnError) === holds)) {
      return { status: 'found', value: outcome };
    }
  }
  return { status: 'none' };
}
