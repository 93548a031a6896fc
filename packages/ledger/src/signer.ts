import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import { LedgerError } from './errors.ts';

/** First byte of a C2SP signed-note key: which algorithm signs. Others may join without a change of format. */
const ed25519Type = 1;
const keyIdLength = 4;
const publicKeyLength = 32;

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

/** Checks the signatures of one key. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
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
 * Reads a verifier key (`name+hash+base64`, C2SP signed-note).
 *
 * @throws KEY_INVALID
 */
export function parseVerifierKey(text: string): NoteVerifier {
  const match = /^([^+]{1,255})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text);
  const [, name, id, encoded] = match ?? [];
  if (name === undefined || id === undefined || encoded === undefined) {
    throw invalid('expected a verifier key `name+hash+base64`');
  }
  const key = Buffer.from(encoded, 'base64');
  if (key.length !== 1 + publicKeyLength || key[0] !== ed25519Type || key.toString('base64') !== encoded) {
    throw invalid('expected an Ed25519 verifier key');
  }
  const keyId = keyIdOf(name, key);
  if (Buffer.from(keyId).toString('hex') !== id) throw invalid('expected a key hash that fits name and key');
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: key.subarray(1).toString('base64url') },
    format: 'jwk',
  });
  return { name, keyId, verify: (message, signature) => verify(null, message, publicKey, signature) };
}

/** Visible ASCII without plus: what a key name and an origin may be. */
export function isKeyName(name: string): boolean {
  return /^[!-*,-~]{1,255}$/.test(name);
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
