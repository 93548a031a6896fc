import { createPublicKey, hash, sign, type KeyObject } from 'node:crypto';
import { LedgerError } from './errors.ts';
import { checkNoteText } from './verify/note.ts';
import { isKeyName } from './verify/verifier-key.ts';

/** First byte of a C2SP signed-note key: which algorithm signs. Others may join without a change of format. */
const ed25519Type = 1;
const keyIdLength = 4;

/** Signs notes under a name. */
export interface Signer {
  /** Key name of the signed note; for a log's own key, its origin. */
  readonly name: string;
  /** SHA-256(name ‖ 0x0A ‖ type ‖ public key), first four bytes. */
  readonly keyId: Uint8Array;
  /** `name+hash+base64`, to hand to whoever verifies. */
  readonly verifierKey: string;
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/**
 * A signer for an Ed25519 private key (C2SP signed-note).
 *
 * @throws KEY_INVALID when the key is not Ed25519 or the name has spaces, pluses or other than visible ASCII
 */
export function createSigner(name: string, privateKey: KeyObject): Signer {
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519') {
    throw invalid('expected an Ed25519 private key');
  }
  const publicKey = rawPublicKey(createPublicKey(privateKey));
  const key = Buffer.concat([Buffer.from([ed25519Type]), publicKey]);
  const keyId = keyIdOf(name, key);
  return {
    name,
    keyId,
    verifierKey: `${name}+${Buffer.from(keyId).toString('hex')}+${key.toString('base64')}`,
    sign: (message) => sign(null, message, privateKey),
  };
}

/**
 * A note of this text (C2SP signed-note), signed by each.
 *
 * @throws NOTE_INVALID when the text does not end with a line feed
 */
export async function signNote(text: string, ...signers: readonly Signer[]): Promise<string> {
  checkNoteText(text);
  const lines = await Promise.all(
    signers.map(async (signer) => signatureLineOf(signer, await signer.sign(Buffer.from(text)))),
  );
  return `${text}\n${lines.join('')}`;
}

export function signatureLineOf(
  { name, keyId }: Pick<Signer, 'name' | 'keyId'>,
  signature: Uint8Array,
): string {
  return `\u2014 ${name} ${Buffer.concat([keyId, signature]).toString('base64')}\n`;
}

function keyIdOf(name: string, key: Uint8Array): Uint8Array {
  if (!isKeyName(name)) throw invalid('expected a key name of visible ASCII without spaces and pluses');
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), key]), 'buffer').subarray(0, keyIdLength);
}

function rawPublicKey(key: KeyObject): Uint8Array {
  const { x } = key.export({ format: 'jwk' });
  if (x === undefined) throw invalid('expected a public key with a point');
  return Buffer.from(x, 'base64url');
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'KEY_INVALID', message });
}
