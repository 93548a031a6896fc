import type { Simulated } from '../simulate-requests.ts';
import { grouped } from './ledger.ts';
import { excerpt } from './neutralise.ts';
import { asksTo, decisionTone } from './plain-words.ts';
import type { Screen } from './screen.ts';
import { type Cell, type Column, table } from './table.ts';

/** How many requests would be answered how. */
export interface SimulationSummary {
  readonly requests: number;
  readonly allow: number;
  readonly escalate: number;
  readonly deny: number;
  /** What is no request. */
  readonly errors: number;
  /** How a proposed set answers otherwise than the one in force. */
  readonly wider: number;
  readonly narrower: number;
  readonly obligations: number;
  /** Answered otherwise than `expect` says. */
  readonly unexpected: number;
}

/** One line of the table; kept instead of the whole answer, because a file may be long. */
export type SimulationRow = readonly Cell[];

export function simulationRow(
  { listed, item }: Simulated,
  { isUnexpected }: { readonly isUnexpected: boolean },
): SimulationRow {
  const asks = { text: asked(listed.request) };
  if ('error' in item) {
    return [
      { text: listed.at },
      { text: 'ERROR', tone: 'bad' },
      { text: '' },
      { text: excerpt(item.error.message, 200) },
      asks,
    ];
  }
  const { inForce, proposed } = item;
  const shown = proposed ?? inForce;
  if (shown === undefined) return [{ text: listed.at }];
  const { outcome, matchedRules } = shown.decision;
  const before = inForce !== undefined && inForce.decision.outcome !== outcome ? inForce : undefined;
  const answer = before === undefined ? outcome : `${before.decision.outcome} → ${outcome}`;
  return [
    { text: listed.at },
    { text: isUnexpected ? `${answer} !` : answer, tone: decisionTone(outcome) },
    { text: shown.assessment.grade },
    {
      text: matchedRules.length === 0 ? 'default' : matchedRules.map((rule) => excerpt(rule, 60)).join(', '),
    },
    asks,
  ];
}

const columns: readonly Column[] = [
  { title: 'REQUEST', priority: 2 },
  { title: 'ANSWER' },
  { title: 'RISK', priority: 1 },
  { title: 'BY', isFlexible: true },
  { title: 'ASKS TO', isFlexible: true },
];

export function simulationText(
  screen: Screen,
  summary: SimulationSummary,
  rows: readonly SimulationRow[],
): readonly string[] {
  const { requests, unexpected } = summary;
  const changes = counts(screen, [
    ['let through more', summary.wider, 'warn'],
    ['held back more', summary.narrower, undefined],
    ['with other obligations', summary.obligations, undefined],
  ]);
  return [
    `${grouped(requests)} ${requests === 1 ? 'request' : 'requests'}: ${counts(screen, [
      ['ALLOW', summary.allow, 'good'],
      ['ESCALATE', summary.escalate, 'warn'],
      ['DENY', summary.deny, 'bad'],
      ['not valid', summary.errors, 'bad'],
    ])}; nothing was recorded`,
    ...(changes === '' ? [] : [`under the proposed set: ${changes}`]),
    ...(unexpected === 0
      ? []
      : [`${screen.paint('bad', grouped(unexpected))} answered otherwise than expected, marked !`]),
    '',
    ...table(screen, columns, rows),
  ];
}

function counts(
  screen: Screen,
  parts: readonly (readonly [string, number, Parameters<Screen['paint']>[0] | undefined])[],
): string {
  return parts
    .flatMap(([what, count, tone]) => {
      if (count === 0) return [];
      const text = `${grouped(count)} ${what}`;
      return [tone === undefined ? text : screen.paint(tone, text)];
    })
    .join(', ');
}

/** In plain words, as far as it is a request. */
function asked(request: unknown): string {
  const { action, targetPath, content } = Object(request) as Readonly<Record<string, unknown>>;
  if (typeof action !== 'string') return '';
  const what = action === 'execute' && typeof content === 'string' ? content : targetPath;
  return asksTo(action, typeof what === 'string' ? what : '');
}
