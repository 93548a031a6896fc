import { ResilienceError } from '../errors.ts';
import type { Operation } from './operation.ts';
import type { OperationJournal, OperationRecord } from './operation-journal.ts';

/** How an operation ended. What was undone left everything as it was before. */
export type OperationOutcome =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'undone'; readonly step: string; readonly reason: string; readonly cause?: unknown };

/**
 * Runs the steps in order, or undoes those that began when one throws. The journal says before each step that it may have
 * begun, so that `recover` can finish what a stop of the machine cut off.
 *
 * @throws OPERATION_UNFINISHED while another waits for `recover`; what the operation says of a plan that is none or does not
 * fit, with nothing changed; what the disk says of the journal or of undoing: then
 * `recover` has to be called before anything else
 */
export async function perform<Plan>(
  journal: OperationJournal,
  operation: Operation<Plan>,
  wanted: Plan,
): Promise<OperationOutcome> {
  const before = await journal.read();
  if (before !== undefined && !hasEnded(before)) {
    throw new ResilienceError({
      code: 'OPERATION_UNFINISHED',
      message: `a ${before.kind} was cut off at its step ${before.step + 1}; it has to be recovered first`,
    });
  }
  // The journal would refuse it later, when there is something to undo.
  const plan = operation.parsePlan(wanted);
  await operation.admit(journal.files, plan);
  const { kind, steps } = operation;
  const record = { format: 'zoqore/operation/v1', kind, plan } as const;
  for (const [step, each] of steps.entries()) {
    await journal.write({ ...record, phase: 'running', step });
    try {
      await each.run(journal.files, plan);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      await undo(journal, operation, { ...record, phase: 'undoing', step, reason });
      return { outcome: 'undone', step: each.name, reason, cause };
    }
  }
  await journal.write({ ...record, phase: 'done', step: steps.length });
  return { outcome: 'done' };
}

/**
 * To be called before anything of the installation is used: what was cut off is undone. Undefined when there was nothing.
 * May itself be cut off and called again, as often as need be.
 *
 * @throws OPERATION_UNREADABLE; OPERATION_UNKNOWN for one that this release does not have
 */
export async function recover(
  journal: OperationJournal,
  operations: readonly Operation<unknown>[],
): Promise<OperationOutcome | undefined> {
  const record = await journal.read();
  if (record === undefined || hasEnded(record)) return undefined;
  const operation = operations.find(({ kind }) => kind === record.kind);
  if (operation === undefined || record.step >= operation.steps.length) {
    throw new ResilienceError({
      code: 'OPERATION_UNKNOWN',
      message: `a ${record.kind} was cut off, and this release cannot tell how to undo it; start the release that began it`,
    });
  }
  const reason = record.reason ?? 'the process or the machine stopped';
  const step = operation.steps[record.step]?.name ?? '';
  await undo(journal, operation, { ...record, phase: 'undoing', reason });
  return { outcome: 'undone', step, reason };
}

function hasEnded({ phase }: OperationRecord): boolean {
  return phase === 'done' || phase === 'undone';
}

async function undo<Plan>(
  journal: OperationJournal,
  { steps, parsePlan }: Operation<Plan>,
  record: OperationRecord,
): Promise<void> {
  const plan = parsePlan(record.plan);
  for (let step = record.step; step >= 0; step -= 1) {
    await journal.write({ ...record, step });
    await steps[step]?.undo(journal.files, plan);
  }
  await journal.write({ ...record, phase: 'undone', step: 0 });
}
