import { LedgerError } from '../errors.ts';
import { signatureLineOf } from '../signer.ts';
import type { LedgerStore } from '../store.ts';
import { isEqual } from '../verify/bytes.ts';
import { parseNote } from '../verify/note.ts';
import type { NoteVerifier } from '../verify/verifier-key.ts';
import type { KnownWitness } from './witness-policy.ts';

export interface Cosignature {
  /** Signature line of a note, with its line feed. */
  readonly line: string;
  /** When the witness says that it saw the text. */
  readonly at: Date;
}

/** A stored row that verifies. */
export interface KeptCosignature extends Cosignature {
  /** Of the checkpoint. */
  readonly size: number;
  /** Verifier key of the witness. */
  readonly witness: string;
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

/**
 * The stored cosignatures of these witnesses under the checkpoint of a size that verify, in the order of the times that
 * they state. Rows are not believed: one that was altered or made up would have a checkpoint count for what it is not, and
 * the time beside it, which nothing covers, would have it look as new as one likes.
 */
export async function storedCosignatures(
  store: LedgerStore,
  witnesses: readonly KnownWitness[],
  size: number,
): Promise<readonly KeptCosignature[]> {
  const [checkpoint] = await store.checkpoints({ from: size, limit: 1 });
  if (checkpoint?.size !== size) return [];
  const { text } = parseNote(checkpoint.note);
  const verified: KeptCosignature[] = [];
  for (const row of await store.cosignatures({ from: size, to: size + 1 })) {
    const witness = witnesses.find(({ key }) => key === row.witness);
    const found = witness === undefined ? undefined : await findCosignature(text, row.line, witness.verifier);
    if (found !== undefined) verified.push({ ...found, size, witness: row.witness });
  }
  return verified.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
