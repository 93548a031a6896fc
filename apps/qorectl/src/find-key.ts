import type { KeyRecord } from '@zoqore/runtime';
import { findId } from './short-id.ts';

/** The id of the key that an operator means: its id, the beginning of it, or its name when one key has it. */
export function findKey(asked: string, keys: readonly KeyRecord[]): string {
  const [only, ...others] = keys.filter(({ name }) => name === asked);
  if (only !== undefined && others.length === 0) return only.id;
  return (
    findId(
      asked,
      keys.map(({ id }) => id),
    ) ?? asked
  );
}
