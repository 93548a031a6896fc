import { parseKeyHistory, parseVerifierKey, verifyKeyHistory } from '@zoqore/ledger/verify';
import type { KeyHistory, ProofTrust } from '@zoqore/ledger/verify';
import { ledgerAltered } from './ledger-report.ts';

/** What checkpoints of a log are checked by when the log itself is asked for its keys. */
export interface LogTrust extends ProofTrust {
  readonly history: KeyHistory;
}

/**
 * The keys of the log and when each is valid, as its entries tell: what is checked may be from before a rotation, or
 * from between one and the retirement of the key before it.
 *
 * @throws QoreError LEDGER_ALTERED
 */
export async function logTrust(history: string): Promise<LogTrust> {
  const keys = [await parseVerifierKey(parseKeyHistory(history).first)];
  const check = await verifyKeyHistory(history, keys);
  if (check.verified) return { keys, history: check.history };
  throw ledgerAltered({ index: 0, fault: check.fault, detail: `the history of the keys: ${check.reason}` });
}
