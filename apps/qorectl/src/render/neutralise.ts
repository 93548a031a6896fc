/**
 * What would act on a terminal or deceive its reader: controls, format characters (bidirectional, zero width, tags),
 * line separators, lone surrogates, private use, and whatever Unicode calls default ignorable.
 */
const acting = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{DI}]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

/** Text from agents, files or the network as one inert line: what could act is shown as an escape. */
export function neutralise(text: string): string {
  return text.replace(acting, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return short[character] ?? `\\u{${point.toString(16)}}`;
  });
}

/** The same, cut in the middle of nowhere but marked: at most `most` characters. */
export function excerpt(text: string, most: number): string {
  // Cut first: a megabyte from an agent costs no more than its beginning.
  const line = neutralise(text.slice(0, most * 2));
  const characters = Array.from(line);
  const isWhole = characters.length <= most && text.length <= most * 2;
  return isWhole ? line : `${characters.slice(0, most - 1).join('')}…`;
}
