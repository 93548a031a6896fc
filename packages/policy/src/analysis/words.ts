import { foldCase } from '../fold-case.ts';
import type { Automaton } from './automaton.ts';
import { foldSymbol, intervalOf, MAX_CODE_POINT } from './automaton.ts';
import type { Effort } from './effort.ts';

/** One demand on a word: to be in a language, or not to be. */
export interface WordLiteral {
  readonly language: Automaton;
  readonly holds: boolean;
}

export type Found<T> =
  | { readonly status: 'found'; readonly value: T }
  | { readonly status: 'none' }
  | { readonly status: 'unknown' };

export type WordFinder = (
  literals: readonly WordLiteral[],
  options: { readonly effort: Effort; readonly lastSymbol?: number },
) => Found<readonly number[]>;

/** More at once is given up: the word is then unknown. */
const MAX_PRODUCT_STATES = 20_000;
const agreeable = Array.from('xabcdefghijklmnopqrstuvwyz0123456789-_/.', (char) => char.codePointAt(0) ?? 0);

/**
 * Finds a shortest word that meets every literal, through the product of their automata, one symbol of each kind
 * that they tell apart. Exact unless it answers `unknown`.
 */
export function createWordFinder(): WordFinder {
  // The symbols that lower case changes. Made once, when a pattern that ignores case is first asked about.
  let cased: readonly CasedSymbol[] | undefined;
  return (literals, { effort, lastSymbol = MAX_CODE_POINT }) => {
    if (startApart(literals)) return { status: 'none' };
    const languages = literals.map(({ language }) => language);
    if (languages.some(({ folds }) => folds)) cased ??= casedSymbols();
    const symbols = representatives(languages, cased ?? [], lastSymbol);
    // Telling symbols apart is most of the work where the words are short.
    const kinds = languages.reduce((sum, { boundaries }) => sum + boundaries.length, 0);
    effort.spend(kinds * (languages.length + 4) + (languages.some(({ folds }) => folds) ? 2_000 : 0));
    const first = languages.map(({ start }) => start);
    const seen = new Set([first.join()]);
    const queue: Reached[] = [{ states: first, symbol: -1, before: undefined }];
    for (let at = 0; at < queue.length; at++) {
      const reached = queue[at];
      if (reached === undefined) break;
      if (isMet(literals, reached.states)) return { status: 'found', value: wordOf(reached) };
      if (seen.size > MAX_PRODUCT_STATES || !effort.spend(symbols.length * literals.length))
        return { status: 'unknown' };
      for (const { symbol, classes } of symbols) {
        const states = step(literals, reached.states, classes);
        if (states === undefined) continue;
        const key = states.join();
        if (seen.has(key)) continue;
        seen.add(key);
        queue.push({ states, symbol, before: reached });
      }
    }
    return { status: 'none' };
  };
}

/** The cheapest way to see that there is no such word, and the most frequent one: `/srv/a…` and `/srv/b…`. */
function startApart(literals: readonly WordLiteral[]): boolean {
  let longest: readonly number[] = [];
  for (const { language, holds } of literals) {
    if (!holds) continue;
    const prefix = language.prefix();
    if (prefix.some((symbol, at) => at < longest.length && longest[at] !== symbol)) return true;
    if (prefix.length > longest.length) longest = prefix;
  }
  return false;
}

interface Reached {
  readonly states: readonly number[];
  readonly symbol: number;
  readonly before: Reached | undefined;
}

/** A symbol and the classes that each language reads it as. */
interface Representative {
  readonly symbol: number;
  readonly classes: readonly (readonly number[])[];
}

/** Undefined where no word can be met any more, whatever follows. */
function step(
  literals: readonly WordLiteral[],
  states: readonly number[],
  classes: Representative['classes'],
): readonly number[] | undefined {
  const next: number[] = [];
  for (let at = 0; at < literals.length; at++) {
    const literal = literals[at];
    if (literal === undefined) break;
    const { language, holds } = literal;
    let state = states[at] ?? 0;
    for (const symbolClass of classes[at] ?? []) state = language.next(state, symbolClass);
    if (holds ? state === language.dead : language.acceptsAllAfter(state)) return undefined;
    next.push(state);
  }
  return next;
}

function isMet(literals: readonly WordLiteral[], states: readonly number[]): boolean {
  return literals.every(({ language, holds }, at) => language.accepts(states[at] ?? 0) === holds);
}

function wordOf(last: Reached): readonly number[] {
  const word: number[] = [];
  for (let at: Reached | undefined = last; at?.before !== undefined; at = at.before) word.push(at.symbol);
  return word.reverse();
}

/** One symbol for every way in which the languages read symbols, those that people write first. */
function representatives(
  languages: readonly Automaton[],
  cased: readonly CasedSymbol[],
  lastSymbol: number,
): readonly Representative[] {
  const starts = [...new Set([0, ...languages.flatMap(({ boundaries }) => boundaries)])]
    .filter((start) => start <= lastSymbol)
    .sort((left, right) => left - right);
  const isFolding = languages.some(({ folds }) => folds);
  const candidates = new Set<number>();
  starts.forEach((start, at) => {
    const end = (starts[at + 1] ?? lastSymbol + 1) - 1;
    const likely = agreeable.find((symbol) => start <= symbol && symbol <= end);
    const symbol = likely ?? plainSymbol(start, end, isFolding);
    if (symbol !== undefined) candidates.add(symbol);
  });
  if (isFolding) {
    const kinds = new Set<string>();
    for (const { symbol, folded } of cased) {
      const kind = [symbol, ...folded].map((each) => intervalOf(starts, each)).join();
      if (kinds.has(kind)) continue;
      kinds.add(kind);
      candidates.add(symbol);
    }
  }
  const chosen = new Map<string, Representative>();
  for (const symbol of [...candidates].sort((left, right) => rankOf(left) - rankOf(right))) {
    const classes = languages.map((language) => language.classesOf(symbol));
    const key = classes.join(';');
    if (!chosen.has(key)) chosen.set(key, { symbol, classes });
  }
  return [...chosen.values()];
}

/** Letters first, then what else is printed, then the rest. */
function rankOf(symbol: number): number {
  const place = agreeable.indexOf(symbol);
  if (place !== -1) return place;
  return symbol > 0x20 && symbol < 0x7f ? 1_000 + symbol : 10_000 + symbol;
}

/** Where case is ignored, letters in upper case are kinds of their own. */
function plainSymbol(start: number, end: number, isFolding: boolean): number | undefined {
  const from = start < 0x21 && end >= 0x21 ? 0x21 : start;
  if (!isFolding) return from;
  for (const first of [from, start]) {
    for (let symbol = first; symbol <= end; symbol++) {
      const folded = foldSymbol(symbol);
      if (folded.length === 1 && folded[0] === symbol) return symbol;
    }
  }
  return undefined;
}

interface CasedSymbol {
  readonly symbol: number;
  readonly folded: readonly number[];
}

/** Of the first two planes: the others have ideographs and nothing that has a case. Most blocks have none either. */
function casedSymbols(): readonly CasedSymbol[] {
  const symbols: CasedSymbol[] = [];
  for (let block = 0; block <= 0x1_ff_ff; block += 256) {
    const text = String.fromCodePoint(...Array.from({ length: 256 }, (_, at) => block + at));
    if (foldCase(text) === text) continue;
    for (let symbol = block; symbol < block + 256; symbol++) {
      const folded = foldSymbol(symbol);
      if (folded.length !== 1 || folded[0] !== symbol) symbols.push({ symbol, folded });
    }
  }
  return symbols;
}
