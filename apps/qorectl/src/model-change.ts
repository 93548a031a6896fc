import type { ModelKind } from '@zoqore/runtime';
import type { RuntimeClient } from '@zoqore/runtime/client';
import { QoreError } from './errors.ts';
import { requireModel } from './model-in-force.ts';
import type { PolicyText } from './extended-policies.ts';
import { excerpt } from './render/neutralise.ts';

/** What putting a model's text in force would change. */
export interface ModelChange {
  readonly model: ModelKind;
  readonly source: string;
  readonly before: string;
  readonly version: string;
  readonly isInForce: boolean;
  /** Places at which it may let through more than the one in force. */
  readonly looser: readonly string[];
}

/** @throws QoreError POLICY_INVALID with every issue */
export async function modelChange(
  client: RuntimeClient,
  model: ModelKind,
  { text, source }: PolicyText,
): Promise<ModelChange> {
  const [{ items }, checked] = await Promise.all([
    client.models.list(),
    client.models.check(model, text, source),
  ]);
  if (!checked.valid) {
    const { issues } = checked;
    throw new QoreError({
      code: 'POLICY_INVALID',
      message: `\`${excerpt(source, 200)}\` is refused: ${issues.length} ${issues.length === 1 ? 'error' : 'errors'}`,
      hint: `qorectl models show ${model} prints one that is valid`,
      details: { source, issues },
    });
  }
  const { version: before, unreadable } = requireModel(items, model);
  return {
    model,
    source,
    before,
    version: checked.version,
    // A file that could not be read is known to be mended only once it is applied.
    isInForce: before === checked.version && unreadable === undefined,
    looser: checked.looser,
  };
}
