import { z } from 'zod';

/** How trust of actors moves and what it comes to (decision contract, "Trust of actors"). All numbers but counts 0–1. */
export interface TrustModel {
  /** Of an actor without outcomes. */
  readonly start: number;
  readonly success: number;
  /** Negative, as `violation`. */
  readonly failure: number;
  readonly violation: number;
  readonly probation: {
    /** Trust counts as at least this while probation lasts. */
    readonly floor: number;
    /** Ends with so many verified outcomes, or so many days after the first outcome, whichever comes first. */
    readonly outcomes: number;
    readonly days: number;
  };
  /** Where a stage begins; below `KBT` is CBT. */
  readonly stages: { readonly KBT: number; readonly IBT: number };
}

/** The trust model of this release, in force until another one is applied. */
export const defaultTrustModel: TrustModel = {
  start: 0.35,
  success: 0.05,
  failure: -0.1,
  violation: -0.25,
  probation: { floor: 0.35, outcomes: 5, days: 30 },
  stages: { KBT: 0.5, IBT: 0.8 },
};

const share = z.number().min(0).max(1);
const loss = z.number().min(-1).max(0);
const { start, success, failure, violation, probation, stages } = defaultTrustModel;

/**
 * The document that an operator writes, `apiVersion: zoqore.dev/trust/v1`; its output is the model. What is absent is the
 * default's. No model lets a newcomer begin above the first stage, or makes a violation cost less than a failure.
 */
export const trustModelSchema: z.ZodType<TrustModel> = z
  .strictObject({
    apiVersion: z.literal('zoqore.dev/trust/v1'),
    start: share.default(start),
    success: share.default(success),
    failure: loss.default(failure),
    violation: loss.default(violation),
    probation: z
      .strictObject({
        floor: share.default(probation.floor),
        outcomes: z.int().min(0).max(1_000_000).default(probation.outcomes),
        days: z.number().min(0).max(36_500).default(probation.days),
      })
      .prefault({}),
    stages: z.strictObject({ KBT: share.default(stages.KBT), IBT: share.default(stages.IBT) }).prefault({}),
  })
  .superRefine((model, context) => {
    const refuse = (path: readonly string[], message: string): void =>
      context.addIssue({ code: 'custom', path: [...path], message });
    const { KBT, IBT } = model.stages;
    if (IBT < KBT) refuse(['stages', 'IBT'], `expected at least \`stages.KBT\` (${KBT})`);
    if (model.start >= KBT) refuse(['start'], `expected less than \`stages.KBT\` (${KBT})`);
    if (model.probation.floor >= KBT)
      refuse(['probation', 'floor'], `expected less than \`stages.KBT\` (${KBT})`);
    if (model.violation > model.failure)
      refuse(['violation'], `expected at most \`failure\` (${model.failure})`);
  })
  .transform(({ apiVersion: _apiVersion, ...model }) => model);

/** JSON Schema (draft 2020-12) of a trust model as people write it, for editors. A fresh copy each time. */
export function trustModelJsonSchema(): object {
  return {
    $id: 'https://zoqore.dev/trust/v1.json',
    title: 'ZoQore trust model',
    ...z.toJSONSchema(trustModelSchema, { io: 'input', unrepresentable: 'any' }),
  };
}

/** Where the second model may hold an actor for more trusted than the first, as places in the document; none: nowhere. */
export function trustLoosening(before: TrustModel, after: TrustModel): readonly string[] {
  const rises: readonly (readonly [place: string, before: number, after: number])[] = [
    ['start', before.start, after.start],
    ['success', before.success, after.success],
    ['failure', before.failure, after.failure],
    ['violation', before.violation, after.violation],
    ['probation.floor', before.probation.floor, after.probation.floor],
    // A stage comes with the end of probation.
    ['probation.outcomes', after.probation.outcomes, before.probation.outcomes],
    ['probation.days', after.probation.days, before.probation.days],
    ['stages.KBT', after.stages.KBT, before.stages.KBT],
    ['stages.IBT', after.stages.IBT, before.stages.IBT],
  ];
  return rises.filter(([, was, is]) => is > was).map(([place]) => place);
}
