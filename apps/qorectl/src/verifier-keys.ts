import { parseVerifierKey } from '@zoqore/ledger/verify';
import type { NoteVerifier } from '@zoqore/ledger/verify';
import { readInput } from './input.ts';

/**
 * The verifier keys in a file, one a line; empty lines and those that begin with `#` are left out.
 * @throws QoreError INPUT_INVALID; LedgerError KEY_INVALID
 */
export async function readVerifierKeys(
  path: string,
  workingDirectory: string,
): Promise<readonly NoteVerifier[]> {
  const lines = (await readInput(path, workingDirectory)).split('\n').map((line) => line.trim());
  return await Promise.all(
    lines.filter((line) => line !== '' && !line.startsWith('#')).map(parseVerifierKey),
  );
}
