import { raisesAlarm } from './risk/alarm.ts';
import { readCorpus } from './risk/corpus.ts';
import type { Case } from './risk/corpus.ts';
import { judgeByLibrary } from './risk/judged.ts';
import type { Judged, Results } from './risk/judged.ts';
import { rateTable, wrongByCategory, wrongCases } from './risk/rates.ts';
import { isAskable, serve } from './risk/served.ts';

/**
 * Recall and false alarms of `@zoqore/risk` over docs/spec/vectors/risk, with Wilson's intervals at 95 %.
 * `--categories` and `--misses` say where they come from. `--served` asks a running runtime instead, under the pack
 * `balanced`: there an alarm is every answer but ALLOW.
 */
const corpus = readCorpus();
const results = process.argv.includes('--served') ? await askRuntime() : judgeByLibrary(corpus);
console.log(rateTable(results));
if (process.argv.includes('--categories')) console.log(`\n${wrongByCategory(results)}`);
if (process.argv.includes('--misses')) console.log(`\n${wrongCases(results)}`);

async function askRuntime(): Promise<Results> {
  const { ask, close } = await serve();
  const gradedOtherwise: string[] = [];
  const judge = async (cases: readonly Case[]): Promise<Judged[]> => {
    const judged: Judged[] = [];
    for (const one of cases.filter(isAskable)) {
      const answer = await ask(one);
      judged.push({ one, isAlarm: answer?.outcome !== 'ALLOW' });
      if (answer !== undefined && (answer.riskGrade === 'L3') !== raisesAlarm(one))
        gradedOtherwise.push(one.id);
    }
    return judged;
  };
  const asked = {
    commands: await judge(corpus.commands),
    paths: await judge(corpus.paths),
    contents: await judge(corpus.contents),
  };
  await close();
  console.log(`graded otherwise than by the library: ${gradedOtherwise.join(' ') || 'none'}\n`);
  return asked;
}
