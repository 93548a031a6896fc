import { SECRET_PATTERNS } from './secret-patterns.ts';

export interface FoundSecret {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

const MAX_FOUND = 10_000;

const NAME =
  /password|passwd|passphrase|passwort|pwd|secret|token|api[_.-]?key|access[_.-]?key|private[_.-]?key|encryption[_.-]?key|signing[_.-]?key|client[_.-]?key|account[_.-]?key|auth[_.-]?key|credential/gi;
const ASSIGNED = /[\w.-]{0,40}["'`\]]{0,2}\s{0,8}(?::=|=>|[:=])\s{0,8}(?:["'`]|b["'])?/y;
const VALUE = /[^\s"'`,;<>(){}[\]]{1,512}/y;
const PLACEHOLDER =
  /^(?:x{3,}|\*{3,}|\.{3,}|_{3,}|-{3,}|0{4,}|(?:your|my|the|some|a|an|insert|enter|add|put|replace|change|example|sample|dummy|fake|mock|test|placeholder|redacted|todo|tbd|null|none|undefined|true|false|string|required|optional|secret|password|token|changeme|change_me)(?:[^a-z0-9].*|me|here|it|ed)?|\$.*|%.*|<.*|\{.*|process\.env.*|os\.environ.*|env\..*|config\..*|req\..*|this\..*|self\..*|.*\[?redacted.*|.*example.*|.*placeholder.*|.*changeme.*|.*(?:_|-)here)$/i;

/** An assignment, the armour of a key, or a run of characters long enough to be a token: without either there is no secret. */
const RUN = 16;
const POSSIBLE = /[:=]|-----|[^\s/.]{16}/;

/** Where in `text` secrets stand, in order, not overlapping. Linear in the length of the text. */
export function findSecrets(text: string): FoundSecret[] {
  if (text.length < RUN && !text.includes(':') && !text.includes('=')) return [];
  if (!POSSIBLE.test(text)) return [];
  const lower = text.toLowerCase();
  const found: FoundSecret[] = [];
  for (const { kind, pattern, marks } of SECRET_PATTERNS) {
    if (!marks.some((mark) => lower.includes(mark))) continue;
    for (const match of text.matchAll(pattern)) {
      const value = match[1] ?? match[0];
      if (
        match[1] !== undefined &&
        (PLACEHOLDER.test(value) || (kind === 'connection-string' && value.length < 3))
      )
        continue;
      const start = match.index + (match[1] === undefined ? 0 : match[0].lastIndexOf(value));
      found.push({ kind, start, end: start + value.length });
      if (found.length >= MAX_FOUND) break;
    }
  }
  findAssignments(text, found);
  return withoutOverlaps(found);
}

function findAssignments(text: string, found: FoundSecret[]): void {
  for (const match of text.matchAll(NAME)) {
    if (found.length >= MAX_FOUND) return;
    ASSIGNED.lastIndex = match.index + match[0].length;
    const assigned = ASSIGNED.exec(text);
    if (assigned === null) continue;
    VALUE.lastIndex = ASSIGNED.lastIndex;
    const value = VALUE.exec(text)?.[0];
    if (value === undefined) continue;
    const isQuoted = /["'`]$/.test(assigned[0]);
    const isPassword = /^pass|^pwd/i.test(match[0]);
    if (!isSecretValue(value, isQuoted, isPassword)) continue;
    const start = ASSIGNED.lastIndex;
    found.push({ kind: 'secret-assignment', start, end: start + value.length });
  }
}

/** A value that carries randomness, or a quoted password; not a placeholder, a type or a variable name. */
function isSecretValue(value: string, isQuoted: boolean, isPassword: boolean): boolean {
  if (value.length < 6 || PLACEHOLDER.test(value)) return false;
  if (/^[a-z]+(?:[A-Z][a-z]*)*$|^[A-Z][a-z]+$|^[\w]+(?:\.[a-z_]\w*)+$/.test(value)) {
    return isQuoted && isPassword && value.length >= 8 && !/^[a-z]+$/i.test(value);
  }
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((one) => one.test(value)).length;
  if (isPassword) return classes >= (isQuoted ? 2 : 3) && value.length >= 6 && /[\d!@#$%^&*]/.test(value);
  return value.length >= 16 && classes >= 2 && /\d/.test(value) && bitsPerCharacter(value) >= 3;
}

/** Shannon entropy of the characters. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const one of text) counts.set(one, (counts.get(one) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
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
