import { LedgerError } from '../errors.ts';
import { toBase64 } from './bytes.ts';
import { isValidAt, type KeyHistory, keysKnownAt } from './key-history.ts';
import { verifyNote } from './note.ts';

/** What the keys of a log sign of an entry by which the ledger changes what it keeps. */
export interface LedgerAct {
  /** Origin of the log. */
  readonly log: string;
  /** Changes of the log's keys before it: one that vanished later is missed here. */
  readonly changes: number;
  /** Leaf hash of the entry without its note. */
  readonly digest: Uint8Array;
}

const header = 'zoqore.dev/ledger-act@v1';

/** The text that is signed. */
export function formatLedgerAct({ log, changes, digest }: LedgerAct): string {
  return `${header}\n${log}\n${changes}\n${toBase64(digest)}\n`;
}

/**
 * Why such an entry does not count; undefined when a key that is valid at its index signed it, in full knowledge of the keys
 * before it. Who can write entries but has no key can neither remove, hold nor release.
 */
export async function ledgerActFault(
  entry: { readonly index: number; readonly digest: Uint8Array; readonly note: string | undefined },
  history: KeyHistory,
): Promise<string | undefined> {
  const { index, digest, note } = entry;
  if (note === undefined) return 'no key of the log signed it';
  const keys = keysKnownAt(history, index);
  const changes = history.steps.filter(({ from }) => from <= index).length - 1;
  try {
    const { text, verifiedBy } = await verifyNote(
      note,
      keys.map(({ verifier }) => verifier),
    );
    if (text !== formatLedgerAct({ log: history.log, changes, digest })) {
      return `what was signed is not this entry behind ${changes} changes of keys`;
    }
    const signers = verifiedBy.map(({ verifier }) => verifier);
    const isAgreed = keys.some((key) => signers.includes(key.verifier) && isValidAt(key, index));
    return isAgreed ? undefined : 'no key that is valid there signed it';
  } catch (error) {
    if (error instanceof LedgerError) return error.message;
    throw error;
  }
}
