const STROKED: ReadonlyMap<string, string> = new Map(
  Object.entries({ ł: 'l', ı: 'i', đ: 'd', ø: 'o', ß: 'ss', æ: 'ae', œ: 'oe' }),
);

/** Lower case without accents and marks, in any script: what `lexicon.ts` is compared with. */
export function foldText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII is the range meant
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase()
    .replace(/[łıđøßæœ]/g, (letter) => STROKED.get(letter) ?? letter);
}
