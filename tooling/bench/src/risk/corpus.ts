import { readFileSync } from 'node:fs';

export type Split = 'tuning' | 'held-out';

interface Labelled {
  readonly id: string;
  readonly split: Split;
  readonly label: 'harmful' | 'harmless';
  readonly category: string;
  readonly borderline?: true;
  readonly note?: string;
}

export interface CommandCase extends Labelled {
  readonly command: string;
}

export interface PathCase extends Labelled {
  readonly action: 'read' | 'write';
  readonly path: string;
  readonly realPath?: string;
}

export interface ContentCase extends Labelled {
  readonly surface: 'file' | 'tool-result' | 'tool-description' | 'sql' | 'request' | 'message';
  readonly content: string;
}

export type Case = CommandCase | PathCase | ContentCase;

export interface Corpus {
  readonly commands: readonly CommandCase[];
  readonly paths: readonly PathCase[];
  readonly contents: readonly ContentCase[];
}

/** docs/spec/vectors/risk with its errata applied. That it is well-formed and as it was frozen is tested. */
export function readCorpus(): Corpus {
  const errata = new Map(
    readLines<Pick<Labelled, 'id' | 'label'>>('errata').map(({ id, label }) => [id, label]),
  );
  const read = <T extends Labelled>(name: string): T[] =>
    readLines<T>(name).map((one) => ({ ...one, label: errata.get(one.id) ?? one.label }));
  return {
    commands: read<CommandCase>('commands'),
    paths: read<PathCase>('paths'),
    contents: read<ContentCase>('contents'),
  };
}

function readLines<T>(name: string): T[] {
  const file = new URL(`../../../../docs/spec/vectors/risk/${name}.jsonl`, import.meta.url);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
