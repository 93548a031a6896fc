import { type Bytes, joined } from './bytes.ts';

/** Bytes of a SHA-256 value. */
export const hashLength = 32;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** SHA-256(0x00 ‖ leaf) (RFC 6962 §2.1). */
export async function leafHashOf(leaf: Uint8Array): Promise<Bytes> {
  return await sha256(joined(leafPrefix, leaf));
}

/** SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1). */
export async function nodeHashOf(left: Uint8Array, right: Uint8Array): Promise<Bytes> {
  return await sha256(joined(nodePrefix, left, right));
}
