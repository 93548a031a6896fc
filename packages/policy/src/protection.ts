import { foldCase } from './fold-case.ts';
import type { CompiledRule } from './compiled-rule.ts';
import type { Condition } from './condition.ts';
import { factsReadBy } from './facts-read.ts';
import { compileNameGlob } from './name-glob.ts';
import type { PathBase } from './path-glob.ts';
import { isAtOrBelow, pathSegments, splitPath } from './path-glob.ts';
import type { Subject } from './subject.ts';
import type { Wildcard } from './wildcard.ts';

export const PROTECTION_ID = 'zoqore/self-protection';

/**
 * The rule that no file can define, loosen or override: what lies at or below the protected paths may be neither
 * read nor changed, whether it is named as a path, a file URL, a program or somewhere in an argument; and the
 * directories above may not be written themselves, which would move or remove what is below.
 */
export function protectionRule(paths: readonly (readonly string[])[], base: PathBase): CompiledRule {
  const guarded = paths.map((segments): Guarded => {
    const path = foldCase(`/${segments.join('/')}`);
    return { path, segments: splitPath(path) };
  });
  const condition: Condition = {
    name: 'protected',
    fact: 'resource',
    expected: `touches ${paths.map((segments) => `/${segments.join('/')}`).join(', ')}`,
    holds: (subject) => {
      for (const each of guarded) if (touches(subject, each, base)) return true;
      return false;
    },
    found: ({ resource }) => resource.kind,
  };
  return {
    id: PROTECTION_ID,
    effect: 'deny',
    actions: undefined,
    conditions: [condition],
    residual: [condition],
    factsRead: factsReadBy([condition]),
    anchors: {
      kinds: undefined,
      paths: undefined,
      hosts: undefined,
      programs: undefined,
      tools: undefined,
      roles: undefined,
    },
    mayRepeat: false,
    ids: Object.freeze([PROTECTION_ID]),
    because: Object.freeze(['ZoQore does not let what it governs read or change ZoQore itself']),
    requires: Object.freeze([]),
    obligations: Object.freeze([]),
    obligationKeys: [],
  };
}

interface Guarded {
  readonly path: string;
  readonly segments: readonly string[];
}

function touches(subject: Subject, { path, segments: guarded }: Guarded, base: PathBase): boolean {
  const { resource, folded, action } = subject;
  if (resource.kind === 'path') {
    if (isAtOrBelow(folded, path)) return true;
    return (action === 'write' || action === 'admin') && isAtOrBelow(path, folded);
  }
  if (resource.kind === 'command') {
    return [resource.program, ...resource.argv].some((token) => mentions(token, guarded, base));
  }
  return (
    resource.kind === 'url' && resource.scheme === 'file' && mentions(decoded(resource.path), guarded, base)
  );
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Paths start where a token starts, and after the characters that join a path to something else. */
function mentions(token: string, guarded: readonly string[], base: PathBase): boolean {
  const text = foldCase(token);
  // First as a whole, because braces that the shell expands hold commas.
  if (leadsInto(text, guarded, base)) return true;
  return text.split(/[=:,;|&<>()"'`\s@]+/).some((part) => {
    const at = part.indexOf('/');
    // `-I/opt/x` and `if/opt/x`: what precedes the first slash may be an option glued to the path.
    return leadsInto(part, guarded, base) || (at > 0 && leadsInto(part.slice(at), guarded, base));
  });
}

function leadsInto(part: string, guarded: readonly string[], base: PathBase): boolean {
  const absolute = absoluteSegments(part, base);
  if (absolute === undefined || absolute.length < guarded.length) return false;
  return guarded.every((segment, at) => segmentMatches(absolute[at] ?? '', segment));
}

/** Lexically, from the workspace: where the command runs is not known here. */
function absoluteSegments(part: string, base: PathBase): readonly string[] | undefined {
  if (part === '') return undefined;
  const home = /^(?:~|\$home|\$\{home\})(?=\/|$)/.exec(part);
  let start: readonly string[] = [];
  if (home !== null) start = pathSegments(base.home) ?? [];
  else if (!part.startsWith('/')) start = pathSegments(base.workspace) ?? [];
  const segments = start.map((segment) => foldCase(segment));
  for (const segment of (home === null ? part : part.slice(home[0].length)).split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments;
}

/** A segment of a command may itself be a pattern that the shell expands. */
function segmentMatches(written: string, guarded: string): boolean {
  if (written === guarded) return true;
  if (!/[*?[{]/.test(written) || written.length > 255) return false;
  return patternsOf(written).some((pattern) => pattern.matches(guarded));
}

function patternsOf(written: string): readonly Wildcard[] {
  try {
    return compileNameGlob(written.replaceAll(/\*+/g, '*'));
  } catch {
    return [];
  }
}
