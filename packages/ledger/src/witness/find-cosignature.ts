import { LedgerError } from '../errors.ts';
import { signatureLineOf } from '../signer.ts';
import { isEqual } from '../verify/bytes.ts';
import { parseNote } from '../verify/note.ts';
import type { NoteVerifier } from '../verify/verifier-key.ts';

export interface Cosignature {
  /** Signature line of a note, with its line feed. */
  readonly line: string;
  /** When the witness says that it saw the text. */
  readonly at: Date;
}

/** Among signature lines, that of one witness under a text, verified; undefined when there is none. */
export async function findCosignature(
  text: string,
  lines: string,
  verifier: NoteVerifier,
): Promise<Cosignature | undefined> {
  try {
    const own = parseNote(`${text}\n${lines}`).signatures.find(
      ({ name, keyId }) => name === verifier.name && isEqual(keyId, verifier.keyId),
    );
    const check = own === undefined ? undefined : await verifier.verify(text, own.signature);
    if (own === undefined || check?.verified !== true || check.witnessedAt === undefined) return undefined;
    return { line: signatureLineOf(own, own.signature), at: check.witnessedAt };
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'NOTE_INVALID') return undefined;
    throw error;
  }
}
