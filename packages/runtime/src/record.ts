import type { AppendResult, Companion, EntryDraft } from '@zoqore/ledger';
import type { Core } from './core.ts';
import { RuntimeError } from './errors.ts';
import { ledgerError } from './ledger-error.ts';
import { invalid } from './request/decision-request.ts';
import { findJsonFault, requestBounds } from './request/json-bounds.ts';

/**
 * Step 6: the entry and its companions, durable, or an error and nothing.
 * @throws RuntimeError LEDGER_UNAVAILABLE, RATE_LIMITED when the queue is full, VALIDATION_ERROR when the entry
 * cannot be canonical
 */
export async function record(
  core: Pick<Core, 'ledger'>,
  draft: EntryDraft,
  companions: readonly Companion[] = [],
): Promise<AppendResult> {
  try {
    // Where an entry of the runtime has an idem, it is an id that was made for it.
    return await core.ledger.append(draft, companions, { isIdemNew: true });
  } catch (cause) {
    throw ledgerError(cause, 'no decision was made, because it could not be recorded');
  }
}

/** @throws RuntimeError also when a companion refused: for entries whose companions claim nothing. */
export async function recordOnly(
  core: Pick<Core, 'ledger'>,
  draft: EntryDraft,
  companions: readonly Companion[] = [],
): Promise<Extract<AppendResult, { outcome: 'appended' }>> {
  const fault = findJsonFault(draft.body, requestBounds);
  if (fault !== undefined) throw invalid([fault]);
  const result = await record(core, draft, companions);
  if (result.outcome === 'appended') return result;
  throw new RuntimeError({
    code: 'STATE_CONFLICT',
    message: `expected to record \`${draft.kind}\`, found that ${result.by} already stands`,
    details: { ...result.claim },
  });
}
