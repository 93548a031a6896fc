/* oxlint-disable no-misleading-character-class -- single characters are meant, joiners among them */

/** Zero-width, bidirectional control, filler, variation selector and tag characters: drawn as nothing. */
const INVISIBLE =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|\udb40[\udc00-\uddef]/g;

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

const LONE_SURROGATE = /\p{Surrogate}/gu;

export function removeInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** Joiners and presentation selectors inside emoji and cursive scripts are ordinary writing. */
export function hasDeceptiveInvisible(text: string): boolean {
  for (const match of text.matchAll(INVISIBLE)) {
    const before = match.index === 0 ? '' : text.charAt(match.index - 1);
    const isJoiner = match[0] === '\u200d' || match[0] === '\u200c' || match[0] === '\ufe0f';
    if (!isJoiner || before === '' || before < '\u00a0') return true;
  }
  return false;
}

export function hasControl(text: string): boolean {
  return text.search(CONTROL) >= 0;
}

export function removeControl(text: string): string {
  return text.replace(CONTROL, '');
}

const PRINTABLE_ASCII = /^[ -~]*$/;

/** One line in which control and invisible characters are written out as `\u….`. */
export function showInvisible(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  const escape = (found: string): string =>
    Array.from(found, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`).join('');
  return text
    .replace(CONTROL, (found) => (found === '\n' || found === '\t' || found === '\r' ? ' ' : escape(found)))
    .replace(INVISIBLE, escape)
    .replace(LONE_SURROGATE, escape);
}
