const MAX_ALTERNATIVES = 128;

/**
 * The patterns that `{a,b}` stands for, nested braces included. `\` keeps the next character from being
 * special, and so does `[…]`.
 *
 * @throws SyntaxError when braces do not pair up or stand for more than 128 patterns
 */
export function expandBraces(pattern: string): readonly string[] {
  const reader = { pattern, at: 0 };
  const expanded = readSequence(reader, 0);
  if (reader.at < pattern.length) throw new SyntaxError('has `}` without `{`');
  return expanded;
}

interface Reader {
  readonly pattern: string;
  at: number;
}

function readSequence(reader: Reader, depth: number): string[] {
  let results = [''];
  let literal = '';
  while (reader.at < reader.pattern.length) {
    const char = reader.pattern.charAt(reader.at);
    if (char === '}' || (char === ',' && depth > 0)) break;
    if (char === '{') {
      if (depth === 8) throw new SyntaxError('has braces nested more than 8 deep');
      reader.at++;
      results = product(product(results, [literal]), readAlternatives(reader, depth + 1));
      literal = '';
    } else literal += readPlain(reader);
  }
  return product(results, [literal]);
}

function readAlternatives(reader: Reader, depth: number): string[] {
  const alternatives: string[] = [];
  for (;;) {
    alternatives.push(...readSequence(reader, depth));
    const end = reader.pattern.charAt(reader.at++);
    if (end === '') throw new SyntaxError('has `{` without `}`');
    if (end === '}') return alternatives;
  }
}

/** One character, an escaped one, or a whole `[…]`. */
function readPlain(reader: Reader): string {
  const start = reader.at;
  const char = reader.pattern.charAt(start);
  reader.at += char === '\\' ? 2 : 1;
  if (char === '[') {
    const close = closeOfClass(reader.pattern, start);
    if (close === -1) throw new SyntaxError('has `[` without `]`');
    reader.at = close + 1;
  }
  return reader.pattern.slice(start, reader.at);
}

function closeOfClass(pattern: string, open: number): number {
  let at = open + 1;
  if (pattern[at] === '!' || pattern[at] === '^') at++;
  for (let first = at; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === ']' && at !== first) return at;
  }
  return -1;
}

function product(left: readonly string[], right: readonly string[]): string[] {
  if (left.length * right.length > MAX_ALTERNATIVES) {
    throw new SyntaxError(`stands for more than ${MAX_ALTERNATIVES} patterns`);
  }
  return left.flatMap((head) => right.map((tail) => head + tail));
}
