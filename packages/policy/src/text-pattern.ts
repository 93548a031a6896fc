import { RE2JS } from 're2js';

/** Longer contents are not searched: the condition then counts as one that cannot be evaluated. */
export const MAX_SEARCHED_CHARS = 1_048_576;

const MAX_COST = 5_000;

/**
 * A regular expression with RE2 syntax and linear time. Counted repetition multiplies the size of a program,
 * so length times the sum of the counts is limited to 5,000.
 *
 * @throws SyntaxError saying what is wrong with the pattern
 */
export function compileTextPattern(pattern: string): RE2JS {
  let counts = 0;
  for (const [, low = '', high = ''] of pattern.matchAll(/\{(\d{1,9})(?:,(\d{0,9}))?\}/g)) {
    counts += Number(high === '' ? low : high);
  }
  if (counts * pattern.length > MAX_COST) {
    throw new SyntaxError('repeats too much: length times the sum of all counts must be at most 5,000');
  }
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, '') : 'unknown';
    throw new SyntaxError(`is not a regular expression of RE2: ${reason}`, { cause });
  }
}
