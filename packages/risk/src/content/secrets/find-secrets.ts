import { encodedRuns } from '../readings/encoded-runs.ts';
import { findAssigned } from './assigned-secrets.ts';
import { isFillerToken, isPlaceholder } from './placeholders.ts';
import { possiblePatterns } from './secret-patterns.ts';

export interface FoundSecret {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

const MAX_FOUND = 10_000;

/** An assignment, the armour of a key, or a run of characters long enough to be a token: without either there is no secret. */
const RUN = 16;
const POSSIBLE = /[:=]|-----|[^\s/.]{16}|pass/i;

/** Where in `text` secrets stand, in order, not overlapping. Linear in the length of the text. */
export function findSecrets(text: string): FoundSecret[] {
  if (text.length < RUN && !text.includes(':') && !text.includes('=')) return [];
  if (!POSSIBLE.test(text)) return [];
  return withoutOverlaps([...findByForm(text), ...findAssigned(text, MAX_FOUND), ...findEncoded(text)]);
}

function findByForm(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const { kind, pattern, isWord } of possiblePatterns(text)) {
    for (const match of text.matchAll(pattern)) {
      const { secret, user } = match.groups ?? {};
      const value = secret ?? match[0];
      const isFiller =
        kind !== 'private-key' &&
        (isWord === true ? isPlaceholder(value) || value === user : isFillerToken(value));
      if (isFiller) continue;
      const start = match.index + (secret === undefined ? 0 : match[0].lastIndexOf(value));
      found.push({ kind, start, end: start + value.length });
      if (found.length >= MAX_FOUND) return found;
    }
  }
  return found;
}

/** `user:password` of a basic header, or a token of known form, written in base64 or in hexadecimal. */
function findEncoded(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const { start, end, decoded } of encodedRuns(text)) {
    const isBasic =
      /(?:\bbasic\s|auth["']?\s{0,4}[:=]\s{0,4}["']?)$/i.test(text.slice(Math.max(0, start - 24), start)) &&
      /^[^\s:]{1,64}:[^\s:]{4,}$/.test(decoded) &&
      !isPlaceholder(decoded.slice(decoded.indexOf(':') + 1));
    if (isBasic) found.push({ kind: 'encoded-password', start, end });
    else if (findByForm(decoded).length > 0) found.push({ kind: 'encoded-secret', start, end });
  }
  return found;
}

function withoutOverlaps(found: FoundSecret[]): FoundSecret[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: FoundSecret[] = [];
  for (const one of found) {
    const last = kept.at(-1);
    if (last === undefined || one.start >= last.end) kept.push(one);
    else if (one.end > last.end) kept[kept.length - 1] = { ...last, end: one.end };
  }
  return kept;
}
