import { z } from 'zod';
import type { Detector, RiskGrade, RiskModel, SignalOverride } from './model.ts';

/** Every detector's own grades and weights, and no raising by score. */
export const defaultRiskModel: RiskModel = { detectors: {}, overrides: {}, thresholds: { L2: 1, L3: 1 } };

/** Those of the type, each once; a test holds them to it. */
export const detectors: readonly Detector[] = [
  'path',
  'shell',
  'content',
  'egress',
  'novelty',
  'trust',
  'tool',
];

const share = z.number().min(0).max(1);
const grade: z.ZodType<RiskGrade> = z.enum(['L1', 'L2', 'L3']);
const isSaying = (value: object): boolean => Object.keys(value).length > 0;

/** `path.credentials`: a detector and one of its findings. A stand-in for a detector that failed is none to change. */
const signalId = z
  .string()
  .max(128)
  .regex(new RegExp(`^(?:${detectors.join('|')})\\.[a-z0-9]+(?:-[a-z0-9]+)*$`), {
    error: `expected an id such as path.credentials, of ${detectors.join(', ')}`,
  })
  .refine((id) => !id.endsWith('.unavailable'), {
    error: 'stands in for a detector that failed, which is L3 whatever a model says',
  });

const override: z.ZodType<SignalOverride> = z
  .strictObject({ grade: grade.exactOptional(), weight: share.exactOptional() })
  .refine(isSaying, { error: 'says neither grade nor weight', when: ({ issues }) => issues.length === 0 });

/**
 * The document that an operator writes, `apiVersion: zoqore.dev/risk/v1`; its output is the model. What is absent is the
 * default's. Closed: a key or a detector that is misspelt is refused. `readDocument` of `@zoqore/policy` reads it from YAML.
 */
export const riskModelSchema: z.ZodType<RiskModel> = z
  .strictObject({
    apiVersion: z.literal('zoqore.dev/risk/v1'),
    detectors: z
      .strictObject(Object.fromEntries(detectors.map((name) => [name, z.boolean().exactOptional()])))
      .default({}),
    overrides: z
      .record(signalId, override)
      .refine((value) => Object.keys(value).length <= 1_000, { error: 'has more than 1000 entries' })
      .default({}),
    thresholds: z.strictObject({ L2: share.default(1), L3: share.default(1) }).prefault({}),
  })
  .transform(({ detectors: switches, overrides, thresholds }) => ({
    detectors: switches,
    overrides,
    thresholds,
  }));

/** JSON Schema (draft 2020-12) of a risk model as people write it, for editors. A fresh copy each time. */
export function riskModelJsonSchema(): object {
  return {
    $id: 'https://zoqore.dev/risk/v1.json',
    title: 'ZoQore risk model',
    ...z.toJSONSchema(riskModelSchema, { io: 'input', unrepresentable: 'any' }),
  };
}
