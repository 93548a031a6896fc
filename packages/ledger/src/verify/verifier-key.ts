import { LedgerError } from '../errors.ts';
import { type Bytes, fromBase64, joined, toHex, utf8 } from './bytes.ts';
import { sha256 } from './hash.ts';

/** Whether one signature is that of a key over a text. */
export type SignatureCheck =
  | { readonly verified: false }
  /** A witness states when it saw the text. */
  | { readonly verified: true; readonly witnessedAt?: Date };

/** Checks the signatures of one key. */
export interface NoteVerifier {
  /** `name+key id+base64`: the whole key; many keys can be made that share a key id. */
  readonly verifierKey: string;
  readonly name: string;
  /** SHA-256(name ‖ 0x0A ‖ type ‖ public key), first four bytes. */
  readonly keyId: Uint8Array;
  /** `log`: signs the text. `witness`: signs the text with the time (C2SP tlog-cosignature). */
  readonly kind: 'log' | 'witness';
  verify(text: string, signature: Uint8Array): Promise<SignatureCheck>;
}

/** First byte of a key: how it signs. Others may join without a change of format. */
const kinds: ReadonlyMap<number, NoteVerifier['kind']> = new Map([
  [0x01, 'log'],
  [0x04, 'witness'],
]);
const keyIdLength = 4;
const publicKeyLength = 32;
const signatureLength = 64;
const timeLength = 8;
const maxSeconds = 8_640_000_000_000n;

/**
 * Reads a verifier key, `name+key id+base64` (C2SP signed-note).
 *
 * @throws KEY_INVALID
 */
export async function parseVerifierKey(text: string): Promise<NoteVerifier> {
  const match = /^([^+]{1,255})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text);
  const [, name, id, encoded] = match ?? [];
  if (name === undefined || id === undefined || encoded === undefined) {
    throw invalid('expected a verifier key `name+hash+base64`');
  }
  const key = fromBase64(encoded);
  const kind = kinds.get(key?.[0] ?? -1);
  if (key?.length !== 1 + publicKeyLength || kind === undefined) {
    throw invalid('expected an Ed25519 verifier key');
  }
  const keyId = await keyIdOf(name, key);
  if (toHex(keyId) !== id) throw invalid('expected a key hash that fits name and key');
  const publicKey = await crypto.subtle.importKey('raw', key.subarray(1), 'Ed25519', true, ['verify']);
  const isSigned = async (signed: string, signature: Uint8Array): Promise<boolean> =>
    signature.length === signatureLength &&
    (await crypto.subtle.verify('Ed25519', publicKey, joined(signature), utf8(signed)));
  return {
    verifierKey: text,
    name,
    keyId,
    kind,
    verify: async (signed, signature) => {
      if (kind === 'log') return { verified: await isSigned(signed, signature) };
      if (signature.length !== timeLength + signatureLength) return { verified: false };
      const seconds = secondsOf(signature);
      // Past what a Date holds: no witness saw anything then.
      if (seconds > maxSeconds) return { verified: false };
      const message = cosignedText(signed, seconds);
      return (await isSigned(message, signature.subarray(timeLength)))
        ? { verified: true, witnessedAt: new Date(Number(seconds) * 1000) }
        : { verified: false };
    },
  };
}

/** Type and public key of a verifier key, in base64: the same whatever name it is under. */
export function publicKeyIn(verifierKey: string): string {
  return verifierKey.slice(verifierKey.lastIndexOf('+') + 1);
}

/** What a witness signs: the time in seconds since the epoch, and the whole text (C2SP tlog-cosignature). */
export function cosignedText(text: string, seconds: bigint): string {
  return `cosignature/v1\ntime ${seconds}\n${text}`;
}

/** SHA-256(name ‖ 0x0A ‖ type ‖ public key), first four bytes. @throws KEY_INVALID */
export async function keyIdOf(name: string, key: Bytes): Promise<Uint8Array> {
  if (!isKeyName(name)) throw invalid('expected a key name of visible ASCII without spaces and pluses');
  return (await sha256(joined(utf8(`${name}\n`), key))).subarray(0, keyIdLength);
}

/** Visible ASCII without plus: what a key name and an origin may be. */
export function isKeyName(name: string): boolean {
  return /^[!-*,-~]{1,255}$/.test(name);
}

function secondsOf(signature: Uint8Array): bigint {
  return new DataView(signature.buffer, signature.byteOffset, timeLength).getBigUint64(0);
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'KEY_INVALID', message });
}
