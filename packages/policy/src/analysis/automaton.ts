import { foldCase } from '../fold-case.ts';

/** Sorted ranges of symbols, both ends inside. A symbol is a code point, or the end of an argument. */
export type SymbolSet = readonly (readonly [number, number])[];

export const MAX_CODE_POINT = 0x10_ff_ff;
/** Closes each argument of a command line when its arguments are read as one word. */
export const END_OF_ARGUMENT: number = MAX_CODE_POINT + 1;

/**
 * A language of words as a deterministic automaton whose states are made when they are first reached. It reads classes
 * of symbols: all symbols of a class are alike to it.
 */
export interface Automaton {
  readonly start: number;
  /** From here on nothing is accepted any more. */
  readonly dead: number;
  /** Where classes may change; between two of these all symbols are of one class. */
  readonly boundaries: readonly number[];
  /** It reads every symbol in lower case: mostly one class, rarely two or more. */
  readonly folds: boolean;
  classesOf(symbol: number): readonly number[];
  next(state: number, symbolClass: number): number;
  accepts(state: number): boolean;
  /** What every word of the language starts with, in so far as it is plain to see; nothing where case is ignored. */
  prefix(): readonly number[];
  /** True only if everything that may follow is accepted too. */
  acceptsAllAfter(state: number): boolean;
}

/** An automaton in the making: states with moves that read a symbol, and skips that read nothing. */
export interface Draft {
  readonly start: number;
  state(): number;
  move(from: number, symbols: SymbolSet, to: number): void;
  skip(from: number, to: number): void;
  accept(state: number): void;
  finish(options?: { readonly folds?: boolean }): Automaton;
}

/** Patterns of a policy that are larger than this are not analysed. */
const MAX_STATES = 20_000;

/** @throws RangeError when it grows beyond 20,000 states */
export function draftAutomaton(): Draft {
  const moves: { readonly symbols: SymbolSet; readonly to: number }[][] = [];
  const skips: number[][] = [];
  const accepting = new Set<number>();
  const state = (): number => {
    if (moves.length === MAX_STATES) throw new RangeError(`has more than ${MAX_STATES} states`);
    moves.push([]);
    skips.push([]);
    return moves.length - 1;
  };
  const start = state();
  return {
    start,
    state,
    move: (from, symbols, to) => moves[from]?.push({ symbols, to }),
    skip: (from, to) => skips[from]?.push(to),
    accept: (at) => accepting.add(at),
    finish: ({ folds = false } = {}) => determinise({ moves, skips, accepting, start, folds }),
  };
}

interface Drafted {
  readonly moves: readonly (readonly { readonly symbols: SymbolSet; readonly to: number }[])[];
  readonly skips: readonly (readonly number[])[];
  readonly accepting: ReadonlySet<number>;
  readonly start: number;
  readonly folds: boolean;
}

