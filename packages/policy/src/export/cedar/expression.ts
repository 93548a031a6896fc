import type { Wildcard } from '../../wildcard.ts';

/** A Cedar string literal of printable ASCII, whatever the text holds. */
export function text(value: string): string {
  return `"${escaped(value)}"`;
}

function escaped(value: string): string {
  return Array.from(value, (char) => {
    if (char === '"' || char === '\\') return `\\${char}`;
    return /^[ -~]$/.test(char) ? char : `\\u{${char.codePointAt(0)?.toString(16) ?? '0'}}`;
  }).join('');
}

export function set(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

/** Balanced, because Cedar's parser goes one level deeper for each operator of a row. */
export function any(expressions: readonly string[]): string {
  if (expressions.includes('true')) return 'true';
  return joined(
    expressions.filter((each) => each !== 'false'),
    { operator: '||', empty: 'false' },
  );
}

export function all(expressions: readonly string[]): string {
  if (expressions.includes('false')) return 'false';
  return joined(
    expressions.filter((each) => each !== 'true'),
    { operator: '&&', empty: 'true' },
  );
}

function joined(
  expressions: readonly string[],
  { operator, empty }: { readonly operator: string; readonly empty: string },
): string {
  const [first, second] = expressions;
  if (first === undefined) return empty;
  if (second === undefined) return first;
  const middle = Math.ceil(expressions.length / 2);
  const halves = [expressions.slice(0, middle), expressions.slice(middle)];
  return `(${halves.map((half) => joined(half, { operator, empty })).join(` ${operator} `)})`;
}

export function not(expression: string): string {
  if (expression === 'true') return 'false';
  return expression === 'false' ? 'true' : `!(${expression})`;
}

/** A pattern for `like`, of which the only wildcard is `*`. */
export type LikePattern = readonly ('*' | { readonly literal: string })[];

/** Undefined when there is more in it than `*`. */
export function likePattern({ tokens }: Wildcard): LikePattern | undefined {
  const pattern: ('*' | { readonly literal: string })[] = [];
  for (const token of tokens) {
    if (token.type === 'star') pattern.push('*');
    else if (token.type === 'char') pattern.push({ literal: token.char });
    else return undefined;
  }
  return pattern;
}

export function like(value: string, pattern: LikePattern): string {
  if (!pattern.includes('*')) {
    return `${value} == ${text(pattern.map((part) => (part === '*' ? '' : part.literal)).join(''))}`;
  }
  const body = pattern.map((part) =>
    part === '*' ? '*' : escaped(part.literal).replaceAll('*', String.raw`\*`),
  );
  return `${value} like "${body.join('')}"`;
}
