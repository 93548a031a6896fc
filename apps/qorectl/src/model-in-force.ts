import type { ModelKind } from '@zoqore/runtime';
import type { RuntimeClient } from '@zoqore/runtime/client';
import { QoreError } from './errors.ts';

export type ModelView = Awaited<ReturnType<RuntimeClient['models']['list']>>['items'][number];

/** Of those that the runtime listed. @throws QoreError UNEXPECTED_ANSWER */
export function requireModel(items: readonly ModelView[], kind: ModelKind): ModelView {
  const found = items.find((model) => model.kind === kind);
  if (found !== undefined) return found;
  throw new QoreError({
    code: 'INTERNAL_ERROR',
    message: `expected the ${kind} model among those in force, found none`,
  });
}
