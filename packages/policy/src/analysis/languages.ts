import type { PathGlob } from '../path-glob.ts';
import type { TokenGlob } from '../token-glob.ts';
import type { Wildcard, WildcardToken } from '../wildcard.ts';
import type { Automaton, Draft, SymbolSet } from './automaton.ts';
import { draftAutomaton, END_OF_ARGUMENT, MAX_CODE_POINT } from './automaton.ts';

// Each of these throws RangeError for what cannot be told exactly or is too large.

const anyChar: SymbolSet = [[0, MAX_CODE_POINT]];
const anySymbol: SymbolSet = [[0, END_OF_ARGUMENT]];
const slash: SymbolSet = [[0x2f, 0x2f]];
const noSlash: SymbolSet = [
  [0, 0x2e],
  [0x30, MAX_CODE_POINT],
];
const argumentEnd: SymbolSet = [[END_OF_ARGUMENT, END_OF_ARGUMENT]];

/** Names that one of the patterns matches. */
export function namesLanguage(wildcards: readonly Wildcard[]): Automaton {
  const draft = draftAutomaton();
  for (const wildcard of wildcards) draft.accept(appendWildcard(draft, draft.start, wildcard, anyChar));
  return draft.finish();
}

/** Programs by their whole name or, in rules that make the answer stricter, by what follows the last slash. */
export function programsLanguage(
  wildcards: readonly Wildcard[],
  options: { readonly byBaseName: boolean },
): Automaton {
  const draft = draftAutomaton();
  const directory = draft.state();
  const base = draft.state();
  if (options.byBaseName) draft.skip(draft.start, directory);
  draft.move(directory, anyChar, directory);
  draft.move(directory, slash, base);
  for (const wildcard of wildcards) {
    draft.accept(appendWildcard(draft, draft.start, wildcard, anyChar));
    draft.accept(appendWildcard(draft, base, wildcard, noSlash));
  }
  return draft.finish();
}

/** Canonical paths without a slash at their end; the root is the empty word. */
export function pathsLanguage(
  globs: readonly PathGlob[],
  options: { readonly ignoreCase: boolean },
): Automaton {
  const draft = draftAutomaton();
  for (const glob of globs) {
    let at = draft.start;
    for (const step of glob) {
      const next = draft.state();
      if (step === 'any-depth') {
        const inside = draft.state();
        draft.skip(at, next);
        draft.move(next, slash, inside);
        draft.move(inside, noSlash, inside);
        draft.skip(inside, next);
        at = next;
      } else {
        draft.move(at, slash, next);
        at = appendWildcard(draft, next, step, noSlash);
      }
    }
    draft.accept(at);
  }
  return draft.finish({ folds: options.ignoreCase });
}

/** What a path may be at all: without empty segments, and with neither `.` nor `..` among them. */
export function anyPath(): { readonly shape: Automaton; readonly odd: Automaton } {
  const shape = draftAutomaton();
  const open = shape.state();
  const inside = shape.state();
  shape.move(shape.start, slash, open);
  shape.move(open, noSlash, inside);
  shape.move(inside, noSlash, inside);
  shape.move(inside, slash, open);
  shape.accept(shape.start);
  shape.accept(inside);
  const odd = draftAutomaton();
  odd.move(odd.start, anyChar, odd.start);
  const start = odd.state();
  odd.move(odd.start, slash, start);
  const one = append(odd, start, [[0x2e, 0x2e]]);
  const two = append(odd, one, [[0x2e, 0x2e]]);
  const more = odd.state();
  for (const end of [one, two]) {
    odd.accept(end);
    odd.move(end, slash, more);
  }
  odd.move(more, anyChar, more);
  odd.accept(more);
  return { shape: shape.finish(), odd: odd.finish() };
}

/** Arguments that start as one of the globs says; each ends in END_OF_ARGUMENT. */
export function argumentsLanguage(globs: readonly TokenGlob[]): Automaton {
  const draft = draftAutomaton();
  for (const { tokens, isWhole } of globs) {
    let at = draft.start;
    for (const token of tokens) {
      const ends = token.map((wildcard) => appendWildcard(draft, at, wildcard, anyChar));
      const next = draft.state();
      for (const end of ends) draft.move(end, argumentEnd, next);
      at = next;
    }
    const last = draft.state();
    draft.skip(at, last);
    draft.accept(last);
    if (!isWhole) draft.move(last, anySymbol, last);
  }
  return draft.finish();
}

/** Arguments of which at least one matches. */
export function someArgumentLanguage(wildcards: readonly Wildcard[]): Automaton {
  const draft = draftAutomaton();
  const inside = draft.state();
  const matched = draft.state();
  draft.move(draft.start, anyChar, inside);
  draft.move(inside, anyChar, inside);
  for (const from of [draft.start, inside]) draft.move(from, argumentEnd, draft.start);
  for (const wildcard of wildcards) {
    draft.move(appendWildcard(draft, draft.start, wildcard, anyChar), argumentEnd, matched);
  }
  draft.move(matched, anySymbol, matched);
  draft.accept(matched);
  return draft.finish();
}

