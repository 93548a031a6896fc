import type { RecordedKeys } from '../keys/read-key-history.ts';
import type { StoredCheckpoint } from '../store.ts';
import { parseCheckpoint } from '../verify/checkpoint.ts';
import { keysKnownAt, signerFault } from '../verify/key-history.ts';
import { parseNote, verifyNote } from '../verify/note.ts';
import { FaultFound } from './fault.ts';
import { instant } from './instant.ts';
import { isSame } from './same-bytes.ts';

/** A key that is one of the log at that size signed the checkpoint, none but keys of the log did, and its columns say what its note says. */
export async function checkNote(
  log: string,
  stored: StoredCheckpoint,
  { history }: RecordedKeys,
): Promise<void> {
  const last = stored.size - 1;
  let text: string;
  try {
    // By what the log had said of its keys by then: a key that is revoked later has signed what later keys vouch for.
    const keys = keysKnownAt(history, stored.size);
    const verified = await verifyNote(
      stored.note,
      keys.map(({ verifier }) => verifier),
    );
    const signers = verified.verifiedBy.map(({ verifier }) => verifier);
    const unsigned = signerFault(keys, signers, stored.size);
    if (unsigned !== undefined) {
      throw new FaultFound(last, unsigned.fault, `checkpoint of size ${stored.size}: ${unsigned.reason}`);
    }
    // Cosignatures are kept in a table of their own: nobody but the log has signed what is here, and each key once.
    if (verified.verifiedBy.length !== parseNote(stored.note).signatures.length) {
      const what = 'it has signatures of others than the keys of the log';
      throw new FaultFound(last, 'checkpoint-altered', `checkpoint of size ${stored.size}: ${what}`);
    }
    text = verified.text;
  } catch (error) {
    if (error instanceof FaultFound) throw error;
    throw new FaultFound(last, 'bad-signature', `checkpoint of size ${stored.size}: ${describe(error)}`);
  }
  let signed: ReturnType<typeof parseCheckpoint>;
  try {
    signed = parseCheckpoint(text);
  } catch (error) {
    throw new FaultFound(last, 'checkpoint-altered', `checkpoint of size ${stored.size}: ${describe(error)}`);
  }
  if (signed.origin !== log || signed.size !== stored.size || !isSame(signed.root, stored.root)) {
    throw new FaultFound(
      last,
      'checkpoint-altered',
      `columns of the checkpoint of size ${stored.size} differ from its note`,
    );
  }
  if (!instant.test(stored.at)) {
    throw new FaultFound(
      last,
      'checkpoint-altered',
      `checkpoint of size ${stored.size}: \`at\` is no instant`,
    );
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
