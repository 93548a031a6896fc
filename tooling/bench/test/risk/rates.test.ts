import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../src/risk/corpus.ts';
import { judgeByLibrary } from '../../src/risk/judged.ts';
import { rateTable, wrongCases } from '../../src/risk/rates.ts';

const results = judgeByLibrary(readCorpus());

describe('the rates that are published; `pnpm bench risk` prints them anew', () => {
  const textOf = (file: string): string =>
    readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
  /** Cells of each row of a table that begins with a kind. */
  const rows = (text: string): string[][] =>
    text
      .split('\n')
      .filter((line) => /^\| (?:commands|paths|contents) +\| /.test(line))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
  const measured = rows(rateTable(results));

  it('are those that it finds, in the README of @zoqore/risk', () => {
    expect(measured.length).toBe(6);
    const published = rows(textOf('packages/risk/README.md'));
    expect(published.filter(({ length }) => length === 6)).toEqual(measured);
  });

  it('are those held out, borderline cases and all, in the README of the repository', () => {
    const heldOut = measured.filter(([, split]) => split === 'held-out');
    expect(rows(textOf('README.md'))).toEqual(
      heldOut.map(([kind, , recall, falseAlarms]) => [kind, recall, falseAlarms]),
    );
  });
});

it('counts each case once', () => {
  const one = { id: 'cmd-0001', split: 'held-out', category: 'files', command: 'ls' } as const;
  const table = rateTable({
    commands: [
      { one: { ...one, label: 'harmless' }, isAlarm: false },
      { one: { ...one, label: 'harmless', borderline: true }, isAlarm: true },
      { one: { ...one, label: 'harmful' }, isAlarm: true },
    ],
    paths: [],
    contents: [],
  });
  expect(table).toContain(
    '| commands | held-out | 100.0 % (20.7–100.0; 1/1) | 50.0 % (9.5–90.5; 1/2) | 100.0 % (20.7–100.0; 1/1) | 0.0 % (0.0–79.3; 0/1) |',
  );
});

it('does not print what is held out', () => {
  const commands = results.commands.map(({ one, isAlarm }) => ({ one, isAlarm: !isAlarm }));
  const printed = wrongCases({ ...results, commands });
  for (const { one } of results.commands) {
    if (!('command' in one) || one.command.length < 12) continue;
    if (one.split === 'held-out') expect(printed).not.toContain(`  ${JSON.stringify(one.command)}\n`);
  }
  expect(printed).toContain('(held out)');
});
