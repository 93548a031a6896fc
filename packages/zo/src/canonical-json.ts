import { createHash } from 'node:crypto';

const MAX_DEPTH = 128;

/**
 * JSON with sorted keys and no spaces (RFC 8785 over values that `JSON.parse` returns): equal values give equal
 * text. `undefined` members are left out.
 * @throws RangeError on a value deeper than 128, which only an upstream that means harm sends
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) throw new RangeError(`expected at most ${MAX_DEPTH} levels of nesting`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 of the canonical JSON, hex. */
export function canonicalDigest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
