import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readCorpus } from '../../src/risk/corpus.ts';
import { judgeByLibrary } from '../../src/risk/judged.ts';
import { rateTable, wrongCases } from '../../src/risk/rates.ts';

const results = judgeByLibrary(readCorpus());

it('finds the rates that the README of @zoqore/risk publishes; `pnpm bench risk` prints them anew', () => {
  const readme = readFileSync(new URL('../../../../packages/risk/README.md', import.meta.url), 'utf8');
  const rows = (text: string): string[] =>
    text
      .split('\n')
      .filter((line) => /^\| (?:commands|paths|contents) +\| (?:tuning|held-out)/.test(line))
      .map((line) => line.replaceAll(/ +/g, ' '));
  expect(rows(rateTable(results)).length).toBe(6);
  expect(rows(readme)).toEqual(rows(rateTable(results)));
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
