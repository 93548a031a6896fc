import type { z } from 'zod';
import type { PolicyIssue } from './errors.ts';
import { suggest } from './suggestion.ts';
import type { Locate } from './yaml-document.ts';

const MAX_ISSUES = 1_000;

type ZodIssue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/**
 * What the schema found, in the words of a policy author: one issue per mistake, in the order of the text.
 * `keysAt` names the keys that a misspelt one may stand for. After 1,000 issues a last one says that more follow.
 */
export function issuesOf(
  error: z.ZodError,
  options: {
    readonly data: unknown;
    readonly keysAt: (path: Path) => readonly string[];
    readonly locate?: Locate;
  },
): readonly PolicyIssue[] {
  const issues: PolicyIssue[] = [];
  for (const issue of error.issues) {
    for (const flat of flatten(issue, [], options.data)) {
      if (issues.length === MAX_ISSUES) {
        return [...issues, { path: [], message: `more than ${MAX_ISSUES} issues, the rest is not listed` }];
      }
      issues.push(describe(flat, options));
    }
  }
  return issues.toSorted(
    (left, right) => (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0),
  );
}

/**
 * What any schema found in any data, in the words in which a policy is refused, for whoever takes other documents: each
 * message goes on from the name of its path.
 *
 * @example
 * issuesInWords(error, request)[0].message; // 'expected one of read, write, found `raed`, did you mean `read`?'
 */
export function issuesInWords(error: z.ZodError, data: unknown): readonly PolicyIssue[] {
  return issuesOf(error, { data, keysAt: () => [] }).map((issue) => {
    const name = `${nameOf(issue.path)} `;
    return issue.message.startsWith(name) ? { ...issue, message: issue.message.slice(name.length) } : issue;
  });
}

interface FlatIssue {
  readonly path: Path;
  readonly issue: ZodIssue;
  /** Set for an unknown key, which is the last part of the path. */
  readonly unknownKey?: string;
}

/** Unknown keys one by one, and of a union the branch that the value was meant for. */
function flatten(issue: ZodIssue, base: Path, data: unknown): FlatIssue[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], issue, unknownKey: key }));
  }
  if (issue.code === 'invalid_key') return [{ path, issue: issue.issues[0] ?? issue }];
  if (issue.code !== 'invalid_union') return [{ path, issue }];
  const value = valueAt(data, path);
  const isTyped = typeof value === 'object' && value !== null && 'type' in value;
  const meant = issue.errors.filter((branch) => !branch.some((inner) => isOtherShape(inner, isTyped)));
  const [only] = meant.toSorted((left, right) => left.length - right.length);
  if (only !== undefined) return only.flatMap((inner) => flatten(inner, path, data));
  const scalars = issue.errors.flat().filter(({ code }) => code === 'invalid_value');
  return [{ path, issue: scalars[0] ?? issue }];
}

/** True when the value as a whole is not of the kind that this branch is about: one with a `type`, or one without. */
function isOtherShape(issue: ZodIssue, isTyped: boolean): boolean {
  if (issue.path.length === 0) return issue.code === 'invalid_type' || issue.code === 'invalid_value';
  if (issue.path.length !== 1 || issue.path[0] !== 'type') return false;
  return isTyped ? issue.code === 'invalid_type' && issue.expected === 'never' : true;
}

function describe(
  { path, issue, unknownKey }: FlatIssue,
  options: {
    readonly data: unknown;
    readonly keysAt: (path: Path) => readonly string[];
    readonly locate?: Locate;
  },
): PolicyIssue {
  const position = options.locate?.(path, unknownKey === undefined ? 'value' : 'key') ?? {};
  const value = valueAt(options.data, path);
  if (unknownKey !== undefined) {
    const keys = options.keysAt(path.slice(0, -1));
    const suggestion = suggest(unknownKey, keys);
    const expected = keys.length === 0 ? {} : { expected: `one of ${keys.join(', ')}` };
    return {
      path,
      message: `unknown key \`${shorten(unknownKey)}\`${hintOf(suggestion)}`,
      ...position,
      ...expected,
      found: shorten(unknownKey),
      ...(suggestion === undefined ? {} : { suggestion }),
    };
  }
  const found = show(value);
  const name = nameOf(path);
  if (isInOwnWords(issue)) {
    // A check of members among each other may meet one that was left out.
    const shown = issue.code === 'custom' && value === undefined ? 'its default' : found;
    const expected = issue.message.startsWith('expected ')
      ? issue.message.slice('expected '.length)
      : undefined;
    const suggestion = suggestionIn(issue, value);
    return {
      path,
      message: `${name} ${issue.message}, found ${shown}${hintOf(suggestion)}`,
      ...position,
      ...(expected === undefined ? {} : { expected }),
      found,
      ...(suggestion === undefined ? {} : { suggestion }),
    };
  }
  const expected = expectation(issue);
  const values = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const suggestion = typeof value === 'string' ? suggest(value, values) : undefined;
  return {
    path,
    message: `${name} expected ${expected}, found ${found}${hintOf(suggestion)}`,
    ...position,
    expected,
    found,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function nameOf(path: Path): string {
  return path.length === 0 ? 'the document' : `\`${path.join('.')}\``;
}

function hintOf(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : `, did you mean \`${suggestion}\`?`;
}

/** True when the schema says itself what it expects. */
function isInOwnWords({ code, message }: ZodIssue): boolean {
  if (code === 'custom') return true;
  return (code === 'invalid_format' || code === 'invalid_union') && !message.startsWith('Invalid');
}

const anyOf = 'expected one of ';

/** What a compiler thinks was meant, or the nearest of those that the message lists. */
function suggestionIn(issue: ZodIssue, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (issue.message.startsWith(anyOf)) return suggest(value, issue.message.slice(anyOf.length).split(', '));
  const suggestion: unknown = issue.code === 'custom' ? issue.params?.['suggestion'] : undefined;
  return typeof suggestion === 'string' ? suggestion : undefined;
}

function expectation(issue: ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'record' ? 'object' : issue.expected;
    case 'invalid_value':
      return issue.values.length === 1
        ? `\`${String(issue.values[0])}\``
        : `one of ${issue.values.join(', ')}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`;
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin, issue.minimum)}`;
    case 'invalid_format':
      return `a ${issue.format}`;
    case 'invalid_union':
      return 'another kind of value';
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
    default:
      return 'something else';
  }
}

function unitOf(origin: string, count: number | bigint): string {
  if (origin === 'string') return count === 1 ? ' character' : ' characters';
  if (origin !== 'array') return '';
  return count === 1 ? ' entry' : ' entries';
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as { readonly [key: string | number]: unknown })[part];
  }
  return value;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'an object';
  return `\`${shorten(typeof value === 'string' ? value : JSON.stringify(value))}\``;
}

function shorten(value: string): string {
  const line = value.replaceAll(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
