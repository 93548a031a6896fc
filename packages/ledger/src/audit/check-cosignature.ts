import { LedgerError } from '../errors.ts';
import type { StoredCheckpoint, StoredCosignature } from '../store.ts';
import { parseNote } from '../verify/note.ts';
import { parseVerifierKey } from '../verify/verifier-key.ts';
import { findCosignature } from '../witness/cosignatures.ts';
import { FaultFound } from './fault.ts';
import { instant } from './instant.ts';

/** Of these rows, each is under one of these checkpoints, by the witness that it names. Whether anybody relies on it is not asked. */
export async function checkCosignatures(
  checkpoints: readonly StoredCheckpoint[],
  cosignatures: readonly StoredCosignature[],
): Promise<void> {
  for (const cosignature of cosignatures) {
    const { size, at } = cosignature;
    const checkpoint = checkpoints.find((one) => one.size === size);
    if (checkpoint === undefined) {
      throw new FaultFound(size - 1, 'checkpoint-altered', `no checkpoint of size ${size} for a cosignature`);
    }
    if (!(await isOf(checkpoint, cosignature))) {
      const what = `a cosignature of the checkpoint of size ${size} is not by the witness beside it`;
      throw new FaultFound(size - 1, 'bad-signature', what);
    }
    if (!instant.test(at)) {
      throw new FaultFound(
        size - 1,
        'checkpoint-altered',
        `a cosignature of size ${size}: \`at\` is no instant`,
      );
    }
  }
}

async function isOf({ note }: StoredCheckpoint, { witness, line }: StoredCosignature): Promise<boolean> {
  try {
    const { text } = parseNote(note);
    return (await findCosignature(text, line, await parseVerifierKey(witness))) !== undefined;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}
