import type { Argument } from './step.ts';

const DECLARING = /^(?:export|declare|typeset|local|readonly|read|mapfile|readarray|getopts|let)$/;
const NAME = /^[A-Za-z_]\w*(?=$|\+?=|\[)/;

/**
 * The variables that a builtin sets by its words: `export "PATH=."`, `read PATH`, `printf -v PATH .`. A word that the text
 * does not tell (`export $(cat x)`) is given as it stands: it could be any name.
 */
export function namesSet([program, ...words]: readonly Argument[]): readonly string[] {
  if (program?.text === 'printf') {
    const at = words.findIndex(({ text }) => text.startsWith('-v'));
    if (at < 0) return [];
    return [nameIn(words[at]?.text === '-v' ? words[at + 1] : words[at], /^-v/)];
  }
  if (program === undefined || !DECLARING.test(program.text)) return [];
  // A name for another variable: what is set through it is not told by its name.
  if (/^(?:declare|typeset|local)$/.test(program.text) && words.some(({ text }) => /^-\w*n/.test(text)))
    return ['-n'];
  return words.filter(({ text, isKnown }) => !isKnown || NAME.test(text)).map((word) => nameIn(word));
}

function nameIn(word: Argument | undefined, option?: RegExp): string {
  const text = word?.text.replace(option ?? '', '') ?? '';
  return NAME.exec(text)?.[0] ?? text;
}

/** What `export NAME=value` gives; undefined where the text does not tell. */
export function valueGiven(args: readonly Argument[], name: string): string | undefined {
  return args.find(({ text }) => text.startsWith(`${name}=`))?.text.slice(name.length + 1);
}
