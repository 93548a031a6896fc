import { createHash } from 'node:crypto';
import { canonicalize } from '@zoqore/runtime';

/** Deeper values come only from an upstream that means harm. */
const MAX_DEPTH = 128;

/**
 * SHA-256 of the canonical JSON, hex: equal for equal values.
 * @throws LedgerError on what is no JSON value, on lone surrogates and past a depth of 128
 */
export function canonicalDigest(value: unknown): string {
  const text = canonicalize(value, { maxDepth: MAX_DEPTH, integers: 'any' });
  return createHash('sha256').update(text).digest('hex');
}
