import { z } from 'zod';
import type { Obligation } from '../model.ts';
import { isUntouched, text } from './primitives.ts';

const count = z.int().min(1).max(1_000_000);
const limit = { perMinute: count };
const redact = { fields: z.array(text(256)).min(1).max(100) };
const watermark = { text: text(500) };
const sandbox = { profile: text(128) };
const notify = { channel: text(256) };
const quorum = { count: z.int().min(1).max(100) };

/** `{ type: limit, perMinute: 30 }`, as in the data. */
const typed: z.ZodType<Obligation> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('limit'), ...limit }),
  z.strictObject({ type: z.literal('redact'), ...redact }),
  z.strictObject({ type: z.literal('require-reason') }),
  z.strictObject({ type: z.literal('watermark'), ...watermark }),
  z.strictObject({ type: z.literal('sandbox'), ...sandbox }),
  z.strictObject({ type: z.literal('notify'), ...notify }),
  z.strictObject({ type: z.literal('record-content') }),
  z.strictObject({ type: z.literal('quorum'), ...quorum }),
]);

/** `{ limit: { perMinute: 30 } }`, as people write it: one key, named after the type. */
const keyed: z.ZodType<Obligation> = z
  .strictObject({
    limit: z.strictObject(limit).exactOptional(),
    redact: z.strictObject(redact).exactOptional(),
    'require-reason': z.strictObject({}).exactOptional(),
    watermark: z.strictObject(watermark).exactOptional(),
    sandbox: z.strictObject(sandbox).exactOptional(),
    notify: z.strictObject(notify).exactOptional(),
    'record-content': z.strictObject({}).exactOptional(),
    quorum: z.strictObject(quorum).exactOptional(),
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
