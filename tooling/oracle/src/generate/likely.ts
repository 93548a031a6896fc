import { alternatives } from '../naive/glob.ts';
import type { Random } from '../random.ts';
import { segment } from './vocabulary.ts';

/** A name that the glob probably matches, at the edges of its sets. */
export function likelyName(random: Random, glob: string): string {
  return filled(random, random.pick(alternatives(glob)));
}

/** An absolute path that the glob probably matches. */
export function likelyPath(random: Random, glob: string): string {
  const chosen = random.pick(alternatives(glob));
  const absolute =
    chosen === '.' ? '/work' : chosen.replace(/^\.\//, '/work/').replace(/^~(?=\/|$)/, '/home/a');
  const isAbsolute = absolute.startsWith('/') || /^\*\*(?:\/|$)/.test(absolute);
  const rest = isAbsolute ? absolute : `/work/${absolute}`;
  const segments = rest.split('/').flatMap((step) => {
    if (step === '**') return random.list(0, 2, () => segment(random));
    return step === '' ? [] : [filled(random, step)];
  });
  return `/${segments.filter((each) => !['', '.', '..'].includes(each)).join('/')}`;
}

function filled(random: Random, pattern: string): string {
  let text = '';
  const chars = Array.from(pattern);
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (char === '*') text += random.pick(['', '', 'a', '.', 'xyz', '😀', 'Σ']);
    else if (char === '?') text += random.pick(['a', 'Z', '.', 'é', '😀', '\n']);
    else if (char === '\\') text += chars[++at] ?? '';
    else if (char === '[') {
      const close = closing(chars, at);
      text += member(random, chars.slice(at + 1, close));
      at = close;
    } else text += char;
  }
  return text;
}

function closing(chars: readonly string[], open: number): number {
  let at = open + 1;
  while (at < chars.length && chars[at] !== ']') at += chars[at] === '\\' ? 2 : 1;
  return at;
}

/** One of the characters that the set names, or the one before or after it. */
function member(random: Random, body: readonly string[]): string {
  const named = body.filter((char) => !['!', '-', '\\'].includes(char));
  const code = (named.length === 0 ? 'a' : random.pick(named)).codePointAt(0) ?? 0;
  const near = Math.max(code + random.pick([0, 0, 0, -1, 1]), 0);
  const isOdd = near === 0x2f || (near >= 0xd800 && near <= 0xdfff) || near > 0x10ffff;
  return String.fromCodePoint(isOdd ? code : near);
}

/** The same text but for one character, its letter case, or something before or after it. */
export function nearMiss(random: Random, text: string): string {
  const chars = Array.from(text);
  const at = random.int(0, Math.max(chars.length - 1, 0));
  switch (random.int(0, 5)) {
    case 0:
      return text.toUpperCase();
    case 1:
      return text.toLowerCase();
    case 2:
      return `${text}x`;
    case 3:
      return `x${text}`;
    case 4:
      return chars.toSpliced(at, 1).join('');
    default:
      return chars.toSpliced(at, 1, random.pick(['a', 'é', '*', '😀'])).join('');
  }
}
