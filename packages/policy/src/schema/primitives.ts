import { z } from 'zod';
import type { Action, Effect, Json, ResourceKind, RiskGrade, TrustStage } from '../model.ts';

export const MAX_LIST = 1_000;
export const MAX_PATTERN_CHARS = 1_024;

export const action: z.ZodType<Action> = z.enum(['read', 'write', 'execute', 'network', 'admin']);
export const effect: z.ZodType<Effect> = z.enum(['allow', 'escalate', 'deny']);
export const riskGrade: z.ZodType<RiskGrade> = z.enum(['L1', 'L2', 'L3']);
export const trustStage: z.ZodType<TrustStage> = z.enum(['CBT', 'KBT', 'IBT']);
export const resourceKind: z.ZodType<ResourceKind> = z.enum([
  'path',
  'url',
  'command',
  'tool',
  'prompt',
  'service',
]);

/** Text that survives canonical JSON: no lone surrogates. */
export function text(maxChars: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(maxChars, { abort: true })
    .refine((value) => value.isWellFormed(), { error: 'has a lone surrogate' });
}

/** Text that a compiler accepts; its SyntaxError becomes the issue, with the `suggestion` that it may have. */
export function compiled(
  compile: (value: string) => unknown,
  maxChars: number = MAX_PATTERN_CHARS,
): z.ZodString {
  return text(maxChars).check((context) => {
    try {
      compile(context.value);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'is not valid';
      const { suggestion } = Object(cause) as { suggestion?: string };
      context.issues.push({
        code: 'custom',
        message: reason,
        input: context.value,
        ...(suggestion === undefined ? {} : { params: { suggestion } }),
      });
    }
  });
}

/** One value or a list of them; a list in the data. */
export function list<T>(entry: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z
    .union([entry, z.array(entry).min(1).max(MAX_LIST)])
    .transform((value): readonly T[] => (Array.isArray(value) ? value : [value]));
}

/** For checks of an object as a whole: a misspelt key is one issue, not two. */
export function isUntouched({ issues }: { readonly issues: readonly unknown[] }): boolean {
  return issues.length === 0;
}

/** A closed object that says at least one thing. */
export function closed<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z
    .strictObject(shape)
    .refine((value) => Object.keys(value).length > 0, { error: 'is empty', when: isUntouched });
}

export const scalar: z.ZodType<null | boolean | number | string> = z.union([
  z.string().max(4_096),
  z.number(),
  z.boolean(),
  z.null(),
]);

export const json: z.ZodType<Json> = z.json();
