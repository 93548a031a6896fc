import { QoreError } from './errors.ts';
import { neutralise } from './render/neutralise.ts';

const shortest = 4;

/** The shortest beginnings, four characters at least, that tell these ids apart; the prefix up to `_` is left off. */
export function shortIds(ids: readonly string[]): ReadonlyMap<string, string> {
  const sorted = [...new Set(ids)].map((id) => [bare(id), id] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    sorted.map(([part, id], i) => {
      const alike = Math.max(shared(part, sorted[i - 1]?.[0] ?? ''), shared(part, sorted[i + 1]?.[0] ?? ''));
      return [id, part.slice(0, Math.max(shortest, alike + 1))];
    }),
  );
}

/**
 * The id that was meant by a whole id or by a beginning of it that fits no other, with or without its prefix.
 * @throws QoreError ID_AMBIGUOUS
 */
export function findId(typed: string, ids: readonly string[]): string | undefined {
  if (ids.includes(typed)) return typed;
  if (typed.replace(/^[a-z]+_/, '').length < shortest) return undefined;
  const found = [...new Set(ids)].filter((id) => id.startsWith(typed) || bare(id).startsWith(typed));
  if (found.length > 1) {
    throw new QoreError({
      code: 'ID_AMBIGUOUS',
      message: `\`${neutralise(typed)}\` fits ${found.length} ids`,
      hint: `one of: ${found.slice(0, 5).join(', ')}`,
      details: { candidates: found.slice(0, 20) },
    });
  }
  return found[0];
}

function bare(id: string): string {
  return id.slice(id.indexOf('_') + 1);
}

function shared(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
