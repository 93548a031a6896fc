import type { PathGlob } from '../../path-glob.ts';
import type { Wildcard, WildcardToken } from '../../wildcard.ts';

/** RE2 over a whole name. */
export function nameRegex({ tokens }: Wildcard): string {
  return `^${tokens.map((token) => tokenRegex(token, { any: '(?s:.)', isSegment: false })).join('')}$`;
}

/** RE2 over a whole path without a slash at its end. */
export function pathRegex(glob: PathGlob): string {
  const steps = glob.map((step) => {
    if (step === 'any-depth') return '(?:/[^/]+)*';
    return `/${step.tokens.map((token) => tokenRegex(token, { any: '[^/]', isSegment: true })).join('')}`;
  });
  return `^${steps.join('')}$`;
}

interface Place {
  /** One character. */
  readonly any: string;
  /** Within slashes, which no set of characters may then hold. */
  readonly isSegment: boolean;
}

type Range = readonly [number, number];

function tokenRegex(token: WildcardToken, { any, isSegment }: Place): string {
  switch (token.type) {
    case 'star':
      return `${any}*`;
    case 'any':
      return any;
    case 'char':
      return character(token.char.codePointAt(0) ?? 0);
    case 'class':
      return token.isNegated ? outside(token.ranges, isSegment) : inside(token.ranges, isSegment);
    default:
      return token satisfies never;
  }
}

const slash = 0x2f;
const last = 0x10ffff;

function outside(ranges: readonly Range[], isSegment: boolean): string {
  const excluded: readonly Range[] = isSegment ? [...ranges, [slash, slash]] : ranges;
  return `[^${excluded.map(range).join('')}]`;
}

function inside(ranges: readonly Range[], isSegment: boolean): string {
  const left = isSegment ? ranges.flatMap(withoutSlash) : ranges;
  // What RE2 has for a set without members.
  return left.length === 0 ? `[^${range([0, last])}]` : `[${left.map(range).join('')}]`;
}

function withoutSlash([low, high]: Range): readonly Range[] {
  if (slash < low || high < slash) return [[low, high]];
  const parts: readonly Range[] = [
    [low, slash - 1],
    [slash + 1, high],
  ];
  return parts.filter(([from, to]) => from <= to);
}

function range([low, high]: Range): string {
  return low === high ? character(low) : `${character(low)}-${character(high)}`;
}

/** Letters and digits as they are, everything else by its number. */
function character(code: number): string {
  const char = String.fromCodePoint(code);
  return /^[A-Za-z0-9]$/.test(char) ? char : `\\x{${code.toString(16)}}`;
}

/** What differs between versions of RE2 and of Unicode, or is undefined where the pattern is the same everywhere. */
export function unportable(pattern: string): string | undefined {
  if (/\\[pP]/.test(pattern)) return 'names a class of Unicode, whose members differ by version';
  if (/\\C/.test(pattern)) return 'matches single bytes';
  if (/\(\?<|\(\?P[^<]/.test(pattern)) return 'names a group as not every RE2 can read it';
  // eslint-disable-next-line no-control-regex -- printable ASCII and white space
  if (/\(\?[a-zA-Z-]*i/.test(pattern) && /[^\t\n\r -~]|\\x|\\u/.test(pattern)) {
    return 'ignores the case of characters that are not ASCII, which differs by version';
  }
  return undefined;
}
