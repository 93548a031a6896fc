/**
 * Letters of other scripts that are drawn like an ASCII letter, the ones that occur in look-alike names
 * (Unicode Technical Standard 39). NFKC has already folded full-width and mathematical forms.
 */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  [
    // Cyrillic
    ['a', '\u0430'],
    ['b', '\u044c\u0432'],
    ['c', '\u0441'],
    ['d', '\u0501'],
    ['e', '\u0435\u0451'],
    ['g', '\u050d'],
    ['h', '\u04bb\u043d'],
    ['i', '\u0456\u0457'],
    ['j', '\u0458'],
    ['k', '\u043a'],
    ['l', '\u04cf'],
    ['m', '\u043c'],
    ['n', '\u043f'],
    ['o', '\u043e'],
    ['p', '\u0440'],
    ['q', '\u051b'],
    ['r', '\u0433'],
    ['s', '\u0455'],
    ['t', '\u0442'],
    ['u', '\u0446'],
    ['v', '\u0475'],
    ['w', '\u051d'],
    ['x', '\u0445'],
    ['y', '\u0443'],
    // Greek
    ['a', '\u03b1'],
    ['e', '\u03b5'],
    ['i', '\u03b9'],
    ['k', '\u03ba'],
    ['n', '\u03b7'],
    ['o', '\u03bf'],
    ['p', '\u03c1'],
    ['t', '\u03c4'],
    ['u', '\u03c5'],
    ['v', '\u03bd'],
    ['x', '\u03c7'],
    ['y', '\u03b3'],
    ['w', '\u03c9'],
    // Armenian, Latin extensions, punctuation
    ['o', '\u0585'],
    ['u', '\u057d'],
    ['h', '\u0570'],
    ['n', '\u0578'],
    ['g', '\u0581'],
    ['i', '\u0131'],
    ['l', '\u0142'],
    ['o', '\u00f8'],
    ['a', '\u0251'],
    ['g', '\u0261'],
    ['s', '\ua731'],
    ['/', '\u2044\u2215\u29f8\u2571'],
    ['\\', '\u2216\u29f5\u29f9'],
    ['.', '\u2024\u3002\ua4f8\u0660'],
    ['-', '\u2010\u2011\u2012\u2013\u2014\u2212'],
    ['~', '\u223c\u02dc'],
  ].flatMap(([ascii = '', lookalikes = '']) =>
    Array.from(lookalikes, (one): [string, string] => [one, ascii]),
  ),
);

/** Lower case, accents and look-alike letters folded to ASCII: for comparing, never for showing. */
export function confusableSkeleton(text: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII is the range meant
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  const folded = text
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase();
  return Array.from(folded, (one) => LOOKALIKES.get(one) ?? one).join('');
}

/** True when one word mixes ASCII letters with letters that only look like them. */
export function isMixedScript(text: string): boolean {
  for (const word of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    if (!/[a-z]/.test(word[0])) continue;
    for (const letter of word[0]) {
      if (letter > '\u024f' && LOOKALIKES.has(letter)) return true;
    }
  }
  return false;
}
