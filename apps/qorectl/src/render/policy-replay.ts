import type { RuntimeClient } from '@zoqore/runtime/client';
import { grouped } from './ledger.ts';
import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { fields, table } from './table.ts';

type Replay = Awaited<ReturnType<RuntimeClient['policy']['replay']>>;

const shownCounts = 10;

/** How many answers change and which way, by what, with the first of them; then what could not be evaluated again. */
export function replayText(
  screen: Screen,
  report: Replay,
  names: { readonly before: string; readonly after: string },
): readonly string[] {
  const flips = report.wider + report.narrower + report.obligations;
  const skipped = report.notReplayable.reduce((sum, { count }) => sum + count, 0);
  const head =
    flips + report.same === 0
      ? `${screen.paint('warn', 'nothing to replay')}  ${skipped === 0 ? 'no recorded decisions in that time' : `none of ${grouped(skipped)} recorded decisions can be evaluated again`}`
      : flips === 0
        ? `${screen.paint('good', 'no change')}  ${grouped(report.same)} recorded decisions have the same answer under ${excerpt(names.after, 100)}`
        : `${screen.paint('warn', `${grouped(flips)} change`)}  of ${grouped(report.same + flips)} recorded decisions under ${excerpt(names.after, 100)}`;
  return [
    head,
    ...(flips === 0 ? [] : ['', ...fields(screen, waysOf(report))]),
    ...countsText(screen, 'RULE', report.byRule),
    ...countsText(screen, 'ACTOR', report.byActor),
    ...countsText(screen, 'TOOL', report.byTool),
    ...samplesText(screen, report),
    ...(skipped === 0
      ? []
      : [
          '',
          `${grouped(skipped)} could not be evaluated again:`,
          ...report.notReplayable.map(
            ({ reason, count, first }) =>
              `  ${grouped(count)}  ${excerpt(reason, 200)}, first ledger:${first[0] ?? '?'}`,
          ),
        ]),
    ...(report.samples.length === 0 ? [] : ['→ qorectl ledger show INDEX']),
  ];
}

function waysOf(report: Replay): (readonly [string, string])[] {
  const ways = [
    ['lets through more', report.wider],
    ['holds back more', report.narrower],
    ['other obligations', report.obligations],
  ] as const;
  return ways.flatMap(([way, count]) => (count === 0 ? [] : [[way, grouped(count)] as const]));
}

function countsText(screen: Screen, title: string, counts: Replay['byRule']): readonly string[] {
  if (counts.length === 0) return [];
  const rows = counts
    .slice(0, shownCounts)
    .map(({ name, wider, narrower, obligations }) => [
      { text: excerpt(name, 128) },
      { text: grouped(wider) },
      { text: grouped(narrower) },
      { text: grouped(obligations) },
    ]);
  const columns = [
    { title, isFlexible: true },
    { title: 'MORE' },
    { title: 'LESS' },
    { title: 'OBLIGATIONS' },
  ];
  return ['', ...table(screen, columns, rows)];
}

function samplesText(screen: Screen, { samples }: Replay): readonly string[] {
  if (samples.length === 0) return [];
  const columns = [
    { title: 'DECISION' },
    { title: 'WAS' },
    { title: 'WOULD BE' },
    { title: 'ACTOR', isFlexible: true, priority: 1 },
    { title: 'ASKED TO', isFlexible: true },
  ];
  const rows = samples.map(({ index, before, after, actor, action, target }) => [
    { text: `ledger:${index}` },
    { text: before.effect },
    { text: after.effect },
    { text: excerpt(actor, 100) },
    { text: `${action} ${excerpt(target, 200)}` },
  ]);
  return ['', ...table(screen, columns, rows)];
}
