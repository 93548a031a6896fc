import { hash } from 'node:crypto';
import { canonicalize } from '@zoqore/ledger';
import { readDocument } from '@zoqore/policy';
import { defaultRiskModel, riskLoosening, riskModelSchema } from '@zoqore/risk';
import type { RiskModel } from '@zoqore/risk';
import type { z } from 'zod';
import { policyInvalid } from './load-policy.ts';
import type { PolicyFile } from './load-policy.ts';
import type { ModelKind } from './model-kind.ts';
import { defaultTrustModel, trustLoosening, trustModelSchema } from './trust-model.ts';
import type { TrustModel } from './trust-model.ts';

/** One of each kind. */
export interface Models {
  readonly risk: Versioned<RiskModel>;
  readonly trust: Versioned<TrustModel>;
}

export interface Versioned<Model> {
  /** SHA-256 over the canonical JSON of the model, hex: comments and what is written out though it is the default do not count. */
  readonly version: string;
  readonly model: Model;
}

/** What is known of one kind of model. */
interface Kind<Model> {
  readonly schema: z.ZodType<Model>;
  readonly initial: Model;
  readonly loosening: (before: Model, after: Model) => readonly string[];
}

const kinds: { readonly [kind in ModelKind]: Kind<Models[kind]['model']> } = {
  risk: { schema: riskModelSchema, initial: defaultRiskModel, loosening: riskLoosening },
  trust: { schema: trustModelSchema, initial: defaultTrustModel, loosening: trustLoosening },
};

/** What holds before anything else was put in force. */
export const defaultModels: Models = {
  risk: versioned(kinds.risk.initial),
  trust: versioned(kinds.trust.initial),
};

/** @throws RuntimeError POLICY_INVALID with every issue, each with line and column */
export function loadModel<K extends ModelKind>(kind: K, { text, source }: PolicyFile): Models[K] {
  const { schema }: Kind<Models[K]['model']> = kinds[kind];
  try {
    return versioned(readDocument(text, schema, { source })) as Models[K];
  } catch (cause) {
    throw policyInvalid(cause);
  }
}

/** Where the second model may let through more than the first, as places in the document; none: nowhere. */
export function modelLoosening<K extends ModelKind>(
  kind: K,
  before: Models[K],
  after: Models[K],
): readonly string[] {
  const { loosening }: Kind<Models[K]['model']> = kinds[kind];
  return loosening(before.model, after.model);
}

function versioned<Model>(model: Model): Versioned<Model> {
  return { version: hash('sha256', canonicalize(model)), model };
}
