import type { KeyRecord } from '@zoqore/runtime';
import { shortIds } from '../short-id.ts';
import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';

/** Who holds a key, for what and for whom. */
export function keyTable(screen: Screen, items: readonly KeyRecord[]): readonly string[] {
  if (items.length === 0) return ['no keys', '→ qorectl keys create --name NAME --actor ID'];
  const shown = shortIds(items.map(({ id }) => id));
  return table(
    screen,
    [
      { title: 'ID' },
      { title: 'NAME', isFlexible: true },
      { title: 'SCOPES' },
      { title: 'SPEAKS FOR', isFlexible: true },
      { title: 'SINCE', priority: 1 },
      { title: 'STATE' },
    ],
    items.map((item) => [
      { text: shown.get(item.id) ?? '' },
      { text: excerpt(item.name, 128) },
      { text: item.scopes.join(' ') },
      item.actors === 'any'
        ? { text: 'any actor', tone: 'warn' }
        : {
            text:
              item.actors.length === 0 ? 'nobody' : item.actors.map((actor) => excerpt(actor, 128)).join(' '),
          },
      { text: item.createdAt.slice(0, 10) },
      item.revokedAt === undefined
        ? { text: 'stands' }
        : { text: `revoked ${item.revokedAt.slice(0, 10)}`, tone: 'dim' },
    ]),
  );
}
