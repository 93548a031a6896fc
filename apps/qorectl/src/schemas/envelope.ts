import { z } from 'zod';

const envelopeMeta = z.strictObject({ command: z.string(), version: z.string(), durationMs: z.int().min(0) });

const problem = z.strictObject({
  code: z.string().regex(/^QORE-E-\d{4}$/),
  name: z.string().regex(/^[A-Z_]+$/),
  message: z.string().min(1),
  hint: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});

/** What `--json` prints when a command could not answer. */
export const failureSchema = z.strictObject({
  ok: z.literal(false),
  error: problem,
  warnings: z.array(z.string()),
  meta: envelopeMeta,
});

/** What `--json` prints when a command answers with `data`. */
export function successSchema<T extends z.ZodType>(
  data: T,
): z.ZodObject<{
  ok: z.ZodLiteral<true>;
  data: T;
  warnings: z.ZodArray<z.ZodString>;
  meta: typeof envelopeMeta;
}> {
  return z.strictObject({ ok: z.literal(true), data, warnings: z.array(z.string()), meta: envelopeMeta });
}
