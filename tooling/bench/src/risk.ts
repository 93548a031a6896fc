import { isDeepStrictEqual } from 'node:util';
import { raisesAlarm } from './risk/alarm.ts';
import { askByCommandLine } from './risk/command-line.ts';
import { readCorpus } from './risk/corpus.ts';
import type { Case } from './risk/corpus.ts';
import { judgeByLibrary } from './risk/judged.ts';
import type { Judged, Results } from './risk/judged.ts';
import { rateTable, wrongByCategory, wrongCases } from './risk/rates.ts';
import { isAskable, requestOf, serve } from './risk/served.ts';

/**
 * Recall and false alarms of `@zoqore/risk` over docs/spec/vectors/risk, with Wilson's intervals at 95 %.
 * `--categories` and `--misses` say where they come from. `--served` asks a running runtime instead, under the pack
 * `balanced`: there an alarm is every answer but ALLOW. `--cli` also asks it by a `qorectl` for each case, or for each
 * twentieth (`EVERY=20`), and tells where that was answered otherwise.
 */
const corpus = readCorpus();
const isByCommandLine = process.argv.includes('--cli');
const every = Number(process.env['EVERY'] ?? 1);
const results =
  isByCommandLine || process.argv.includes('--served') ? await askRuntime() : judgeByLibrary(corpus);
console.log(rateTable(results));
if (process.argv.includes('--categories')) console.log(`\n${wrongByCategory(results)}`);
if (process.argv.includes('--misses')) console.log(`\n${wrongCases(results)}`);

async function askRuntime(): Promise<Results> {
  const served = await serve();
  const gradedOtherwise: string[] = [];
  const answeredOtherwise: string[] = [];
  let typed = 0;
  const judge = async (cases: readonly Case[]): Promise<Judged[]> => {
    const judged: Judged[] = [];
    for (const [at, one] of cases.filter(isAskable).entries()) {
      const request = requestOf(one);
      const answer = await served.ask(request);
      judged.push({ one, isAlarm: answer?.outcome !== 'ALLOW' });
      if (answer !== undefined && (answer.riskGrade === 'L3') !== raisesAlarm(one))
        gradedOtherwise.push(one.id);
      if (!isByCommandLine || at % every !== 0) continue;
      typed++;
      if (!isDeepStrictEqual(await askByCommandLine(served, request), answer)) answeredOtherwise.push(one.id);
    }
    return judged;
  };
  const asked = {
    commands: await judge(corpus.commands),
    paths: await judge(corpus.paths),
    contents: await judge(corpus.contents),
  };
  await served.close();
  console.log(`graded otherwise than by the library: ${gradedOtherwise.join(' ') || 'none'}`);
  if (isByCommandLine) {
    console.log(
      `of ${typed} asked by qorectl answered otherwise than by HTTP: ${answeredOtherwise.join(' ') || 'none'}`,
    );
  }
  console.log();
  return asked;
}