/** Arguments each of which matches. */
export function everyArgumentLanguage(wildcards: readonly Wildcard[]): Automaton {
  const draft = draftAutomaton();
  for (const wildcard of wildcards) {
    const argument = draft.state();
    draft.skip(draft.start, argument);
    draft.move(appendWildcard(draft, argument, wildcard, anyChar), argumentEnd, draft.start);
  }
  draft.accept(draft.start);
  return draft.finish();
}

/** What arguments may be at all. */
export function anyArguments(): Automaton {
  const draft = draftAutomaton();
  const inside = draft.state();
  draft.move(draft.start, anyChar, inside);
  draft.move(inside, anyChar, inside);
  for (const from of [draft.start, inside]) draft.move(from, argumentEnd, draft.start);
  draft.accept(draft.start);
  return draft.finish();
}

/** Hosts: exact, `*.suffix` for what lies below it, or `*`. */
export function hostsLanguage(patterns: readonly string[]): Automaton {
  const draft = draftAutomaton();
  for (const pattern of patterns) {
    if (pattern === '*') draft.accept(appendAny(draft, draft.start));
    else if (pattern.startsWith('*.')) {
      const below = appendAny(draft, append(draft, draft.start, anyChar));
      draft.accept(appendText(draft, below, pattern.slice(1)));
    } else draft.accept(appendText(draft, draft.start, pattern));
  }
  return draft.finish();
}

/** The path of a URL, at or below one of these. */
export function urlPathsLanguage(prefixes: readonly string[]): Automaton {
  const draft = draftAutomaton();
  for (const prefix of prefixes) {
    const directory = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
    const at = appendText(draft, draft.start, directory);
    draft.accept(at);
    draft.accept(appendAny(draft, append(draft, at, slash)));
  }
  return draft.finish();
}

export function textsLanguage(texts: readonly string[]): Automaton {
  const draft = draftAutomaton();
  for (const text of texts) draft.accept(appendText(draft, draft.start, text));
  return draft.finish();
}

export function prefixesLanguage(texts: readonly string[]): Automaton {
  const draft = draftAutomaton();
  for (const text of texts) draft.accept(appendAny(draft, appendText(draft, draft.start, text)));
  return draft.finish();
}

export function suffixesLanguage(texts: readonly string[]): Automaton {
  const draft = draftAutomaton();
  const before = appendAny(draft, draft.start);
  for (const text of texts) draft.accept(appendText(draft, before, text));
  return draft.finish();
}

/** Texts in which one of these stands somewhere. */
export function containsLanguage(texts: readonly string[]): Automaton {
  const draft = draftAutomaton();
  const before = appendAny(draft, draft.start);
  for (const text of texts) draft.accept(appendAny(draft, appendText(draft, before, text)));
  return draft.finish();
}

/** Not empty, and nothing that a reader could not see: for examples that a person will read. */
export function plainText(options: { readonly allowsEmpty: boolean }): Automaton {
  const draft = draftAutomaton();
  const printable: SymbolSet = [
    [0x21, 0x7e],
    [END_OF_ARGUMENT, END_OF_ARGUMENT],
  ];
  const more = append(draft, draft.start, printable);
  draft.move(more, printable, more);
  draft.accept(more);
  if (options.allowsEmpty) draft.accept(draft.start);
  return draft.finish();
}

function append(draft: Draft, from: number, symbols: SymbolSet): number {
  const to = draft.state();
  draft.move(from, symbols, to);
  return to;
}

function appendText(draft: Draft, from: number, text: string): number {
  let at = from;
  for (const char of text) at = append(draft, at, one(char));
  return at;
}

function appendAny(draft: Draft, from: number): number {
  const any = draft.state();
  draft.skip(from, any);
  draft.move(any, anyChar, any);
  return any;
}

function appendWildcard(draft: Draft, from: number, { tokens }: Wildcard, alphabet: SymbolSet): number {
  let at = from;
  for (const token of tokens) {
    if (token.type === 'star') {
      const any = draft.state();
      draft.skip(at, any);
      draft.move(any, alphabet, any);
      at = any;
    } else {
      at = append(draft, at, symbolsOf(token, alphabet));
    }
  }
  return at;
}

function symbolsOf(token: Exclude<WildcardToken, { type: 'star' }>, alphabet: SymbolSet): SymbolSet {
  if (token.type === 'any') return alphabet;
  if (token.type === 'char') return intersect(one(token.char), alphabet);
  // Of surrogates, two side by side are another symbol.
  if (token.ranges.some(([, high]) => high >= 0xd8_00))
    throw new RangeError('has a range of rare characters');
  const ranges = token.ranges.toSorted(([left], [right]) => left - right);
  return intersect(token.isNegated ? complement(ranges) : ranges, alphabet);
}

function complement(ranges: SymbolSet): SymbolSet {
  const gaps: [number, number][] = [];
  let from = 0;
  for (const [low, high] of ranges) {
    if (low > from) gaps.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  gaps.push([from, MAX_CODE_POINT]);
  return gaps;
}

function intersect(left: SymbolSet, right: SymbolSet): SymbolSet {
  return left.flatMap(([low, high]) =>
    right.flatMap(([from, to]): [number, number][] =>
      Math.max(low, from) <= Math.min(high, to) ? [[Math.max(low, from), Math.min(high, to)]] : [],
    ),
  );
}

function one(char: string): SymbolSet {
  const code = char.codePointAt(0) ?? 0;
  return [[code, code]];
}
