/**
 * Globs as docs/policy.md describes them, read anew: recursive, no compilation, nothing shared with the library.
 * Patterns are given as code points, so that `?` and sets stand for whole characters.
 */

/** `{a,b}` are alternatives, and may nest. `\` and `[…]` keep what they hold from being special. */
export function alternatives(pattern: string): string[] {
  const open = indexOfPlain(pattern, '{', 0);
  if (open === -1) return [pattern];
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  let at = open;
  for (; at < pattern.length; at += widthAt(pattern, at)) {
    const char = pattern.charAt(at);
    if (char === '{') depth++;
    else if (char === '}') {
      depth--;
      if (depth === 0) break;
    } else if (char === ',' && depth === 1) {
      parts.push(pattern.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(pattern.slice(start, at));
  const head = pattern.slice(0, open);
  const tails = alternatives(pattern.slice(at + 1));
  return parts.flatMap(alternatives).flatMap((part) => tails.map((tail) => head + part + tail));
}

/** One character, an escaped pair, or a whole set. */
function widthAt(pattern: string, at: number): number {
  const char = pattern.charAt(at);
  if (char === '\\') return 2;
  if (char !== '[') return 1;
  let end = at + 1;
  if (pattern.charAt(end) === '!') end++;
  for (let first = true; end < pattern.length; first = false) {
    if (pattern.charAt(end) === ']' && !first) return end + 1 - at;
    end += pattern.charAt(end) === '\\' ? 2 : 1;
  }
  throw new SyntaxError('a set without end');
}

function indexOfPlain(pattern: string, wanted: string, from: number): number {
  for (let at = from; at < pattern.length; at += widthAt(pattern, at)) {
    if (pattern.charAt(at) === wanted) return at;
  }
  return -1;
}

/** One pattern without braces against all of a text. */
export function matchesText(pattern: string, text: string): boolean {
  return matchesFrom(pattern, Array.from(text));
}

function matchesFrom(pattern: string, chars: readonly string[]): boolean {
  if (pattern === '') return chars.length === 0;
  const first = pattern.charAt(0);
  if (first === '*') {
    for (let taken = 0; taken <= chars.length; taken++) {
      if (matchesFrom(pattern.slice(1), chars.slice(taken))) return true;
    }
    return false;
  }
  const [char, ...others] = chars;
  if (char === undefined) return false;
  if (first === '?') return matchesFrom(pattern.slice(1), others);
  if (first === '[') {
    const width = widthAt(pattern, 0);
    return isInSet(pattern.slice(1, width - 1), char) && matchesFrom(pattern.slice(width), others);
  }
  const start = first === '\\' ? 1 : 0;
  const literal = String.fromCodePoint(pattern.codePointAt(start) ?? 0);
  return literal === char && matchesFrom(pattern.slice(start + literal.length), others);
}

function isInSet(body: string, char: string): boolean {
  const isNegated = body.startsWith('!');
  const chars = Array.from(isNegated ? body.slice(1) : body);
  let found = false;
  const read = (): number => {
    let next = chars.shift();
    if (next === '\\') next = chars.shift();
    return next?.codePointAt(0) ?? 0;
  };
  const code = char.codePointAt(0) ?? 0;
  while (chars.length > 0) {
    const low = read();
    let high = low;
    if (chars[0] === '-' && chars.length > 1) {
      chars.shift();
      high = read();
    }
    if (low <= code && code <= high) found = true;
  }
  return found !== isNegated;
}

/** A name as a whole: `**` says no more than `*`. */
export function matchesName(pattern: string, name: string): boolean {
  return alternatives(pattern).some((each) => matchesText(each === '**' ? '*' : each, name));
}

export interface Places {
  readonly workspace: string;
  readonly home: string;
}

/** A path glob against an absolute path. */
export function matchesPath(
  pattern: string,
  path: string,
  { workspace, home, ignoreCase }: Places & { readonly ignoreCase: boolean },
): boolean {
  const fold = (text: string): string => (ignoreCase ? caseless(text) : text);
  return alternatives(fold(pattern)).some((each) => {
    const { start, rest } = anchored(each, { workspace, home });
    // Segments of a place are themselves, whatever characters they hold.
    const literal = segmentsOf(fold(start)).map((segment) =>
      segment.replaceAll(/[\\*?[\]{}]/g, String.raw`\$&`),
    );
    const steps = [...literal, ...(rest === '' ? [] : rest.split('/'))];
    return matchesSegments(steps, segmentsOf(fold(path)));
  });
}

/** Letters that differ in case only, the two small sigmas among them. */
export function caseless(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

export function anchored(pattern: string, { workspace, home }: Places): { start: string; rest: string } {
  if (pattern === '~') return { start: home, rest: '' };
  if (pattern.startsWith('~/')) return { start: home, rest: pattern.slice(2) };
  if (pattern.startsWith('/')) return { start: '/', rest: pattern.slice(1) };
  if (pattern === '**' || pattern.startsWith('**/')) return { start: '/', rest: pattern };
  if (pattern === '.') return { start: workspace, rest: '' };
  return { start: workspace, rest: pattern.startsWith('./') ? pattern.slice(2) : pattern };
}

export function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function matchesSegments(steps: readonly string[], segments: readonly string[]): boolean {
  const [step, ...later] = steps;
  if (step === undefined) return segments.length === 0;
  if (step === '**') {
    for (let taken = 0; taken <= segments.length; taken++) {
      if (matchesSegments(later, segments.slice(taken))) return true;
    }
    return false;
  }
  const [segment, ...others] = segments;
  return segment !== undefined && matchesText(step, segment) && matchesSegments(later, others);
}
