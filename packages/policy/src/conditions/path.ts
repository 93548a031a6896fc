import { foldCase } from '../fold-case.ts';
import type { Condition } from '../condition.ts';
import { oneOf } from '../condition.ts';
import type { PathBase, PathGlob } from '../path-glob.ts';
import { compilePathGlob, compilePathPrefix, isAtOrBelow, matchesPathGlob } from '../path-glob.ts';
import type { PathMatch } from '../policy-set.ts';
import type { Subject } from '../subject.ts';
import { segmentsOf } from '../subject.ts';
import type { Wildcard } from '../wildcard.ts';

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
    const files = ignoreCase || globs.length !== 1 ? undefined : plainFiles(globs[0]);
    if (files !== undefined) {
      const { directory, name } = files;
      return ({ resource }) => resource.kind === 'path' && isFileBelow(resource.path, directory, name);
    }
    return (subject) => {
      if (subject.resource.kind !== 'path') return false;
      const segments = segmentsOf(subject, ignoreCase);
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

/** Of a pattern that only says "files of this name anywhere below": the last segment is then all there is to look at. */
function plainFiles(glob: PathGlob | undefined): { directory: string; name: Wildcard } | undefined {
  const name = glob?.at(-1);
  const [directory] = plainDirectories([glob?.slice(0, -1) ?? []]) ?? [];
  return name === undefined || name === 'any-depth' || directory === undefined
    ? undefined
    : { directory, name };
}

function isFileBelow(path: string, directory: string, name: Wildcard): boolean {
  const whole = path.endsWith('/') ? path.slice(0, -1) : path;
  if (whole.length <= directory.length || !isAtOrBelow(whole, directory)) return false;
  return name.matches(whole.slice(whole.lastIndexOf('/') + 1));
}

function isBelow(path: string, directories: readonly string[]): boolean {
  for (const directory of directories) if (isAtOrBelow(path, directory)) return true;
  return false;
}

function isLowerCase(text: string): boolean {
  return text === foldCase(text);
}
