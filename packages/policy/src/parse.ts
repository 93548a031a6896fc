import { invalidPolicy } from './errors.ts';
import type { PolicySet } from './policy-set.ts';
import { readDocument } from './read-set.ts';
import { setOf } from './schema/set-schema.ts';
import { readYaml } from './yaml-document.ts';

export const MAX_BYTES = 1_048_576;

export interface ParseOptions {
  /** Name of the text in error messages, such as a file name. */
  readonly source?: string;
  /** UTF-8 bytes, 1 MiB by default. */
  readonly maxBytes?: number;
}

/**
 * Reads a policy set from YAML 1.2. The data depends on nothing but the meaning of the text: comments, order of
 * keys, byte order mark and line endings make no difference. At most 10,000 rules. One that extends others is refused: see
 * `resolvePolicy`.
 *
 * @throws PolicyError `POLICY_INVALID` with every issue, each with line and column; never half a set
 *
 * @example
 * const set = parsePolicySet('apiVersion: zoqore.dev/policy/v1\nname: closed\nrules: []');
 */
export function parsePolicySet(text: string, options: ParseOptions = {}): PolicySet {
  const reading = readYaml(text, options.maxBytes ?? MAX_BYTES);
  if ('issues' in reading) throw invalidPolicy(reading.issues, options.source);
  const { locate } = reading;
  const document = readDocument(reading.data, {
    locate,
    ...(options.source === undefined ? {} : { source: options.source }),
  });
  const key = (['extends', 'without'] as const).find((each) => document[each] !== undefined);
  if (key === undefined) return Object.freeze(setOf(document));
  const message = `\`${key}\` needs the sets that are extended; \`resolvePolicy\` reads them`;
  throw invalidPolicy([{ path: [key], message, ...locate([key], 'key') }], options.source);
}
