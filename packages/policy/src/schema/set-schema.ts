import { z } from 'zod';
import { compileGuard } from '../guard.ts';
import type { PolicySet, Rule } from '../policy-set.ts';
import type { Action } from '../model.ts';
import { matchSchema } from './match-schema.ts';
import { obligationSchema } from './obligation-schema.ts';
import { compiled, effect, text } from './primitives.ts';
import { requestSchema } from './request-schema.ts';

export const MAX_RULES = 10_000;

const kebab = '[a-z0-9]+(?:-[a-z0-9]+)*';
const id = text(128)
  .regex(new RegExp(`^${kebab}(?:/${kebab})*$`), { error: 'expected kebab case, with `/` between parts' })
  .refine((value) => !value.startsWith('zoqore/'), { error: 'ids that start with `zoqore/` are built in' });
const examples = z.array(requestSchema).max(100);

const ruleSchema: z.ZodType<Rule> = z.strictObject({
  id,
  effect,
  match: matchSchema,
  when: compiled(compileGuard, 2_000).exactOptional(),
  because: text(500).exactOptional(),
  requires: z
    .array(text(64).regex(/^[a-z][a-z0-9_]*$/, { error: 'expected a code such as `human_review_required`' }))
    .min(1)
    .max(20)
    .exactOptional(),
  obligations: z.array(obligationSchema).min(1).max(20).exactOptional(),
  examples: z
    .strictObject({ match: examples.exactOptional(), noMatch: examples.exactOptional() })
    .exactOptional(),
});

const everyAction: z.ZodType<PolicySet['default']> = z
  .union([
    effect,
    z.strictObject({
      read: effect.exactOptional(),
      write: effect.exactOptional(),
      execute: effect.exactOptional(),
      network: effect.exactOptional(),
      admin: effect.exactOptional(),
    }),
  ])
  .transform((value) => {
    const of = (name: Action) => (typeof value === 'string' ? value : (value[name] ?? 'deny'));
    return {
      read: of('read'),
      write: of('write'),
      execute: of('execute'),
      network: of('network'),
      admin: of('admin'),
    };
  });

const allDeny = { read: 'deny', write: 'deny', execute: 'deny', network: 'deny', admin: 'deny' } as const;

/** The document as people write it; its output is the data. Data is itself a document that means the same. */
export const setSchema: z.ZodType<PolicySet> = z.strictObject({
  apiVersion: z.literal('zoqore.dev/policy/v1'),
  name: text(128).regex(new RegExp(`^${kebab}$`), { error: 'expected kebab case' }),
  description: text(2_000).exactOptional(),
  default: everyAction.default(allDeny),
  rules: z.array(ruleSchema).max(MAX_RULES),
});
