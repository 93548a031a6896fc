import { foldCase } from './fold-case.ts';
import { expandBraces } from './braces.ts';
import { scanPath } from './path-scan.ts';
import type { Wildcard } from './wildcard.ts';
import { compileWildcard, literalWildcard } from './wildcard.ts';

/** The places that relative patterns and `~` mean. Both absolute and canonical. */
export interface PathBase {
  readonly workspace: string;
  readonly home: string;
}

/** One segment of a pattern, or any number of segments, none included. */
export type PathStep = Wildcard | 'any-depth';

export type PathGlob = readonly PathStep[];

/** The segments of a canonical absolute path; undefined when it is not one. */
export function pathSegments(path: string): readonly string[] | undefined {
  return scanPath(path) === undefined ? undefined : splitPath(path);
}

/** As `pathSegments`, of a path that is known to be canonical. */
export function splitPath(path: string): readonly string[] {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  return end <= 0 ? [] : path.slice(1, end).split('/');
}

/** Both without a slash at the end; the root is the empty text. */
export function isAtOrBelow(path: string, directory: string): boolean {
  const { length } = directory;
  return path.startsWith(directory) && (path.length === length || path[length] === '/');
}

/**
 * Absolute patterns start with `/`, `~/` or `**`; anything else lies below the workspace, which is `.` itself.
 *
 * @throws SyntaxError saying what is wrong with the pattern
 */
export function compilePathGlob(
  pattern: string,
  base: PathBase,
  options: { readonly ignoreCase: boolean },
): readonly PathGlob[] {
  return expandBraces(options.ignoreCase ? foldCase(pattern) : pattern).map((alternative) => {
    const { anchor, rest } = anchorOf(alternative, base);
    const fold = (text: string): string => (options.ignoreCase ? foldCase(text) : text);
    const literal = anchor.map((segment) => literalWildcard(fold(segment)));
    return [...literal, ...(rest === '' ? [] : rest.split('/').map(compileStep))];
  });
}

/** A prefix has no special characters and stands for the path itself and everything below it. */
export function compilePathPrefix(
  prefix: string,
  base: PathBase,
  options: { readonly ignoreCase: boolean },
): PathGlob {
  if (/[*?[\]{}\\]/.test(prefix)) {
    throw new SyntaxError('is a prefix and may not hold wildcards; use `glob`');
  }
  const bare = prefix.length > 1 && prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  const { anchor, rest } = anchorOf(bare, base);
  const segments = [...anchor, ...(rest === '' ? [] : rest.split('/'))];
  for (const segment of segments) refuseOddSegment(segment);
  return [
    ...segments.map((segment) => literalWildcard(options.ignoreCase ? foldCase(segment) : segment)),
    'any-depth',
  ];
}

function anchorOf(pattern: string, base: PathBase): { anchor: readonly string[]; rest: string } {
  if (pattern.startsWith('/')) return { anchor: [], rest: pattern.slice(1) };
  if (pattern === '~') return { anchor: pathSegments(base.home) ?? [], rest: '' };
  if (pattern.startsWith('~/')) return { anchor: pathSegments(base.home) ?? [], rest: pattern.slice(2) };
  if (pattern === '**' || pattern.startsWith('**/')) return { anchor: [], rest: pattern };
  const rest = pattern === '.' ? '' : pattern.replace(/^\.\//, '');
  return { anchor: pathSegments(base.workspace) ?? [], rest };
}

function compileStep(segment: string): PathStep {
  if (segment === '**') return 'any-depth';
  refuseOddSegment(segment);
  return compileWildcard(segment);
}

function refuseOddSegment(segment: string): void {
  if (segment === '') throw new SyntaxError('has an empty segment; for everything below write `/**`');
  if (segment === '.' || segment === '..') throw new SyntaxError(`has the segment \`${segment}\``);
}

/** At most the product of the two lengths: only the last `**` is ever retried. */
export function matchesPathGlob(glob: PathGlob, segments: readonly string[]): boolean {
  let at = 0;
  let step = 0;
  let retryStep = -1;
  let retryAt = 0;
  while (at < segments.length) {
    const current = glob[step];
    if (current === 'any-depth') {
      if (step === glob.length - 1) return true;
      retryStep = step++;
      retryAt = at;
    } else if (current?.matches(segments[at] ?? '') === true) {
      at++;
      step++;
    } else if (retryStep !== -1) {
      step = retryStep + 1;
      at = ++retryAt;
    } else return false;
  }
  while (glob[step] === 'any-depth') step++;
  return step === glob.length;
}
