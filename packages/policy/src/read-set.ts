import { z } from 'zod';
import type { PolicyIssue } from './errors.ts';
import { invalidPolicy } from './errors.ts';
import { issuesOf } from './issues.ts';
import { schemaKeys } from './json-schema.ts';
import type { PolicySet } from './policy-set.ts';
import { setSchema } from './schema/set-schema.ts';
import type { Locate } from './yaml-document.ts';

/** Schema and unique ids, for a set in whichever notation it came. Throws with every issue, or freezes the data. */
export function readSet(
  data: unknown,
  options: { readonly source?: string; readonly locate?: Locate },
): PolicySet {
  const result = setSchema.safeParse(data);
  const issues = [
    ...(result.success
      ? []
      : issuesOf(result.error, {
          data,
          keysAt: schemaKeys(setSchema),
          ...(options.locate === undefined ? {} : { locate: options.locate }),
        })),
    ...duplicateIds(data, options.locate),
  ];
  if (!result.success || issues.length > 0) throw invalidPolicy(issues, options.source, result.error);
  return deepFreeze(result.data);
}

const withIds: z.ZodType<{ rules: { id: string }[] }> = z.object({
  rules: z.array(z.object({ id: z.string().catch('') }).catch({ id: '' })),
});

/** Over the raw data, so that duplicates are listed beside all other issues. */
function duplicateIds(data: unknown, locate: Locate | undefined): PolicyIssue[] {
  const read = withIds.safeParse(data);
  if (!read.success) return [];
  const first = new Map<string, number>();
  return read.data.rules.flatMap(({ id }, index): PolicyIssue[] => {
    const earlier = first.get(id);
    if (id === '' || earlier === undefined) {
      first.set(id, index);
      return [];
    }
    const path = ['rules', index, 'id'];
    const line = locate?.(['rules', earlier, 'id'], 'value').line;
    const where = line === undefined ? `rule ${earlier + 1}` : `line ${line}`;
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

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
