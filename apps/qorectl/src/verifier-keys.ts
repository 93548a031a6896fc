import { parseVerifierKey } from '@zoqore/ledger/verify';
import type { NoteVerifier } from '@zoqore/ledger/verify';
import { QoreError } from './errors.ts';
import { readInput } from './input.ts';
import { neutralise } from './render/neutralise.ts';

/**
 * The verifier keys in a file, one a line; empty lines and those that begin with `#` are left out.
 * @throws QoreError INPUT_INVALID; LedgerError KEY_INVALID
 */
export async function readVerifierKeys(
  path: string,
  workingDirectory: string,
): Promise<readonly NoteVerifier[]> {
  const lines = (await readInput(path, workingDirectory)).split('\n').map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length > 0) return await Promise.all(keys.map(parseVerifierKey));
  throw new QoreError({
    code: 'INPUT_INVALID',
    message: `\`${neutralise(path)}\`: this file holds no key`,
    hint: 'qorectl ledger head --key prints that of the log',
    details: { path },
  });
}
