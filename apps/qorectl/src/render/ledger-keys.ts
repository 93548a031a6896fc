import type { LedgerKeyReport, PublicationReport } from '@zoqore/ledger';
import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import { wrap } from './width.ts';

/** Which key signs what: state, sizes, age, and what is wrong with them here. */
export function ledgerKeysText(screen: Screen, report: LedgerKeyReport): readonly string[] {
  const { keys, unrecorded, fault } = report;
  return [
    ...(fault === undefined ? [] : [`${screen.paint('bad', 'signs nothing')}  ${excerpt(fault, 300)}`, '']),
    ...table(
      screen,
      [
        { title: 'KEY' },
        { title: 'STATE' },
        { title: 'SIZES' },
        { title: 'SINCE', priority: 1 },
        { title: 'HERE' },
        { title: 'NOTE', isFlexible: true },
      ],
      keys.map(({ id, state, from, to, since, isHere, by, reason }) => [
        { text: id },
        { text: state, ...(state === 'valid' ? {} : { tone: state === 'revoked' ? 'bad' : 'dim' }) },
        { text: to === undefined ? `${from}…` : from < to ? `${from}…${to - 1}` : 'none' },
        { text: since?.slice(0, 10) ?? '' },
        { text: isHere ? 'yes' : 'no' },
        {
          text: [by === undefined ? 'first key' : `by ${excerpt(by, 60)}`, excerpt(reason ?? '', 200)]
            .filter((part) => part !== '')
            .join('; '),
        },
      ]),
    ),
    ...unrecorded.map((id) => `${id} is here and in no entry: it signs nothing, the next rotation takes it`),
  ];
}

/** What witnesses must have before an old key ends; none where none are configured. */
export function witnessesFirst(
  screen: Screen,
  publication: PublicationReport | undefined,
): readonly string[] {
  const names = publication?.witnesses?.witnesses.map(({ name }) => excerpt(name, 100)) ?? [];
  if (names.length === 0) return [];
  return advice(
    screen,
    `first give the new key (qorectl ledger head --key) to the witnesses, ${names.join(', ')}: with the old one alone they cosign nothing once it is retired`,
  );
}

/** Sentences within the width of a screen, with commands as they are typed. */
export function advice(screen: Screen, text: string): readonly string[] {
  return wrap(screen.asTyped(text), screen.columns);
}
