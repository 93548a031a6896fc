import { raisesAlarm } from './alarm.ts';
import type { Case, Corpus } from './corpus.ts';

export interface Judged {
  readonly one: Case;
  readonly isAlarm: boolean;
}

/** By kind of case, in the order of the corpus. */
export type Results = Readonly<Record<keyof Corpus, readonly Judged[]>>;

export function judgeByLibrary({ commands, paths, contents }: Corpus): Results {
  const judge = (cases: readonly Case[]): Judged[] =>
    cases.map((one) => ({ one, isAlarm: raisesAlarm(one) }));
  return { commands: judge(commands), paths: judge(paths), contents: judge(contents) };
}
