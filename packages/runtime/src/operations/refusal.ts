import { createHash } from 'node:crypto';
import type { Core } from '../core.ts';
import { instant } from '../instant.ts';
import { ledgerError } from '../ledger-error.ts';
import type { ModelKind } from '../standing/model-kind.ts';

/** A policy set or a model that did not come into force, because it cannot be read, parsed or compiled. */
export interface Refusal {
  readonly of: 'policy' | ModelKind;
  readonly source: string;
  /** What is wrong, with file and line where they are known. */
  readonly message: string;
  /** Id of the key that wanted it in force, or `installation` for the policy file. */
  readonly actor: string;
  /** Version of the set or model that stays in force. */
  readonly inForce: string;
}

const longestText = 500;

/**
 * Puts into the ledger that a set or a model was refused: once for each of these, however often it is met, by whichever
 * process.
 *
 * @throws RuntimeError LEDGER_UNAVAILABLE, RATE_LIMITED
 */
export async function recordRefusal(core: Core, refusal: Refusal): Promise<void> {
  const { of, actor, source, inForce } = refusal;
  const message = refusal.message.slice(0, longestText).toWellFormed();
  const digest = createHash('sha256')
    .update(JSON.stringify([actor, source, message, inForce]))
    .digest('hex');
  const kind = of === 'policy' ? 'policy.refused' : 'model.refused';
  const draft = {
    kind,
    actor,
    at: instant(core.clock()),
    idem: `${kind}:${digest}`,
    body: {
      source: source.slice(0, longestText).toWellFormed(),
      message,
      ...(of === 'policy' ? { policyVersion: inForce } : { model: of, version: inForce }),
    },
  };
  try {
    if ((await core.ledger.entryByIdem(draft.idem)) === undefined) await core.ledger.append(draft);
  } catch (cause) {
    // Another one was quicker.
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENTRY_DUPLICATE') return;
    throw ledgerError(cause, `it could not be recorded that a ${nameOf(of)} was refused`);
  }
}

function nameOf(of: Refusal['of']): string {
  return of === 'policy' ? 'policy set' : `${of} model`;
}
