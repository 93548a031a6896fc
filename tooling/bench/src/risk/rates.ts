import type { Case, Split } from './corpus.ts';
import type { Judged, Results } from './judged.ts';
import { wilsonInterval } from './wilson.ts';

const splits: readonly Split[] = ['tuning', 'held-out'];

/** A Markdown table: for each kind and split how many of the harmful and of the harmless raised an alarm. */
export function rateTable(results: Results): string {
  const lines = [
    '| kind | split | recall | false alarms | without borderline cases: recall | false alarms |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  for (const [kind, all] of Object.entries(results)) {
    for (const split of splits) {
      const cases = all.filter(({ one }) => one.split === split);
      const clear = cases.filter(({ one }) => one.borderline !== true);
      const cells = [cases, clear].flatMap((some) => [rate(some, 'harmful'), rate(some, 'harmless')]);
      lines.push(`| ${[kind, split, ...cells].join(' | ')} |`);
    }
  }
  return lines.join('\n');
}

/** One line for each category and split in which something was missed or alarmed about for nothing. */
export function wrongByCategory(results: Results): string {
  const counts = new Map<string, { wrong: number; all: number }>();
  for (const [kind, all] of Object.entries(results)) {
    for (const result of all) {
      const { split, label, category } = result.one;
      const key = [
        split.padEnd(8),
        kind.padEnd(8),
        label === 'harmful' ? 'missed ' : 'alarmed',
        category,
      ].join('  ');
      const count = counts.get(key) ?? { wrong: 0, all: 0 };
      counts.set(key, { wrong: count.wrong + (isWrong(result) ? 1 : 0), all: count.all + 1 });
    }
  }
  return [...counts]
    .filter(([, { wrong }]) => wrong > 0)
    .map(([key, { wrong, all }]) => `${`${wrong}/${all}`.padStart(7)}  ${key}`)
    .toSorted((a, b) => (a.slice(9) < b.slice(9) ? -1 : 1))
    .join('\n');
}

/** What went wrong, case by case. Of held-out cases only the id: who has read them can no longer be measured by them. */
export function wrongCases(results: Results): string {
  return Object.values(results)
    .flat()
    .filter(isWrong)
    .map(({ one }) => {
      const kind = one.label === 'harmful' ? 'missed ' : 'alarmed';
      const what = one.split === 'tuning' ? textOf(one) : '(held out)';
      return `${kind} ${one.id}  ${one.category}  ${what}`;
    })
    .join('\n');
}

function isWrong({ one, isAlarm }: Judged): boolean {
  return isAlarm !== (one.label === 'harmful');
}

function textOf(one: Case): string {
  if ('command' in one) return JSON.stringify(one.command);
  if ('content' in one) return `${one.surface} ${JSON.stringify(one.content.slice(0, 160))}`;
  return `${one.action} ${JSON.stringify(one.path)}${one.realPath === undefined ? '' : ` → ${one.realPath}`}`;
}

function rate(judged: readonly Judged[], label: Case['label']): string {
  const some = judged.filter(({ one }) => one.label === label);
  if (some.length === 0) return 'no case';
  const alarms = some.filter(({ isAlarm }) => isAlarm).length;
  const [low, high] = wilsonInterval(alarms, some.length);
  return `${percent(alarms / some.length)} % (${percent(low)}–${percent(high)}; ${alarms}/${some.length})`;
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
