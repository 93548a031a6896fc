import { LedgerError } from './errors.ts';
import type { NoteVerifier, Signer } from './signer.ts';

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

const maxNoteLength = 1024 * 1024;
const maxSignatures = 100;
const keyIdLength = 4;
const signatureLine = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/;
// oxlint-disable-next-line no-control-regex -- the format forbids exactly these
const controlCharacter = /[\u0000-\u0009\u000b-\u001f]/;

/**
 * A note of this text (C2SP signed-note).
 *
 * @throws NOTE_INVALID when the text does not end with a line feed
 */
export async function signNote(text: string, signer: Signer): Promise<string> {
  checkText(text);
  const signature = await signer.sign(Buffer.from(text));
  const blob = Buffer.concat([signer.keyId, signature]).toString('base64');
  return `${text}\n\u2014 ${signer.name} ${blob}\n`;
}

/**
 * Splits a note into text and signatures.
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
 * The names of the given keys that signed the note; unknown signatures do not count.
 *
 * @throws NOTE_INVALID when the note is malformed or a known key's signature does not verify
 */
export function verifyNote(
  note: string,
  verifiers: readonly NoteVerifier[],
): { readonly text: string; readonly verifiedBy: readonly string[] } {
  const { text, signatures } = parseNote(note);
  const message = Buffer.from(text);
  const verifiedBy = new Set<string>();
  for (const { name, keyId, signature } of signatures) {
    const verifier = verifiers.find((one) => one.name === name && Buffer.compare(one.keyId, keyId) === 0);
    if (verifier === undefined) continue;
    if (!verifier.verify(message, signature)) throw invalid(`signature of \`${name}\` does not verify`);
    verifiedBy.add(name);
  }
  return { text, verifiedBy: [...verifiedBy] };
}

function parseSignature(line: string): NoteSignature {
  const [, name, encoded] = signatureLine.exec(line) ?? [];
  if (name === undefined || encoded === undefined || name.includes('+') || name.length > 255) {
    throw invalid('expected signature lines `— name base64`');
  }
  const blob = Buffer.from(encoded, 'base64');
  if (blob.toString('base64') !== encoded || blob.length <= keyIdLength) {
    throw invalid('expected a signature in canonical base64');
  }
  return { name, keyId: blob.subarray(0, keyIdLength), signature: blob.subarray(keyIdLength) };
}

function checkText(text: string): void {
  if (!text.endsWith('\n') || !text.isWellFormed() || controlCharacter.test(text)) {
    throw invalid('expected a text without control characters that ends with a line feed');
  }
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'NOTE_INVALID', message: `note not understood: ${message}` });
}
