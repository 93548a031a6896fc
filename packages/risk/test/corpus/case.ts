import type { RiskGrade } from '../../src/index.ts';

/** The grade is a floor where it is L3, otherwise a ceiling: more would be a false alarm. */
export type Case = readonly [grade: RiskGrade, why: string, text: string];

/** One case for each line of `text`, all with the same label and reason. */
export function cases(grade: RiskGrade, why: string, text: string): Case[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line): Case => [grade, why, line.replaceAll('⏎', '\n')]);
}
