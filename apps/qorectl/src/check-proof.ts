import { verifyEntryProof } from '@zoqore/ledger/verify';
import type { EntryProofCheck } from '@zoqore/ledger/verify';
import { QoreError } from './errors.ts';
import { readInput } from './input.ts';
import { neutralise } from './render/neutralise.ts';
import { readVerifierKeys } from './verifier-keys.ts';

export type ProvenEntry = Extract<EntryProofCheck, { readonly verified: true }>;

/**
 * Checks a proof with keys alone: no installation, no network.
 * @throws QoreError PROOF_REFUSED, INPUT_INVALID; LedgerError KEY_INVALID
 */
export async function checkProof(
  files: { readonly bundle: string; readonly key: string },
  quorum: number,
  workingDirectory: string,
): Promise<ProvenEntry> {
  const keys = await readVerifierKeys(files.key, workingDirectory);
  const check = await verifyEntryProof(await readInput(files.bundle, workingDirectory), { keys, quorum });
  if (check.verified) return check;
  throw new QoreError({
    code: 'PROOF_REFUSED',
    message: `the proof does not hold (${check.fault}): ${neutralise(check.reason.slice(0, 300))}`,
    hint:
      check.fault === 'key-unknown'
        ? 'is this the key of that log? qorectl ledger head --key prints it there'
        : 'ask for a new one: qorectl ledger proof INDEX',
    details: { fault: check.fault },
  });
}
