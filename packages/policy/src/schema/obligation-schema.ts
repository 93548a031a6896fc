import { z } from 'zod';
import type { Obligation } from '../model.ts';
import { isUntouched, text } from './primitives.ts';

const count = z.int().min(1).max(1_000_000);
const limit = {
  perMinute: count.describe('So many allowances a minute of one actor by the rules that decide together.'),
};
const redact = {
  fields: z.array(text(256)).min(1).max(100).describe('Names of members whose values are taken out.'),
};
const watermark = { text: text(500).describe('What is added.') };
const sandbox = { profile: text(128).describe('The sandbox, by the name that whoever runs it knows.') };
const notify = { channel: text(256).describe('Whom to tell.') };
const quorum = {
  count: z.int().min(1).max(100).describe('People who must approve; more than one cannot be met yet.'),
};

const kinds = [
  'limit',
  'redact',
  'require-reason',
  'watermark',
  'sandbox',
  'notify',
  'record-content',
  'quorum',
] as const satisfies readonly Obligation['type'][];

function kindOf<Kind extends Obligation['type']>(kind: Kind): z.ZodLiteral<Kind> {
  return z.literal(kind).describe('Kind of obligation.');
}

/** `{ type: limit, perMinute: 30 }`, as in the data. */
const typed: z.ZodType<Obligation> = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: kindOf('limit'), ...limit }),
    z.strictObject({ type: kindOf('redact'), ...redact }),
    z.strictObject({ type: kindOf('require-reason') }),
    z.strictObject({ type: kindOf('watermark'), ...watermark }),
    z.strictObject({ type: kindOf('sandbox'), ...sandbox }),
    z.strictObject({ type: kindOf('notify'), ...notify }),
    z.strictObject({ type: kindOf('record-content') }),
    z.strictObject({ type: kindOf('quorum'), ...quorum }),
  ],
  { error: `expected one of ${kinds.join(', ')}` },
);

/** `{ limit: { perMinute: 30 } }`, as people write it: one key, named after the type. */
const keyed: z.ZodType<Obligation> = z
  .strictObject({
    // What has a `type` is the other notation, and its mistakes are told in the words of that one.
    type: z.never().exactOptional().describe('Kind of obligation.'),
    limit: z.strictObject(limit).exactOptional().describe('Only so often; honoured by the runtime.'),
    redact: z
      .strictObject(redact)
      .exactOptional()
      .describe('Values are taken out of the result; honoured by the gateway.'),
    'require-reason': z
      .strictObject({})
      .exactOptional()
      .describe('`context.reason` must say why; honoured by the runtime.'),
    watermark: z
      .strictObject(watermark)
      .exactOptional()
      .describe('A text is added to the result; honoured by the gateway.'),
    sandbox: z
      .strictObject(sandbox)
      .exactOptional()
      .describe('Must run in a sandbox; the gateway refuses such a call.'),
    notify: z
      .strictObject(notify)
      .exactOptional()
      .describe('Somebody must be told; the gateway refuses such a call.'),
    'record-content': z
      .strictObject({})
      .exactOptional()
      .describe('The content is kept in the ledger; honoured by the runtime.'),
    quorum: z.strictObject(quorum).exactOptional().describe('People must approve; honoured by the runtime.'),
  })
  .refine((value) => Object.keys(value).length === 1, {
    error: 'expected exactly one kind of obligation',
    when: isUntouched,
  })
  .transform((value): Obligation => {
    if (value.limit !== undefined) return { type: 'limit', ...value.limit };
    if (value.redact !== undefined) return { type: 'redact', ...value.redact };
    if (value.watermark !== undefined) return { type: 'watermark', ...value.watermark };
    if (value.sandbox !== undefined) return { type: 'sandbox', ...value.sandbox };
    if (value.notify !== undefined) return { type: 'notify', ...value.notify };
    if (value.quorum !== undefined) return { type: 'quorum', ...value.quorum };
    return { type: value['record-content'] === undefined ? 'require-reason' : 'record-content' };
  });

/** `require-reason`: the name alone, where there is nothing to say. */
const named: z.ZodType<Obligation> = z
  .enum(['require-reason', 'record-content'])
  .transform((type): Obligation => ({ type }));

/** Reads each notation with its own schema, so that a mistake is reported against what was meant. */
export const obligationSchema: z.ZodType<Obligation> = z.union([named, typed, keyed]);
