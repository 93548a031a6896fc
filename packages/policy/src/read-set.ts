import { z } from 'zod';
import type { PolicyIssue } from './errors.ts';
import { invalidPolicy } from './errors.ts';
import { issuesOf } from './issues.ts';
import { schemaKeys } from './json-schema.ts';
import type { PolicyDocument, PolicySet } from './policy-set.ts';
import { documentSchema, setSchema, setSize } from './schema/set-schema.ts';
import type { Locate } from './yaml-document.ts';
import { MAX_DEPTH } from './yaml-screen.ts';

interface ReadOptions {
  readonly source?: string;
  readonly locate?: Locate;
}

/** A set in whichever notation it came. Throws with every issue, or freezes the data. */
export function readSet(data: unknown, options: ReadOptions): PolicySet {
  return read(asData, data, options);
}

/** The same for a text, which may extend other sets. */
export function readDocument(data: unknown, options: ReadOptions): PolicyDocument {
  return read(asDocument, data, options);
}

/** A notation, and the keys that it knows: found once, and only when something is misspelt. */
interface Notation<T> {
  readonly schema: z.ZodType<T>;
  readonly keysAt: ReturnType<typeof schemaKeys>;
}

const asData: Notation<PolicySet> = { schema: setSchema, keysAt: schemaKeys(setSchema) };
const asDocument: Notation<PolicyDocument> = { schema: documentSchema, keysAt: schemaKeys(documentSchema) };

/** Schema and unique ids. */
function read<T>({ schema, keysAt }: Notation<T>, data: unknown, options: ReadOptions): T {
  // Counted first: to hold each of too many to the schema is the work that the limit is there to spare.
  const size = setSize.safeParse(data);
  const isTooLong = size.error?.issues.every(({ code }) => code === 'too_big') === true;
  const result = isTooLong ? undefined : schema.safeParse(data);
  const error = result === undefined ? size.error : result.error;
  const told =
    error === undefined
      ? []
      : issuesOf(error, {
          data,
          keysAt,
          ...(options.locate === undefined ? {} : { locate: options.locate }),
        });
  const places = new Set(told.map(({ path }) => JSON.stringify(path)));
  const issues = [
    ...told,
    ...duplicateIds(data, options.locate),
    ...keysNobodyReads(data, options.locate).filter(({ path }) => !places.has(JSON.stringify(path))),
  ];
  if (result?.success !== true || issues.length > 0) throw invalidPolicy(issues, options.source, error);
  return deepFreeze(result.data);
}

const named = z.array(z.object({ id: z.string().catch('') }).catch({ id: '' })).catch([]);
const withIds = z.object({ rules: named, marks: named });

/** Over the raw data, so that duplicates are listed beside all other issues. */
function duplicateIds(data: unknown, locate: Locate | undefined): PolicyIssue[] {
  const found = withIds.safeParse(data);
  if (!found.success) return [];
  const { rules, marks } = found.data;
  const ids = [
    ...rules.map(({ id }, index) => ({ id, path: ['rules', index, 'id'], place: `rule ${index + 1}` })),
    ...marks.map(({ id }, index) => ({ id, path: ['marks', index, 'id'], place: `mark ${index + 1}` })),
  ];
  const first = new Map<string, (typeof ids)[number]>();
  return ids.flatMap(({ id, path, place }): PolicyIssue[] => {
    const earlier = first.get(id);
    if (id === '' || earlier === undefined) {
      first.set(id, { id, path, place });
      return [];
    }
    const line = locate?.(earlier.path, 'value').line;
    const where = line === undefined ? earlier.place : `line ${line}`;
    return [
      {
        path,
        message: `the id \`${id.slice(0, 128)}\` is taken by ${where}`,
        ...locate?.(path, 'value'),
        found: id.slice(0, 128),
      },
    ];
  });
}

/** A record of the schema passes over a key of this name without a word, and a rule without one of its conditions says more. */
function keysNobodyReads(root: unknown, locate: Locate | undefined): PolicyIssue[] {
  const issues: PolicyIssue[] = [];
  const look = (value: unknown, path: readonly (string | number)[]): void => {
    // Data from TypeScript may hold itself.
    if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH) return;
    const isList = Array.isArray(value);
    for (const [key, part] of Object.entries(value)) {
      const here = [...path, isList ? Number(key) : key];
      if (key === '__proto__') {
        const message = 'the key `__proto__` cannot be used, because much software loses it';
        issues.push({ path: here, message, ...locate?.(here, 'key'), found: key });
      } else look(part, here);
    }
  };
  look(root, []);
  return issues;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
