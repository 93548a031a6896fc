import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { JsonObject } from '../audit-trail.ts';

/** Keeps the installation's secret; nothing but its answers leaves. */
export interface Vault {
  /**
   * Encrypted and authenticated (AES-256-GCM), base64url. It opens under the same purpose only: what was sealed for one
   * flow, or one admin, is noise to another.
   */
  seal(purpose: string, value: JsonObject): string;
  /** What was sealed for this purpose, or undefined for anything else. */
  open(purpose: string, sealed: string): JsonObject | undefined;
  /** HMAC-SHA-256, hex: a copy of the table alone tells nothing of a code. */
  hashCode(code: string): string;
}

const ivBytes = 12;
const tagBytes = 16;
const maxSealed = 4_096;

/** @throws RangeError unless the secret has 32 bytes or more */
export function createVault(secret: Uint8Array): Vault {
  if (secret.length < 32)
    throw new RangeError(`expected a secret of 32 bytes or more, found ${secret.length}`);
  const derive = (what: string): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `zoqore/identity/${what}/v1`, 32));
  const sealing = derive('seal');
  const hashing = derive('code');
  return {
    seal(purpose, value) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(purpose));
      const text = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
      return Buffer.concat([iv, text, cipher.getAuthTag()]).toString('base64url');
    },
    open(purpose, sealed) {
      if (sealed.length > maxSealed) return undefined;
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < ivBytes + tagBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(-tagBytes));
      try {
        const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
        return JSON.parse(text.toString()) as JsonObject;
      } catch {
        return undefined;
      }
    },
    hashCode: (code) => createHmac('sha256', hashing).update(code).digest('hex'),
  };
}
