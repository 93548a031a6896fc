/**
 * Whether the bytes are one ECDSA signature in DER (RFC 3279 §2.2.3) and nothing else. The library reads past what follows
 * it, and whatever is taken as evidence stands in the ledger.
 */
export function isDerSignature(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2 || bytes.length > 0x7f) return false;
  const r = integerEnd(bytes, 2);
  return r !== undefined && integerEnd(bytes, r) === bytes.length;
}

/** Behind a positive integer in its shortest form, or undefined. */
function integerEnd(bytes: Uint8Array, from: number): number | undefined {
  const [tag, length = 0, first = 0, second = 0] = bytes.subarray(from, from + 4);
  const isShortest = first !== 0 || second > 0x7f;
  return tag === 0x02 && length > 0 && first < 0x80 && isShortest ? from + 2 + length : undefined;
}
