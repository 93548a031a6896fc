import type { StoredCheckpoint } from '../store.ts';
import { parseCheckpoint } from '../verify/checkpoint.ts';
import { verifyNote } from '../verify/note.ts';
import type { NoteVerifier } from '../verify/verifier-key.ts';
import { FaultFound } from './fault.ts';
import { isSame } from './same-bytes.ts';

/** Which keys count for a checkpoint of this size. */
export function keysAt(keys: readonly NoteVerifier[], _size: number): readonly NoteVerifier[] {
  return keys;
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** A known key signed the checkpoint, and its columns say what its note says. */
export async function checkNote(
  log: string,
  stored: StoredCheckpoint,
  keys: readonly NoteVerifier[],
): Promise<void> {
  const last = stored.size - 1;
  let text: string;
  try {
    const verified = await verifyNote(stored.note, keysAt(keys, stored.size));
    if (verified.verifiedBy.length === 0) {
      throw new FaultFound(last, 'key-unknown', `no known key signed the checkpoint of size ${stored.size}`);
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
  // No signature covers when it was stored; that it says when is all that can be asked of it.
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
