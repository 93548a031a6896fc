import type { z } from 'zod';
import { invalidPolicy } from './errors.ts';
import { issuesOf } from './issues.ts';
import { schemaKeys } from './json-schema.ts';
import type { ParseOptions } from './parse.ts';
import type { Locate } from './yaml-document.ts';
import { readYaml } from './yaml-document.ts';

/**
 * Reads a YAML document of another kind that people write beside a policy, such as a risk model: with the bounds and
 * the refusals of a policy text (no anchors, tags, tabs, second documents; 1 MiB by default), held to `schema`.
 *
 * @throws PolicyError `POLICY_INVALID` with every issue, each with line and column
 */
export function readDocument<T>(text: string, schema: z.ZodType<T>, options: ParseOptions = {}): T {
  const reading = readYaml(text, options.maxBytes ?? 1_048_576);
  if ('issues' in reading) throw invalidPolicy(reading.issues, options.source);
  return checkDocument(reading.data, schema, { ...options, locate: reading.locate });
}

/** The same for what is data already. */
export function checkDocument<T>(
  data: unknown,
  schema: z.ZodType<T>,
  { source, locate }: { readonly source?: string; readonly locate?: Locate } = {},
): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const places = locate === undefined ? {} : { locate };
  const issues = issuesOf(result.error, { data, keysAt: schemaKeys(schema), ...places });
  throw invalidPolicy(issues, source, result.error);
}
