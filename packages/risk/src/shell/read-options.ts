/** A command's options and operands, read the GNU way. */
export interface Options {
  readonly operands: readonly string[];
  /** True when one of the names was given: single letters as `-x`, longer ones as `--name` or a prefix of it. */
  readonly has: (...names: readonly string[]) => boolean;
  /** The value of the first of the names that has one. */
  readonly value: (...names: readonly string[]) => string | undefined;
}

/** `valued` lists the names (letters and long) whose value is the next word, separated by spaces. */
export function readOptions(argv: readonly string[], valued = ''): Options {
  const takesValue = new Set(valued.split(' ').filter((name) => name !== ''));
  const given = new Map<string, string | undefined>();
  const operands: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--') {
      operands.push(...argv.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
      if (equals >= 0) given.set(name, word.slice(equals + 1));
      else given.set(name, takesValue.has(name) ? argv[++at] : undefined);
    } else if (word.length > 1 && word.startsWith('-')) {
      for (let letter = 1; letter < Math.min(word.length, 64); letter++) {
        const name = word.charAt(letter);
        if (!takesValue.has(name)) {
          if (!given.has(name)) given.set(name, undefined);
          continue;
        }
        given.set(name, letter + 1 < word.length ? word.slice(letter + 1) : argv[++at]);
        break;
      }
      // `-delete`, `-auto-approve`: some programs write long names with one dash.
      if (word.length > 2) given.set(word.slice(1).replace(/=.*$/s, ''), /=(.*)$/s.exec(word)?.[1]);
    } else {
      operands.push(word);
    }
  }
  const find = (name: string): string | undefined => {
    if (given.has(name)) return name;
    if (name.length < 4) return undefined;
    for (const long of given.keys()) if (long.length >= 4 && name.startsWith(long)) return long;
    return undefined;
  };
  return {
    operands,
    has: (...names) => names.some((name) => find(name) !== undefined),
    value: (...names) => {
      for (const name of names) {
        const found = find(name);
        if (found !== undefined) return given.get(found);
      }
      return undefined;
    },
  };
}
