import type { Step } from '../step.ts';

/**
 * What makes a command harmful, as data: a finding, the programs, and the words that must stand in that order among its
 * words (others may stand between). `a|b` are alternatives, `*` ends a beginning (`delete-*`), words with a dash are
 * options and may stand anywhere (`-f` also in a cluster, `--all` also as `--all=…`), `!x` must not occur. An empty
 * line means: whatever the words.
 */
export type WordRule = readonly [finding: string, programs: string, ...lines: string[]];

interface Line {
  readonly finding: string;
  readonly verbs: readonly RegExp[];
  readonly options: readonly (readonly string[])[];
  readonly none: readonly string[];
}

export type WordTable = ReadonlyMap<string, readonly Line[]>;

export function wordTable(rules: readonly WordRule[]): WordTable {
  const table = new Map<string, Line[]>();
  for (const [finding, programs, ...lines] of rules) {
    const read = lines.map((line) => readLine(finding, line));
    for (const program of programs.split(' ')) table.set(program, [...(table.get(program) ?? []), ...read]);
  }
  return table;
}

/** The first finding whose words the step has. */
export function matchWords(table: WordTable, step: Step): string | undefined {
  const lines = table.get(step.program);
  return lines?.find((line) => matches(line, step.argv))?.finding;
}

function readLine(finding: string, line: string): Line {
  const words = line.split(' ').filter((word) => word !== '');
  return {
    finding,
    verbs: words.filter((word) => !/^[-!]/.test(word)).map(toPattern),
    options: words.filter((word) => word.startsWith('-')).map((word) => word.split('|')),
    none: words.filter((word) => word.startsWith('!')).flatMap((word) => word.slice(1).split('|')),
  };
}

function toPattern(word: string): RegExp {
  const plain = word.replace(/[.+?^${}()[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^(?:${plain})$`, 'is');
}

function matches({ verbs, options, none }: Line, argv: readonly string[]): boolean {
  let next = 0;
  for (const word of argv) {
    if (next === verbs.length) break;
    if (verbs[next]?.test(word) === true) next++;
  }
  return (
    next === verbs.length &&
    options.every((names) => names.some((name) => hasOption(argv, name))) &&
    !none.some((name) => (name.startsWith('-') ? hasOption(argv, name) : argv.includes(name)))
  );
}

function hasOption(argv: readonly string[], name: string): boolean {
  const letter = /^-([a-zA-Z0-9])$/.exec(name)?.[1];
  return argv.some(
    (word) =>
      word === name ||
      word.startsWith(`${name}=`) ||
      (letter !== undefined && /^-[a-zA-Z0-9]{2,12}$/.test(word) && word.includes(letter)),
  );
}