function determinise({ moves, skips, accepting, start, folds }: Drafted): Automaton {
  const { boundaries, classes, count, readers } = classify(moves.flat().map(({ symbols }) => symbols));
  const sets: { readonly members: readonly number[]; readonly next: number[]; isFull?: boolean }[] = [];
  const known = new Map<string, number>();
  const enter = (seeds: Iterable<number>): number => {
    const closed = new Set(seeds);
    for (const member of closed) for (const to of skips[member] ?? []) closed.add(to);
    const members = [...closed].sort((left, right) => left - right);
    const key = members.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, sets.length);
    sets.push({ members, next: [] });
    return sets.length - 1;
  };
  const next = (from: number, symbolClass: number): number => {
    const set = sets[from];
    const before = set?.next[symbolClass];
    if (set === undefined || before !== undefined) return before ?? 0;
    const reached = new Set<number>();
    for (const member of set.members) {
      for (const { symbols, to } of moves[member] ?? []) {
        if (readers.get(symbols)?.has(symbolClass) === true) reached.add(to);
      }
    }
    const to = enter(reached);
    set.next[symbolClass] = to;
    return to;
  };
  const accepts = (state: number): boolean =>
    sets[state]?.members.some((member) => accepting.has(member)) ?? false;
  const dead = enter([]);
  const first = enter([start]);
  const single = classes.map((symbolClass, at) => {
    const isAlone = classes.indexOf(symbolClass) === at && classes.lastIndexOf(symbolClass) === at;
    const symbol = boundaries[at];
    return isAlone && symbol !== undefined && boundaries[at + 1] === symbol + 1 ? symbol : undefined;
  });
  let prefix: readonly number[] | undefined;
  const readPrefix = (): readonly number[] => {
    const forced: number[] = [];
    if (folds) return forced;
    for (let state = first; !accepts(state) && forced.length < 64;) {
      const onward = [...new Set(classes)].filter((symbolClass) => next(state, symbolClass) !== dead);
      const [only] = onward;
      const symbol = only === undefined ? undefined : single[classes.indexOf(only)];
      if (onward.length !== 1 || only === undefined || symbol === undefined) break;
      forced.push(symbol);
      state = next(state, only);
    }
    return forced;
  };
  const classOf = (symbol: number): number => classes[intervalOf(boundaries, symbol)] ?? 0;
  return {
    start: first,
    dead,
    boundaries,
    folds,
    classesOf: (symbol) => (folds ? foldSymbol(symbol) : [symbol]).map(classOf),
    next,
    accepts,
    prefix: () => (prefix ??= readPrefix()),
    acceptsAllAfter(state) {
      const set = sets[state];
      if (set === undefined) return false;
      if (set.isFull === undefined) {
        set.isFull = accepts(state);
        for (let at = 0; at < count && set.isFull; at++) set.isFull = next(state, at) === state;
      }
      return set.isFull;
    },
  };
}

/** Classes of symbols that no set tells apart, and which of them each set holds. */
function classify(all: readonly SymbolSet[]): {
  readonly boundaries: readonly number[];
  /** By interval between boundaries. */
  readonly classes: readonly number[];
  readonly count: number;
  readonly readers: ReadonlyMap<SymbolSet, ReadonlySet<number>>;
} {
  const distinct = new Map<string, SymbolSet>();
  const nameOf = new Map<SymbolSet, string>();
  for (const symbols of new Set(all)) {
    const name = symbols.join(';');
    nameOf.set(symbols, name);
    distinct.set(name, symbols);
  }
  const ends = [...distinct.values()].flatMap((symbols) => symbols.flatMap(([low, high]) => [low, high + 1]));
  const boundaries = [...new Set([0, ...ends])].sort((left, right) => left - right);
  const known = new Map<string, number>();
  const holders = new Map([...distinct.keys()].map((name) => [name, new Set<number>()]));
  const classes = boundaries.map((start) => {
    const names = [...distinct].filter(([, symbols]) => holds(symbols, start)).map(([name]) => name);
    const key = names.join('|');
    const symbolClass = known.get(key) ?? known.size;
    known.set(key, symbolClass);
    for (const name of names) holders.get(name)?.add(symbolClass);
    return symbolClass;
  });
  const none: ReadonlySet<number> = new Set();
  const readers = new Map([...nameOf].map(([symbols, name]) => [symbols, holders.get(name) ?? none]));
  return { boundaries, classes, count: known.size, readers };
}

/** The place of the last boundary that is not above the symbol. */
export function intervalOf(boundaries: readonly number[], symbol: number): number {
  let low = 0;
  let high = boundaries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((boundaries[middle] ?? 0) <= symbol) low = middle;
    else high = middle - 1;
  }
  return low;
}

function holds(symbols: SymbolSet, symbol: number): boolean {
  for (const [low, high] of symbols) if (low <= symbol && symbol <= high) return true;
  return false;
}

/** What a symbol is in lower case; `foldCase` takes each letter by itself. */
export function foldSymbol(symbol: number): readonly number[] {
  if (symbol < 0x80) return [symbol >= 0x41 && symbol <= 0x5a ? symbol + 0x20 : symbol];
  if (symbol > MAX_CODE_POINT) return [symbol];
  return Array.from(foldCase(String.fromCodePoint(symbol)), (char) => char.codePointAt(0) ?? 0);
}
