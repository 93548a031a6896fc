import { parseVerifierKey, verifyReceipt } from '@zoqore/ledger/verify';
import type { ReceiptCheck } from '@zoqore/ledger/verify';
import { QoreError } from './errors.ts';
import { readInput } from './input.ts';
import { neutralise } from './render/neutralise.ts';

export type ProvenReceipt = Extract<ReceiptCheck, { readonly verified: true }>;

/**
 * Checks a receipt with keys alone: no installation, no network.
 * @throws QoreError RECEIPT_INVALID, INPUT_INVALID; LedgerError KEY_INVALID
 */
export async function checkReceipt(
  files: { readonly bundle: string; readonly key: string },
  quorum: number,
  workingDirectory: string,
): Promise<ProvenReceipt> {
  const lines = (await readInput(files.key, workingDirectory)).split('\n').map((line) => line.trim());
  const keys = await Promise.all(lines.filter((line) => line !== '').map(parseVerifierKey));
  const check = await verifyReceipt(await readInput(files.bundle, workingDirectory), { keys, quorum });
  if (check.verified) return check;
  throw new QoreError({
    code: 'RECEIPT_INVALID',
    message: `the receipt proves nothing (${check.fault}): ${neutralise(check.reason.slice(0, 300))}`,
    hint:
      check.fault === 'key-unknown'
        ? 'is this the key of that log? it was printed by qorectl ledger head there'
        : 'ask for a new one: qorectl ledger receipt INDEX',
    details: { fault: check.fault },
  });
}
