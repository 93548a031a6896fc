/** A compiled name pattern: `*`, `?` and `[a-z]` over one string, no separator. */
export interface Wildcard {
  /** Set when the pattern has no special character: equality is then the whole test. */
  readonly literal?: string;
  /** Set when the pattern is `*` and then this text. */
  readonly suffix?: string;
  readonly tokens: readonly WildcardToken[];
  matches(text: string): boolean;
}

export type WildcardToken =
  | { readonly type: 'star' }
  | { readonly type: 'any' }
  | { readonly type: 'char'; readonly char: string }
  | { readonly type: 'class'; readonly isNegated: boolean; readonly ranges: readonly [number, number][] };

/**
 * Compiles one pattern without braces (see `expandBraces`). Time to match is at most the product of the two
 * lengths: only the last `*` is ever retried.
 *
 * @throws SyntaxError saying what is wrong with the pattern
 */
export function compileWildcard(pattern: string): Wildcard {
  const tokens = tokenize(pattern);
  const stars = tokens.filter((token) => token.type === 'star').length;
  const isPlain = tokens.every((token) => token.type === 'star' || token.type === 'char');
  if (!isPlain || stars > 1) return { tokens, matches: (text) => matchTokens(tokens, text) };
  const star = tokens.findIndex((token) => token.type === 'star');
  const before = literalOf(tokens.slice(0, star === -1 ? tokens.length : star));
  if (star === -1) return { literal: before, tokens, matches: (text) => text === before };
  const after = literalOf(tokens.slice(star + 1));
  const minimum = before.length + after.length;
  const matches = (text: string): boolean =>
    text.length >= minimum && text.startsWith(before) && text.endsWith(after);
  return before === '' && after !== '' ? { suffix: after, tokens, matches } : { tokens, matches };
}

/** A pattern that is the text itself, whatever stands in it. */
export function literalWildcard(literal: string): Wildcard {
  const tokens = Array.from(literal, (char) => ({ type: 'char', char }) as const);
  return { literal, tokens, matches: (text) => text === literal };
}

function literalOf(tokens: readonly WildcardToken[]): string {
  return tokens.map((token) => (token.type === 'char' ? token.char : '')).join('');
}

function tokenize(pattern: string): WildcardToken[] {
  const chars = Array.from(pattern);
  const tokens: WildcardToken[] = [];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (char === '*') {
      if (tokens.at(-1)?.type === 'star') throw new SyntaxError('`**` must be a whole path segment');
      tokens.push({ type: 'star' });
    } else if (char === '?') tokens.push({ type: 'any' });
    else if (char === '\\') {
      at++;
      const escaped = chars[at];
      if (escaped === undefined) throw new SyntaxError('ends in a single `\\`');
      tokens.push({ type: 'char', char: escaped });
    } else if (char === '[') {
      const { token, end } = readClass(chars, at);
      tokens.push(token);
      at = end;
    } else tokens.push({ type: 'char', char });
  }
  return tokens;
}

function readClass(chars: readonly string[], start: number): { token: WildcardToken; end: number } {
  let at = start + 1;
  const isNegated = chars[at] === '!' || chars[at] === '^';
  if (isNegated) at++;
  const ranges: [number, number][] = [];
  const first = at;
  while (at < chars.length && (chars[at] !== ']' || at === first)) {
    if (chars[at] === '\\') at++;
    const low = codePoint(chars[at]);
    let high = low;
    if (chars[at + 1] === '-' && chars[at + 2] !== undefined && chars[at + 2] !== ']') {
      at += chars[at + 2] === '\\' ? 3 : 2;
      high = codePoint(chars[at]);
    }
    if (high < low) throw new SyntaxError('has a character range that runs backwards');
    ranges.push([low, high]);
    at++;
  }
  if (chars[at] !== ']') throw new SyntaxError('has `[` without `]`');
  return { token: { type: 'class', isNegated, ranges }, end: at };
}

function codePoint(char: string | undefined): number {
  const code = char?.codePointAt(0);
  if (code === undefined) throw new SyntaxError('has `[` without `]`');
  return code;
}

function matchTokens(tokens: readonly WildcardToken[], text: string): boolean {
  let at = 0;
  let token = 0;
  let starToken = -1;
  let starAt = 0;
  while (at < text.length) {
    const current = tokens[token];
    if (current?.type === 'star') {
      starToken = token++;
      starAt = at;
      continue;
    }
    const width = current === undefined ? 0 : widthMatched(current, text, at);
    if (width > 0) {
      at += width;
      token++;
    } else if (starToken !== -1) {
      token = starToken + 1;
      // By whole characters: half of a pair is nothing that a set could hold.
      starAt += widthAt(text, starAt);
      at = starAt;
    } else return false;
  }
  while (tokens[token]?.type === 'star') token++;
  return token === tokens.length;
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** How many code units the token takes at this place; 0 when it does not match. */
function widthMatched(token: WildcardToken, text: string, at: number): number {
  if (token.type === 'char') return text.startsWith(token.char, at) ? token.char.length : 0;
  const width = widthAt(text, at);
  if (token.type !== 'class') return width;
  const code = text.codePointAt(at) ?? 0;
  const isInside = token.ranges.some(([low, high]) => low <= code && code <= high);
  return isInside === token.isNegated ? 0 : width;
}
