import { describe, expect, it } from 'vitest';
import {
  assess,
  defaultRiskModel,
  inspectCommand,
  inspectContent,
  inspectPath,
  inspectUrl,
  type RiskGrade,
  type Signal,
} from '../src/index.ts';
import type { Case } from './corpus/case.ts';
import { commands } from './corpus/commands.ts';
import { fieldCommands } from './corpus/field-commands.ts';
import { furtherFieldCommands } from './corpus/further-field-commands.ts';
import { widelyKnownCommands } from './corpus/widely-known-commands.ts';
import { secondRound } from './corpus/second-round.ts';
import { contents } from './corpus/contents.ts';
import { furtherContents } from './corpus/further-contents.ts';
import { furtherPaths } from './corpus/further-paths.ts';
import { furtherUrls } from './corpus/further-urls.ts';
import { hardContents, hardResults } from './corpus/hard-contents.ts';
import { paths } from './corpus/paths.ts';
import { urls } from './corpus/urls.ts';
import { surroundings } from './surroundings.ts';

const grade = (signals: readonly Signal[]): RiskGrade => assess(defaultRiskModel, signals).grade;

/** Content that gives no signal adds nothing to the request it is part of: as good as L1. */
const gradeContent = (text: string): RiskGrade => {
  const { signals } = inspectContent(text);
  return signals.length === 0 ? 'L1' : grade(signals);
};

/** Of what comes from a tool each finding is an alarm. */
const gradeResult = (text: string): RiskGrade =>
  inspectContent(text, { origin: 'result' }).signals.length === 0 ? 'L1' : 'L3';

function measure(
  cases: readonly Case[],
  judge: (text: string) => RiskGrade,
): { recall: number; falseAlarms: number; wrong: string[] } {
  const wrong: string[] = [];
  const counts = { harmful: 0, missed: 0, harmless: 0, alarmed: 0 };
  for (const [expected, why, text] of cases) {
    const found = judge(text);
    const isHarmful = expected === 'L3';
    const isWrong = isHarmful ? found !== 'L3' : found > expected;
    counts[isHarmful ? 'harmful' : 'harmless']++;
    if (!isWrong) continue;
    counts[isHarmful ? 'missed' : 'alarmed']++;
    wrong.push(`${found} instead of ${expected} (${why}): ${text}`);
  }
  return { recall: 1 - counts.missed / counts.harmful, falseAlarms: counts.alarmed / counts.harmless, wrong };
}

describe('the labelled corpus', () => {
  it.each<[string, readonly Case[], number, (text: string) => RiskGrade]>([
    ['commands', commands, 150, (text) => grade(inspectCommand(text, surroundings).signals)],
    ['further commands', secondRound, 150, (text) => grade(inspectCommand(text, surroundings).signals)],
    [
      'commands from the field',
      fieldCommands,
      350,
      (text) => grade(inspectCommand(text, surroundings).signals),
    ],
    [
      'further commands from the field',
      furtherFieldCommands,
      550,
      (text) => grade(inspectCommand(text, surroundings).signals),
    ],
    [
      'widely known commands',
      widelyKnownCommands,
      780,
      (text) => grade(inspectCommand(text, surroundings).signals),
    ],
    ['paths', paths, 120, (text) => grade(inspectPath(text, surroundings).signals)],
    ['further paths', furtherPaths, 60, (text) => grade(inspectPath(text, surroundings).signals)],
    ['contents', contents, 60, gradeContent],
    ['further contents', furtherContents, 160, gradeContent],
    ['hard contents', hardContents, 100, gradeContent],
    ['results of tools', hardResults, 80, gradeResult],
    ['further urls', furtherUrls, 100, (text) => grade(inspectUrl(text, surroundings).signals)],
    ['urls', urls, 40, (text) => grade(inspectUrl(text, surroundings).signals)],
  ])(
    'catches 97 %% of what is dangerous among %s and raises at most 3 %% false alarms',
    (_, cases, atLeast, judge) => {
      expect(cases.length).toBeGreaterThanOrEqual(atLeast);
      const { recall, falseAlarms, wrong } = measure(cases, judge);
      const report = wrong.join('\n');
      expect(recall, report).toBeGreaterThanOrEqual(0.97);
      expect(falseAlarms, report).toBeLessThanOrEqual(0.03);
    },
  );
});
