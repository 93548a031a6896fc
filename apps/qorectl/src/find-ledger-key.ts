import { QoreError } from './errors.ts';
import { excerpt } from './render/neutralise.ts';
import { findId } from './short-id.ts';

/**
 * The id of the key of the record that an operator means: its id or the beginning of it.
 * @throws QoreError NOT_FOUND, ID_AMBIGUOUS
 */
export function findLedgerKey(asked: string, keys: readonly { readonly id: string }[]): string {
  const found = findId(
    asked,
    keys.map(({ id }) => id),
  );
  if (found !== undefined) return found;
  throw new QoreError({
    code: 'NOT_FOUND',
    message: `expected the id of a key of the record, found \`${excerpt(asked, 80)}\``,
    hint: 'qorectl ledger keys list',
  });
}
