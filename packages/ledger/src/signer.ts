import { createPublicKey, hash, sign, type KeyObject } from 'node:crypto';
import { LedgerError } from './errors.ts';
import { checkNoteText } from './verify/note.ts';
import { cosignedText, isKeyName } from './verify/verifier-key.ts';

/** First byte of a C2SP signed-note key: what signs, and over which text. Others may join without a change of format. */
const keyTypes = { log: 0x01, witness: 0x04 } as const;
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

/** Cosigns checkpoints of others (C2SP tlog-cosignature, Ed25519). */
export interface Cosigner {
  /** Of the key; a witness that is one of several by one operator needs a key of its own. */
  readonly name: string;
  /** `name+hash+base64` of type 0x04, to hand to whoever verifies. */
  readonly verifierKey: string;
  /** The signature line for a checkpoint's text; `seconds` since the epoch is when it was seen. */
  cosign(text: string, seconds: number): string;
}

/**
 * A signer for an Ed25519 private key (C2SP signed-note).
 *
 * @throws KEY_INVALID when the key is not Ed25519 or the name has spaces, pluses or other than visible ASCII
 */
export function createSigner(name: string, privateKey: KeyObject): Signer {
  return { name, ...identify(name, 'log', privateKey), sign: (message) => sign(null, message, privateKey) };
}

/** @throws KEY_INVALID as `createSigner` */
export function createCosigner(name: string, privateKey: KeyObject): Cosigner {
  const { keyId, verifierKey } = identify(name, 'witness', privateKey);
  return {
    name,
    verifierKey,
    cosign(text, seconds) {
      const time = Buffer.alloc(8);
      time.writeBigUInt64BE(BigInt(seconds));
      const signature = sign(null, Buffer.from(cosignedText(text, BigInt(seconds))), privateKey);
      return signatureLineOf({ name, keyId }, Buffer.concat([time, signature]));
    },
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

function identify(
  name: string,
  kind: keyof typeof keyTypes,
  privateKey: KeyObject,
): Pick<Signer, 'keyId' | 'verifierKey'> {
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519') {
    throw invalid('expected an Ed25519 private key');
  }
  const key = Buffer.concat([Buffer.of(keyTypes[kind]), rawPublicKey(createPublicKey(privateKey))]);
  const keyId = keyIdOf(name, key);
  return { keyId, verifierKey: `${name}+${Buffer.from(keyId).toString('hex')}+${key.toString('base64')}` };
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
