/* oxlint-disable no-misleading-character-class -- single characters are meant, joiners among them */

/** Tag characters, but those that make a flag; runs of zero-width characters or variation selectors; overrides. */
const SMUGGLED =
  /(?<!\ud83c\udff4(?:\udb40[\udc20-\udc7f]){0,6})(?:\udb40[\udc20-\udc7e]){4}|[\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u3164\ufeff]{6}|(?:[\ufe00-\ufe0f]|\udb40[\udd00-\uddef]){4}|[\u202d\u202e]/;
const ISOLATE = /[\u2066-\u2068\u202a\u202b]/;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
/** Zero-width characters inside words of ASCII, where no script needs them. */
const INSIDE_WORD = /[A-Za-z][\u200b-\u200d\u2060\ufeff](?=[A-Za-z])/g;
const FEW = 8;

/** Characters that are not drawn and carry text or turn it round: what a person does not see and a model reads. */
export function hidesText(text: string): boolean {
  if (SMUGGLED.test(text)) return true;
  if (ISOLATE.test(text) && !RIGHT_TO_LEFT.test(text)) return true;
  return (text.match(INSIDE_WORD) ?? []).length >= FEW;
}

const MIXED = /(?<![\p{L}\p{N}_])[\p{L}\p{N}_]{4,64}/gu;
/** Cyrillic letters that are drawn like those of ASCII. */
const DOUBLES = /[авеікмнорсстухѕјһԁԛԝѵАВЕІКМНОРСТУХЅЈ]/gu;

/** A word mostly of ASCII in which some letters only look so, as one writes two names that read as the same. */
export function findImitatedWord(text: string): string | undefined {
  if (!/[A-Za-z_]\p{Script=Cyrillic}|\p{Script=Cyrillic}[A-Za-z_]/u.test(text)) return undefined;
  for (const [word] of text.matchAll(MIXED)) {
    const others = word.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
    const doubles = word.match(DOUBLES)?.length ?? 0;
    const ascii = word.match(/[A-Za-z]/g)?.length ?? 0;
    if (others > 0 && others === doubles && ascii > others) return word;
  }
  return undefined;
}
