import type { Condition } from '../condition.ts';
import { oneOf } from '../condition.ts';
import type { PathBase, PathGlob } from '../path-glob.ts';
import { compilePathGlob, compilePathPrefix, isAtOrBelow, matchesPathGlob, splitPath } from '../path-glob.ts';
import type { PathMatch } from '../policy-set.ts';
import type { Subject } from '../subject.ts';

export interface PathPlan {
  readonly conditions: readonly Condition[];
  /** Globs of which one must match; undefined when every path may. The index files the rule under them. */
  readonly anchors: readonly PathGlob[] | undefined;
  /** The condition that holds for every lower-case path that the index finds under the anchors, if one does. */
  readonly implied: string | undefined;
}

export function planPath(match: PathMatch, base: PathBase): PathPlan {
  const ignoreCase = match.ignoreCase ?? false;
  const options = { ignoreCase };
  const compile = (globs: readonly string[]): PathGlob[] =>
    globs.flatMap((glob) => compilePathGlob(glob, base, options));
  const testOf = (globs: readonly PathGlob[]): ((subject: Subject) => boolean) => {
    const below = ignoreCase ? undefined : plainDirectories(globs);
    const [only] = below ?? [];
    if (below?.length === 1 && only !== undefined) {
      return ({ resource }) => resource.kind === 'path' && isAtOrBelow(resource.path, only);
    }
    if (below !== undefined)
      return ({ resource }) => resource.kind === 'path' && isBelow(resource.path, below);
    return ({ resource, folded }) => {
      if (resource.kind !== 'path') return false;
      const segments = splitPath(ignoreCase ? folded : resource.path);
      for (const glob of globs) if (matchesPathGlob(glob, segments)) return true;
      return false;
    };
  };
  const fact = 'resource';
  const found = ({ resource }: Subject): string => (resource.kind === 'path' ? resource.path : resource.kind);
  const conditions: Condition[] = [];
  const prefixes = match.prefix?.map((prefix) => compilePathPrefix(prefix, base, options));
  if (prefixes !== undefined) {
    const expected = `below ${oneOf(match.prefix ?? [])}`;
    conditions.push({ name: 'path.prefix', fact, expected, holds: testOf(prefixes), found });
  }
  const globs = match.glob === undefined ? undefined : compile(match.glob);
  if (globs !== undefined) {
    const expected = oneOf(match.glob ?? []);
    conditions.push({ name: 'path.glob', fact, expected, holds: testOf(globs), found });
  }
  if (match.not !== undefined) {
    const isExcluded = testOf(compile(match.not));
    const expected = `not ${oneOf(match.not)}`;
    const holds = (subject: Subject): boolean => subject.resource.kind === 'path' && !isExcluded(subject);
    conditions.push({ name: 'path.not', fact, expected, holds, found });
  }
  const anchors = prefixes ?? globs;
  const isImplied = anchors !== undefined && plainDirectories(anchors)?.every(isLowerCase) === true;
  const implied = prefixes === undefined ? 'path.glob' : 'path.prefix';
  return { conditions, anchors, implied: isImplied ? implied : undefined };
}

/** The directories of patterns that only say "this and everything below": text comparison is then enough. */
function plainDirectories(globs: readonly PathGlob[]): readonly string[] | undefined {
  const directories: string[] = [];
  for (const glob of globs) {
    if (glob.at(-1) !== 'any-depth') return undefined;
    let directory = '';
    for (const step of glob.slice(0, -1)) {
      if (step === 'any-depth' || step.literal === undefined) return undefined;
      directory += `/${step.literal}`;
    }
    directories.push(directory);
  }
  return directories;
}

function isBelow(path: string, directories: readonly string[]): boolean {
  for (const directory of directories) if (isAtOrBelow(path, directory)) return true;
  return false;
}

function isLowerCase(text: string): boolean {
  return text === text.toLowerCase();
}
