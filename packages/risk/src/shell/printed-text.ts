import type { WordPart } from 'unbash';
import { resolveText, resolveWord, type Scope } from './resolve-word.ts';
import type { Argument } from './step.ts';

/** What `echo` or `printf` writes, where the words alone tell it. */
export function printedText(program: string, args: readonly Argument[]): string | undefined {
  if (!args.every(({ isKnown }) => isKnown)) return undefined;
  const texts = args.map(({ text }) => text);
  if (program === 'echo') {
    const flags = texts.findIndex((text) => !/^-[neE]+$/.test(text));
    const said = texts.slice(flags < 0 ? texts.length : flags).join(' ');
    return texts.slice(0, Math.max(0, flags)).some((flag) => flag.includes('e')) ? unescape(said) : said;
  }
  if (program !== 'printf') return undefined;
  const [format = '', ...values] = texts[0] === '--' ? texts.slice(1) : texts;
  let next = 0;
  const filled = format.replace(/%(?:[-+ 0#]*\d*(?:\.\d+)?)([sbdq%c])/g, (_, kind: string) =>
    kind === '%' ? '%' : (values[next++] ?? ''),
  );
  return unescape([filled, ...values.slice(next)].join(' '));
}

function unescape(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{1,2})|0?([0-7]{1,3})|([nrt\\]))/gi,
    (_, hex?: string, octal?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      return letter === '\\' ? '\\' : '\n';
    },
  );
}

/** `$(echo rm)`, `$(printf %s rm)`, `$(which node)`, `$(command -v node)`; a stand-in for `$(mktemp)`. */
export function staticOutput(part: WordPart, scope: Scope): string | undefined {
  if (part.type !== 'CommandExpansion' || part.text.length > 4096) return undefined;
  const statements = part.script?.commands ?? [];
  const command = statements[0]?.command;
  if (statements.length !== 1 || command?.type !== 'Command' || command.name === undefined) return undefined;
  const args = command.suffix.flatMap((one) => (one.type === 'Word' ? resolveWord(one, scope) : []));
  const name = resolveText(command.name, scope).text;
  const printed = printedText(name, args);
  if (printed !== undefined) return printed.replace(/\n+$/, '');
  const last = args.at(-1);
  const finds =
    name === 'which' ||
    (name === 'command' && args[0]?.text === '-v') ||
    (name === 'type' && args[0]?.text === '-p');
  if (finds && last?.isKnown === true) return last.text;
  if (name === 'mktemp' && args.every(({ text, isKnown }) => isKnown && !/^(?:-p|--tmpdir|\/)/.test(text)))
    return '/tmp/tmp.made';
  return name === 'pwd' ? scope.variables.get('PWD') : undefined;
}
