import { isPlaceholder } from './placeholders.ts';
import type { FoundSecret } from './find-secrets.ts';

/** Names whose value is secret, at the end of which one may stand: `DB_PASSWORD`, `"apiKey"`, `client-secret`. */
const NAME =
  /password|passwd|passphrase|passwort|kennwort|mot_?de_?passe|contrase[nñ]a|senha|wachtwoord|has[lł]o|парол[ья]|密码|密碼|パスワード|pwd|secret|token|api[ _.-]?key|access[_.-]?key|private[_.-]?key|encryption[_.-]?key|signing[_.-]?key|client[_.-]?key|account[_.-]?key|auth[_.-]?key|(?:pre[_-]?)?shared[_-]?key|license[_-]?key|\bpsk\b|credential|(?<![a-z])(?:pass|pw)(?![a-z])/gi;
/** What follows the name before the value. Group 1: the rest of the name. */
const ASSIGNED = /([\w.-]{0,40})["'`\]]{0,2}\s{0,8}(?::=|=>|[:=])\s{0,8}(?:["'`]|b["'])?/y;
/** `<password>…`. */
const ELEMENT = /[\w.-]{0,40}>/y;
/** `key="SmtpPassword" value="…"`. */
const ATTRIBUTE = /[\w.-]{0,40}["']\s{1,8}value\s{0,4}=\s{0,4}["']/y;
/** `password for db-1 is …`, `Passwort lautet …`. */
const TOLD =
  /(?:(?:[ \t]{1,4}[\w.'’@-]{1,32}){0,8}?[ \t]{1,4}(?:is|was|now|set to|changed to|ist|lautet|est|es|é|è|to)[ \t:]{1,4}|(?:[ \t]{1,4}[\w.'’@-]{1,32}){1,4}?:[ \t]{1,4})["'`“]?/y;
/** `--password …`, `--token …`. */
const OPTION = /(?:=|[ \t]{1,4})["']?/y;
const VALUE = /[^\s"'`,;<>(){}[\]]{1,256}/y;

/** The name goes on to say that the value is about the secret: `tokenId`, `passwordHint`, `secretName`. */
const ABOUT =
  /(?:_?(?:id|ids|name|names|type|kind|count|counts|url|uri|path|paths|file|dir|expir\w*|expires\w*|_at|at|hash|digest|ttl|length|len|size|limit|max|min|version|label|hint|hints|field|fields|policy|endpoint|ref|refs|prefix|suffix|press|code|down|up|word|words|board|frame|header|scheme|strength|regex|pattern|column|input|placeholder|rotation|manager|store|provider|class|service|format|age|reset\w*|changed\w*|required|enabled))$/i;

const isPasswordName = (name: string): boolean =>
  /^(?:pass|pwd|kenn|mot|contra|senha|wacht|has|парол|密|パ)/i.test(name);

/** Values that a name, a sentence or an option says are secret. */
export function findAssigned(text: string, limit: number): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const match of text.matchAll(NAME)) {
    if (found.length >= limit) break;
    const end = match.index + match[0].length;
    const one =
      valueAfter(ASSIGNED, text, end, match[0]) ??
      valueAfter(ATTRIBUTE, text, end, match[0]) ??
      (text[match.index - 1] === '<' ? valueAfter(ELEMENT, text, end, match[0]) : undefined) ??
      (text.startsWith('--', match.index - 2) ? valueAfter(OPTION, text, end, match[0]) : undefined) ??
      valueAfter(TOLD, text, end, match[0]);
    if (one !== undefined) found.push(one);
  }
  return found;
}

function valueAfter(link: RegExp, text: string, from: number, name: string): FoundSecret | undefined {
  link.lastIndex = from;
  const linked = link.exec(text);
  if (linked === null || ABOUT.test(linked[1] ?? '')) return undefined;
  const start = link.lastIndex;
  VALUE.lastIndex = start;
  const value = trimmed(VALUE.exec(text)?.[0] ?? '', link === TOLD);
  const isQuoted = /["'`“]$/.test(linked[0]);
  const isPassword = isPasswordName(name);
  if (link === ELEMENT && !text.startsWith('</', start + value.length)) return undefined;
  const isSecret =
    link === TOLD
      ? isToldSecret(value)
      : isSecretValue(value, { isQuoted: isQuoted || link === OPTION || link === ELEMENT, isPassword });
  return isSecret ? { kind: 'secret-assignment', start, end: start + value.length } : undefined;
}

/** The full stop of a sentence is none of the secret. */
function trimmed(value: string, isProse: boolean): string {
  return isProse ? value.replace(/[.!?…”’]{1,3}$/, '') : value;
}

/** In a sentence only what no word looks like. */
function isToldSecret(value: string): boolean {
  return (
    value.length >= 8 &&
    !isPlaceholder(value) &&
    /\d/.test(value) &&
    /[a-z]/i.test(value) &&
    (characterClasses(value) >= 3 || /^[a-f0-9]{32,}$/.test(value)) &&
    !/^[\w.+-]+@|^[a-z]+:\/\/|^\d{1,4}[-/:.]\d|^[\w-]+\.[a-z]{2,4}(?:\/|$)|^v\d/i.test(value)
  );
}

/** A value that carries randomness, or a quoted password; not a placeholder, a type or a variable name. */
function isSecretValue(
  value: string,
  { isQuoted, isPassword }: { readonly isQuoted: boolean; readonly isPassword: boolean },
): boolean {
  if (value.length < 6 || isPlaceholder(value)) return false;
  if (/^[a-z]+(?:[A-Z][a-z]*)*$|^[A-Z][a-z]+$|^[\w]+(?:\.[a-z_]\w*)+$|^[a-z_]+$/.test(value)) {
    return isQuoted && isPassword && value.length >= 8 && !/^[a-z_]+$/i.test(value);
  }
  const classes = characterClasses(value);
  if (isPassword) return classes >= (isQuoted ? 2 : 3) && /[\d!@#$%^&*]/.test(value);
  return value.length >= 16 && classes >= 2 && /\d/.test(value) && bitsPerCharacter(value) >= 3;
}

function characterClasses(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((one) => one.test(value)).length;
}

/** Shannon entropy of the characters. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const one of text) counts.set(one, (counts.get(one) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
