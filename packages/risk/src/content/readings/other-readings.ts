import { confusableSkeleton } from '../../path/confusable-skeleton.ts';
import { encodedRuns } from './encoded-runs.ts';

/** Another way to read a text, which a person might overlook and a model would not. */
export interface Reading {
  readonly how: string;
  readonly text: string;
}

const MAX_DECODED = 262_144;

/** What orders to a model are made of: only where a letter was put for another in such a word is there a reading. */
const TELLING =
  /ignor|disregard|forget|overrid|bypass|instruct|prompt|previous|prior|rules|system|reveal|password|secret|assistant|approve|execute|delete|token|credential/i;

/**
 * Readings of a text that say something else than its letters do: look-alikes, figures for letters, letters apart, turned
 * round or rotated, references, base64 and hexadecimal. None where there is nothing to undo. Together linear in the text.
 */
export function otherReadings(text: string): Reading[] {
  const readings: Reading[] = [];
  const add = (how: string, reading: string | undefined): void => {
    if (reading !== undefined && reading !== text) readings.push({ how, text: reading });
  };
  add('look-alike letters', withoutLookalikes(text));
  add('figures for letters', withoutFigures(text));
  add('letters apart', withoutGaps(text));
  add('references', withoutReferences(text));
  add('pieces', withoutPieces(text));
  if (/snoitcurtsni|tpmorp metsys|erongi/i.test(text))
    add('turned round', Array.from(text).reverse().join(''));
  if (/vafgehpgvba|flfgrz cebzcg|vtaber|qvfertneq|sbetrg nyy/i.test(text)) add('rot13', rotated(text));
  let room = MAX_DECODED;
  for (const { decoded } of encodedRuns(text)) {
    if (room <= 0) break;
    add('encoded', decoded.slice(0, room));
    room -= decoded.length;
  }
  return readings;
}

/** Look-alikes of the word around them are folded, not ordinary foreign prose. */
function withoutLookalikes(text: string): string | undefined {
  if (!/[\u0250-\uffff]/.test(text)) return undefined;
  return withWords(text, /[\p{L}\p{N}\p{M}]{3,40}/gu, /[\u0250-\uffff]/, confusableSkeleton);
}

/** The text with those words written anew that `odd` finds something in, if that makes a telling one of any of them. */
function withWords(
  text: string,
  words: RegExp,
  odd: RegExp,
  write: (word: string) => string,
): string | undefined {
  let isTelling = false;
  const written = text.replace(words, (word) => {
    if (!odd.test(word)) return word;
    const plain = write(word);
    isTelling ||= TELLING.test(plain) && !TELLING.test(word);
    return plain;
  });
  return isTelling ? written : undefined;
}

const FIGURES: ReadonlyMap<string, string> = new Map(
  Object.entries({ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i', '|': 'l' }),
);

/** `1gn0re` as `ignore`: in words that mix figures and letters. */
function withoutFigures(text: string): string | undefined {
  return withWords(text, /(?=[\d@$!|]{0,39}[a-z])[\w@$!|]{2,40}/gi, /[013457@$!|]/, (word) =>
    word.replace(/[013457@$!|]/g, (figure) => FIGURES.get(figure) ?? figure),
  );
}

const APART = /(?<![\p{L}\p{N}])(?:\p{L}[ \t._*|~-]{1,4}){6,400}\p{L}(?![\p{L}\p{N}])/gu;

/** `i g n o r e   a l l` as `ignore all`; where nothing tells words apart, as one word. */
function withoutGaps(text: string): string | undefined {
  if (!/\p{L}[ \t._*|~-]\p{L}[ \t._*|~-]\p{L}[ \t._*|~-]/u.test(text)) return undefined;
  return text.replace(APART, (run) => {
    const gaps = run.match(/[^\p{L}]+/gu) ?? [];
    const shortest = gaps.reduce(
      (a, b) => (b.length < a.length || (b.length === a.length && a === ' ' && b !== ' ') ? b : a),
      '     ',
    );
    return run.replace(/[^\p{L}]+/gu, (gap) => (gap === shortest ? '' : ' '));
  });
}

/** `&#105;`, `%69`, `\u0069` and `\x69` as the letters they stand for. */
function withoutReferences(text: string): string | undefined {
  if (!/&#x?[0-9a-f]{2,6};|%[2-7][0-9a-f]|\\u00[2-7][0-9a-f]|\\x[2-7][0-9a-f]/i.test(text)) return undefined;
  const letter = (code: number): string =>
    code > 31 && code < 0x11_0000 && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ' ';
  return text
    .replace(/&#(?:x([0-9a-f]{2,6})|(\d{2,7}));/gi, (_, hex?: string, decimal?: string) =>
      letter(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replace(/(?:%|\\u00|\\x)([2-7][0-9a-f])/gi, (_, hex: string) => letter(Number.parseInt(hex, 16)));
}

/** `'ghp_' + 'abc'` as one string. */
function withoutPieces(text: string): string | undefined {
  return /["'`]\s{0,8}[+.&]\s{0,8}["'`]/.test(text)
    ? text.replace(/(["'`])\s{0,8}[+.&]\s{0,8}\1/g, '')
    : undefined;
}

function rotated(text: string): string {
  return text.replace(/[a-z]/gi, (one) => {
    const base = one <= 'Z' ? 65 : 97;
    return String.fromCharCode(base + ((one.charCodeAt(0) - base + 13) % 26));
  });
}
