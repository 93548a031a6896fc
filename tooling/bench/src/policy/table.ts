import { median } from '../percentile.ts';
import type { Round } from './round.ts';

export interface Row {
  readonly name: string;
  readonly loadMs: number;
  /** How many answers were compared before the first round. */
  readonly compared: number;
  readonly rounds: readonly Round[];
}

/** Medians of rounds. The ratio is that of each round with the first row's in the same round. */
export function printTable(rows: readonly Row[]): void {
  const [first] = rows;
  if (first === undefined) return;
  const of = (row: Row, part: keyof Round): number => median(row.rounds.map((round) => round[part]));
  const lines = rows.map((row) => {
    const ratios = row.rounds.map(
      ({ perSecond }, at) => (first.rounds[at]?.perSecond ?? Number.NaN) / perSecond,
    );
    return [
      row.name,
      micros(of(row, 'p50')),
      micros(of(row, 'p99')),
      Math.round(of(row, 'perSecond')).toLocaleString('en'),
      micros(of(row, 'cpu')),
      ratio(median(ratios)),
      `${of(row, 'calls')}`,
      `${row.compared}`,
      row.loadMs.toFixed(0),
    ];
  });
  const head = [
    'engine',
    'p50 µs',
    'p99 µs',
    'decisions/s',
    'cpu µs',
    `× of ${first.name}`,
    'calls',
    'compared',
    'load ms',
  ];
  const widths = head.map((title, at) =>
    Math.max(title.length, ...lines.map((line) => line[at]?.length ?? 0)),
  );
  for (const line of [head, ...lines]) {
    console.log(
      line
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  '),
    );
  }
}

function micros(value: number): string {
  return value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en');
}

function ratio(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}
