import { LedgerError } from '../errors.ts';
import { fromBase64, isEqual } from './bytes.ts';
import type { NoteVerifier } from './verifier-key.ts';

/** One signature line of a note, not checked. */
export interface NoteSignature {
  readonly name: string;
  /** First four bytes of the decoded line. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A text with signatures, neither of them trusted yet. */
export interface Note {
  /** Ends with a line feed; this is what the signatures cover. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A text that known keys signed. */
export interface VerifiedNote {
  readonly text: string;
  /** Of the given verifiers, those that signed it; a witness with the time that it states. */
  readonly verifiedBy: readonly { readonly verifier: NoteVerifier; readonly witnessedAt?: Date }[];
}

const maxNoteLength = 1024 * 1024;
const maxSignatures = 100;
const keyIdLength = 4;
const signatureLine = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/;
// oxlint-disable-next-line no-control-regex -- the format forbids exactly these
const controlCharacter = /[\u0000-\u0009\u000b-\u001f]/;

/** @throws NOTE_INVALID when no note can have this text */
export function checkNoteText(text: string): void {
  if (!text.endsWith('\n') || !text.isWellFormed() || controlCharacter.test(text)) {
    throw invalid('expected a text without control characters that ends with a line feed');
  }
}

/**
 * Splits a note into text and signatures (C2SP signed-note).
 *
 * @throws NOTE_INVALID when any byte is out of place
 */
export function parseNote(note: string): Note {
  if (note.length > maxNoteLength) throw invalid(`expected at most ${maxNoteLength} characters`);
  if (!note.isWellFormed() || controlCharacter.test(note)) throw invalid('expected no control characters');
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) throw invalid('expected a blank line before the signatures');
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > maxSignatures) throw invalid(`expected at most ${maxSignatures} signatures`);
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignature) };
}

/**
 * Checks the signatures of the given keys; those of others do not count.
 *
 * @throws NOTE_INVALID; SIGNATURE_INVALID when a known key's signature does not verify
 */
export async function verifyNote(note: string, verifiers: readonly NoteVerifier[]): Promise<VerifiedNote> {
  const { text, signatures } = parseNote(note);
  const verifiedBy = new Map<NoteVerifier, VerifiedNote['verifiedBy'][number]>();
  for (const { name, keyId, signature } of signatures) {
    const verifier = verifiers.find((one) => one.name === name && isEqual(one.keyId, keyId));
    if (verifier === undefined) continue;
    const check = await verifier.verify(text, signature);
    if (!check.verified) {
      throw new LedgerError({
        code: 'SIGNATURE_INVALID',
        message: `signature of \`${name}\` does not verify`,
      });
    }
    const { witnessedAt } = check;
    verifiedBy.set(verifier, witnessedAt === undefined ? { verifier } : { verifier, witnessedAt });
  }
  return { text, verifiedBy: [...verifiedBy.values()] };
}

function parseSignature(line: string): NoteSignature {
  const [, name, encoded] = signatureLine.exec(line) ?? [];
  if (name === undefined || encoded === undefined || name.includes('+') || name.length > 255) {
    throw invalid('expected signature lines `— name base64`');
  }
  const blob = fromBase64(encoded);
  if (blob === undefined || blob.length <= keyIdLength) {
    throw invalid('expected a signature in canonical base64');
  }
  return { name, keyId: blob.subarray(0, keyIdLength), signature: blob.subarray(keyIdLength) };
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'NOTE_INVALID', message: `note not understood: ${message}` });
}
