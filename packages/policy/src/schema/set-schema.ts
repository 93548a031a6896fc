import { z } from 'zod';
import { compileGuard } from '../guard.ts';
import type { Mark, PolicyDocument, PolicySet, Rule } from '../policy-set.ts';
import type { Action } from '../model.ts';
import { matchSchema } from './match-schema.ts';
import { obligationSchema } from './obligation-schema.ts';
import { compiled, effect, isUntouched, list, text } from './primitives.ts';
import { requestSchema } from './request-schema.ts';

export const MAX_RULES = 10_000;
const MAX_MARKS = 1_000;
/** What a session can have at most, and a row of the runtime holds. */
const MAX_LABELS = 32;

const kebab = '[a-z0-9]+(?:-[a-z0-9]+)*';
const id = text(128)
  .regex(new RegExp(`^${kebab}(?:/${kebab})*$`), { error: 'expected kebab case, with `/` between parts' })
  .refine((value) => !value.startsWith('zoqore/'), { error: 'ids that start with `zoqore/` are built in' });
const requests = z.array(requestSchema).max(100);
const examples = z.strictObject({
  match: requests.exactOptional().describe('Requests that it must match; run whenever the set is compiled.'),
  noMatch: requests.exactOptional().describe('Requests that it must not match.'),
});
const guard = compiled(compileGuard, 2_000);
const whenInWords =
  'CEL over `request`, asked last. An error is no match in allow rules and a match in all others.';

const ruleSchema: z.ZodType<Rule> = z.strictObject({
  id: id.describe('Name of the rule, in kebab case with `/` between parts.'),
  effect: effect.describe('`deny` wins over `escalate` (a person decides), `escalate` over `allow`.'),
  match: matchSchema.describe(
    'What the rule is about: every key must hold, the entries of a list are alternatives.',
  ),
  when: guard.exactOptional().describe(whenInWords),
  because: text(500).exactOptional().describe('Why, in one sentence; told to whoever asked.'),
  requires: z
    .array(text(64).regex(/^[a-z][a-z0-9_]*$/, { error: 'expected a code such as `human_review_required`' }))
    .min(1)
    .max(20)
    .exactOptional()
    .describe('Codes of what must happen next, such as `human_review_required`.'),
  obligations: z
    .array(obligationSchema)
    .min(1)
    .max(20)
    .exactOptional()
    .describe('Conditions on an allowance that whoever enforces it must honour.'),
  examples: examples.exactOptional().describe('Requests that show what the rule means.'),
});

/** Ids of sessions' labels in tables and entries: nothing that needs an escape. */
const markedLabel = text(64).regex(new RegExp(`^${kebab}$`), {
  error: 'expected a label in kebab case, such as `secret-read`',
});

const markSchema: z.ZodType<Mark> = z.strictObject({
  id: id.describe('Name of the mark; no rule has it.'),
  label: list(markedLabel).describe('What the session has from then on, once such a request is allowed.'),
  match: matchSchema
    .refine(({ labels }) => labels?.completes === undefined && labels?.gives === undefined, {
      error: 'asks what marks give (`labels.gives`, `labels.completes`), which is for rules',
      when: isUntouched,
    })
    .describe('As of a rule that denies: in doubt it matches, and what is only inferred counts.'),
  when: guard.exactOptional().describe(whenInWords),
  because: text(500).exactOptional().describe('Why, in one sentence.'),
  examples: examples.exactOptional().describe('Requests that show what the mark means.'),
});

const marks = z
  .array(markSchema)
  .min(1)
  .max(MAX_MARKS)
  .refine((all) => new Set(all.flatMap(({ label }) => label)).size <= MAX_LABELS, {
    error: `gives more than ${MAX_LABELS} different labels`,
    when: isUntouched,
  });

const everyAction: z.ZodType<PolicySet['default']> = z
  .union([
    effect,
    z.strictObject({
      read: effect.exactOptional().describe('Where no rule matches a request to read.'),
      write: effect.exactOptional().describe('Where no rule matches a request to write.'),
      execute: effect.exactOptional().describe('Where no rule matches a request to execute.'),
      network: effect.exactOptional().describe('Where no rule matches a request to network.'),
      admin: effect.exactOptional().describe('Where no rule matches a request to admin.'),
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

const allDeny = Object.freeze({
  read: 'deny',
  write: 'deny',
  execute: 'deny',
  network: 'deny',
  admin: 'deny',
} as const);

const members = {
  apiVersion: z.literal('zoqore.dev/policy/v1').describe('Version of the language.'),
  name: text(128)
    .regex(new RegExp(`^${kebab}$`), { error: 'expected kebab case' })
    .describe('Name of the set, in kebab case.'),
  description: text(2_000).exactOptional().describe('What the set is for.'),
  rules: z.array(ruleSchema).max(MAX_RULES).describe('Their order makes no difference.'),
  marks: marks.exactOptional().describe('What gives a session labels, for `match.labels`.'),
};

const counted = (max: number) =>
  z.preprocess((value) => (Array.isArray(value) ? value : []), z.array(z.unknown()).max(max));

/** No more rules and marks than there may be, whatever they are. */
export const setSize: z.ZodType = z.object({ rules: counted(MAX_RULES), marks: counted(MAX_MARKS) });

/** A set that stands for itself; its output is the data. Data is itself a document that means the same. */
export const setSchema: z.ZodType<PolicySet> = z.strictObject({
  ...members,
  default: everyAction.default(allDeny),
});

/** The document as people write it. */
export const documentSchema: z.ZodType<PolicyDocument> = z.strictObject({
  ...members,
  default: everyAction
    .exactOptional()
    .describe('What holds where no rule matches. Left out: that of what is extended, else `deny`.'),
  extends: list(text(256))
    .exactOptional()
    .describe(
      'Sets whose rules hold here too: a pack by name (`balanced`), a file beside this one (`./team.yaml`).',
    ),
  without: z
    .array(text(128))
    .min(1)
    .max(MAX_RULES)
    .exactOptional()
    .describe('Ids of inherited rules and marks that do not hold here.'),
});

/** What a document says that extends nothing. */
export function setOf(document: PolicyDocument): PolicySet {
  const { apiVersion, name, description, rules, marks: given } = document;
  return {
    apiVersion,
    name,
    ...(description === undefined ? {} : { description }),
    default: document.default ?? allDeny,
    rules,
    ...(given === undefined ? {} : { marks: given }),
  };
}
