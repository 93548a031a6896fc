import type { ActorRecord } from '@zoqore/runtime';
import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';

/** What is said of each actor, and how much it has shown. */
export function actorTable(screen: Screen, items: readonly ActorRecord[]): readonly string[] {
  if (items.length === 0) return ['no actors yet', '→ qorectl actors set ID --role NAME'];
  return table(
    screen,
    [
      { title: 'ACTOR', isFlexible: true },
      { title: 'KIND' },
      { title: 'ROLES', isFlexible: true },
      { title: 'TRUST' },
      { title: 'VERIFIED OUTCOMES' },
    ],
    items.map((item) => [
      { text: excerpt(item.id, 128) },
      { text: excerpt(item.kind, 20) },
      { text: item.roles.length === 0 ? 'none' : item.roles.map((role) => excerpt(role, 60)).join(' ') },
      { text: item.trustStage },
      { text: String(item.verifiedOutcomes) },
    ]),
  );
}
