import type { Citation } from '@zoqore/risk';
import { z } from 'zod';
import { QoreError } from './errors.ts';
import { neutralise } from './render/neutralise.ts';

const listSchema = z
  .array(
    z.union([
      z.string(),
      z.strictObject({ source: z.string(), hops: z.int().min(0).max(100).exactOptional() }),
    ]),
  )
  .max(1_000, 'expected at most 1000 sources');

/**
 * The sources of a list of texts and of `{source, hops}`; those without a distance are `hops` away.
 * @throws QoreError INPUT_INVALID
 */
export function citationsIn(list: unknown, name: string, hops: number): readonly Citation[] {
  const parsed = listSchema.safeParse(list);
  if (parsed.success)
    return parsed.data.map((one) => (typeof one === 'string' ? { source: one, hops } : { hops, ...one }));
  throw new QoreError({
    code: 'INPUT_INVALID',
    message: `\`${neutralise(name)}\`: ${neutralise(z.prettifyError(parsed.error).slice(0, 500))}`,
    hint: 'one source a line, or a JSON list of texts and of {"source", "hops"}',
  });
}
