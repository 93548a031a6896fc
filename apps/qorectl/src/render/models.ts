import type { ModelView } from '../model-in-force.ts';
import { excerpt } from './neutralise.ts';
import { type AppliedChange, approvedBy } from './policy-change.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';

export function modelTable(screen: Screen, items: readonly ModelView[]): readonly string[] {
  return [
    ...table(
      screen,
      [
        { title: 'MODEL' },
        { title: 'VERSION' },
        { title: 'FROM', isFlexible: true },
        { title: 'FILE', isFlexible: true },
      ],
      items.map(({ kind, version, source, appliedBy, proposed, unreadable }) => [
        { text: kind },
        { text: version.slice(0, 16) },
        {
          text:
            source === undefined
              ? 'the default of this release'
              : `${excerpt(source, 120)}, applied by ${excerpt(appliedBy ?? '', 60)}`,
        },
        unreadable !== undefined
          ? { text: `cannot be read: ${excerpt(unreadable.message, 300)}`, tone: 'bad' as const }
          : proposed !== undefined
            ? { text: `another waits, version ${proposed.version.slice(0, 16)}`, tone: 'warn' as const }
            : { text: 'nothing waits' },
      ]),
    ),
    ...items.flatMap(({ kind, proposed, unreadable }) =>
      unreadable === undefined && proposed === undefined
        ? []
        : [`→ qorectl models ${unreadable === undefined ? 'apply' : 'check'} ${kind}`],
    ),
  ];
}

/** Where a model lets through more than the one in force, or than the one before it once it is applied. */
export function looserLines(looser: readonly string[], applied?: AppliedChange): readonly string[] {
  return looser.length === 0
    ? ['stricter or the same everywhere: no request is judged milder by it']
    : [
        applied === undefined
          ? 'may let through more than the one in force, an approval is needed'
          : `may let through more than the one before, ${approvedBy(applied)}`,
        ...looser.map((place) => `  ${excerpt(place, 200)}`),
      ];
}
