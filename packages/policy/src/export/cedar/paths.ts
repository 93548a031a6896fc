import type { PathBase, PathGlob } from '../../path-glob.ts';
import { compilePathGlob, compilePathPrefix } from '../../path-glob.ts';
import type { PathMatch } from '../../policy-set.ts';
import type { Place } from '../refusal.ts';
import { at, refuse } from '../refusal.ts';
import { phrased } from '../translate.ts';
import type { LikePattern } from './expression.ts';
import { all, any, like, likePattern, not } from './expression.ts';

const MAX_DEPTHS = 3;

/**
 * `*` of `like` crosses slashes. A glob is still exact where the number of slashes is known, where nothing but `**`
 * is special, or where only its last segment is (Cedar gets the last segment and what is before it apart).
 */
export function pathMatches(match: PathMatch, base: PathBase, place: Place): string {
  const ignoreCase = match.ignoreCase ?? false;
  const read = ignoreCase ? 'resource.folded' : 'resource.exact';
  const globs = (patterns: readonly string[], place: Place): string =>
    any(
      patterns.flatMap((pattern, index) =>
        compilePathGlob(pattern, base, { ignoreCase }).map((glob) =>
          globMatches(read, glob, at(place, index)),
        ),
      ),
    );
  const expressions = phrased<PathMatch>(
    match,
    {
      prefix: (prefixes, place) =>
        any(
          prefixes.map((prefix, index) =>
            globMatches(read, compilePathPrefix(prefix, base, { ignoreCase }), at(place, index)),
          ),
        ),
      glob: globs,
      not: (patterns, place) => not(globs(patterns, place)),
      ignoreCase: () => 'true',
    },
    place,
  );
  return all(['resource is Path', ...expressions]);
}

/** Undefined stands for `**`. */
type Step = LikePattern | undefined;

function globMatches(read: string, glob: PathGlob, place: Place): string {
  const steps: Step[] = [];
  for (const step of glob) {
    if (step === 'any-depth') {
      if (steps.length === 0 || steps.at(-1) !== undefined) steps.push(undefined);
      continue;
    }
    const pattern = likePattern(step);
    if (pattern === undefined) return refuse(place, 'has `?` or `[…]`, and `like` of Cedar knows `*` alone');
    steps.push(pattern);
  }
  const depths = steps.filter((step) => step === undefined).length;
  if (depths === 0) return flatMatches(`${read}.whole`, steps);
  if (depths > MAX_DEPTHS) return refuse(place, `has more than ${MAX_DEPTHS} \`**\``);
  if (steps.every(isLiteral)) return deepMatches(`${read}.whole`, steps);
  const last = steps.at(-1);
  const before = steps.slice(0, -1);
  if (last === undefined || !before.every(isLiteral)) {
    return refuse(
      place,
      'has `*` before a `**` or before its last segment, and `*` of Cedar crosses slashes',
    );
  }
  // The root has no last segment.
  return all([`${read}.whole != ""`, deepMatches(`${read}.parent`, before), like(`${read}.name`, last)]);
}

function isLiteral(step: Step): boolean {
  return step === undefined || !step.includes('*');
}

/** Without `**`: as many slashes as the glob, so that no `*` has one to cross. */
function flatMatches(value: string, steps: readonly Step[]): string {
  const pattern: LikePattern = steps.flatMap((step) => [slash, ...(step ?? [])]);
  if (!pattern.includes('*')) return like(value, pattern);
  const deeper: LikePattern = [...steps, undefined].flatMap(() => [slash, '*'] as const);
  return all([like(value, pattern), not(like(value, deeper))]);
}

/** Literal segments and `**`, each of which stands for no segment, or for `/` and anything. */
function deepMatches(value: string, steps: readonly Step[]): string {
  if (steps.length === 1 && steps[0] === undefined) return 'true';
  let patterns: LikePattern[] = [[]];
  for (const step of steps) {
    const deep: LikePattern[] = patterns.map((pattern) => [...pattern, slash, '*']);
    patterns =
      step === undefined ? [...patterns, ...deep] : patterns.map((pattern) => [...pattern, slash, ...step]);
  }
  return any(patterns.map((pattern) => like(value, pattern)));
}

const slash = { literal: '/' } as const;
