import { hash } from 'node:crypto';
import { canonicalize } from '@zoqore/ledger';
import type { PolicySet } from '@zoqore/policy';

/** Content hash of a set: SHA-256 over its canonical JSON, hex. Comments, key order and line endings do not count. */
export function policyVersionOf(set: PolicySet): string {
  return hash('sha256', canonicalize(set));
}
