import type { CheckResult, CheckStatus } from '../doctor/check.ts';
import { neutralise } from './neutralise.ts';
import type { Screen, Tone } from './screen.ts';
import { fields } from './table.ts';
import { padEnd, wrap } from './width.ts';

const marks: Readonly<Record<CheckStatus, readonly [string, Tone]>> = {
  fail: ['✗', 'bad'],
  warn: ['!', 'warn'],
  ok: ['✓', 'good'],
  skip: ['-', 'dim'],
};

const order: readonly CheckStatus[] = ['fail', 'warn', 'skip', 'ok'];

/** The answer, then what is wrong with its evidence and the command that mends it. */
export function doctorText(
  screen: Screen,
  results: readonly CheckResult[],
  options: { readonly count: Readonly<Record<CheckStatus, number>>; readonly isWhole: boolean },
): readonly string[] {
  const shown = results
    .filter(({ status }) => options.isWhole || status === 'fail' || status === 'warn')
    .toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  const left = Math.max(0, ...shown.map(({ id }) => id.length)) + 2;
  const room = screen.columns - left - 2;
  return [
    summary(options.count),
    ...(shown.length === 0 ? [] : ['']),
    ...shown.flatMap(({ id, status, evidence, fix }) => {
      const [mark, tone] = marks[status];
      const [first = '', ...more] = wrap(neutralise(evidence), room);
      return [
        `${screen.paint(tone, mark)} ${padEnd(id, left)}${first}`,
        ...more.map((line) => `${' '.repeat(left + 2)}${line}`),
        ...(fix === undefined
          ? []
          : wrap(screen.asTyped(neutralise(fix)), room - 2).map(
              (line, i) => `${' '.repeat(left + 2)}${i === 0 ? '→ ' : '  '}${line}`,
            )),
      ];
    }),
  ];
}

function summary(count: Readonly<Record<CheckStatus, number>>): string {
  const parts = [
    ...(count.fail > 0 ? [`${count.fail} ${count.fail === 1 ? 'problem' : 'problems'}`] : []),
    ...(count.warn > 0 ? [`${count.warn} ${count.warn === 1 ? 'warning' : 'warnings'}`] : []),
    `${count.ok} ${count.ok === 1 ? 'check' : 'checks'} fine`,
    ...(count.skip > 0 ? [`${count.skip} skipped`] : []),
  ];
  return parts.join(', ');
}

export function checkList(
  screen: Screen,
  checks: readonly { readonly id: string; readonly title: string }[],
): readonly string[] {
  return fields(
    screen,
    checks.map(({ id, title }) => [id, title]),
  );
}
