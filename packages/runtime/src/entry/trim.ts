import { canonicalize } from '@zoqore/ledger';
import type { Json } from '@zoqore/policy';
import { redactSecrets } from '@zoqore/risk';
import { commit } from './commitment.ts';

/** What a leaf has room for. */
export interface Limit {
  /** UTF-16 code units of one text or member name. */
  readonly text: number;
  readonly depth: number;
  readonly members: number;
}

/** Stands in a leaf for a text, or for the canonical JSON of a value, that is not in it. */
export interface SaltedDigest {
  readonly sha256: string;
  /** UTF-16 code units of what was hashed. */
  readonly length: number;
  readonly [key: string]: Json;
}

export function saltedDigest(salt: Uint8Array, text: string): SaltedDigest {
  return { sha256: commit(salt, text), length: text.length };
}

/**
 * A value as a leaf may hold it: secrets taken out of texts, what is long, deep or wide replaced by its salted digest.
 * The very same value when nothing had to be changed.
 */
export function trim(value: Json, limit: Limit, salt: Uint8Array, depth = 0): Json {
  if (typeof value === 'string') {
    return value.length > limit.text ? saltedDigest(salt, value) : redactSecrets(value).text;
  }
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value);
  if (depth > limit.depth || names.length > limit.members) return saltedDigest(salt, canonicalize(value));
  if (isList(value)) {
    const trimmed = value.map((member) => trim(member, limit, salt, depth + 1));
    return trimmed.every((member, at) => member === value[at]) ? value : trimmed;
  }
  if (names.some((name) => name.length > limit.text || redactSecrets(name).count > 0)) {
    return saltedDigest(salt, canonicalize(value));
  }
  let changed: Map<string, Json> | undefined;
  for (const name of names) {
    const member = value[name] ?? null;
    const kept = trim(member, limit, salt, depth + 1);
    if (kept !== member) (changed ??= new Map()).set(name, kept);
  }
  if (changed === undefined) return value;
  return Object.fromEntries(names.map((name) => [name, changed.get(name) ?? value[name] ?? null]));
}

function isList(value: Exclude<Json, string | number | boolean | null>): value is readonly Json[] {
  return Array.isArray(value);
}
