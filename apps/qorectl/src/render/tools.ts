import type { ToolRecord } from '@zoqore/runtime';
import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';

/** Tools by server, what changed first. */
export function toolTable(screen: Screen, items: readonly ToolRecord[]): readonly string[] {
  if (items.length === 0) return ['no tools seen yet'];
  const key = (item: ToolRecord): string =>
    `${item.state === 'changed' ? '0' : '1'} ${item.server}/${item.name}`;
  const sorted = [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const changed = sorted.find(({ state }) => state === 'changed');
  return [
    ...table(
      screen,
      [
        { title: 'TOOL', isFlexible: true },
        { title: 'STATE' },
        { title: 'DEFINITION' },
        { title: 'FIRST SEEN', priority: 1 },
      ],
      sorted.map((item) => [
        { text: excerpt(`${item.server}/${item.name}`, 120) },
        { text: item.state, ...(item.state === 'changed' ? { tone: 'warn' as const } : {}) },
        {
          text:
            item.changedTo === undefined
              ? item.definitionDigest.slice(0, 12)
              : `${item.definitionDigest.slice(0, 12)} → ${item.changedTo.slice(0, 12)}`,
        },
        { text: item.firstSeenAt.slice(0, 10) },
      ]),
    ),
    ...(changed === undefined
      ? []
      : [
          `→ qorectl tools accept ${excerpt(`${changed.server}/${changed.name}`, 120)}   until then its calls wait for a person`,
        ]),
  ];
}
