import { parseLeaf } from '../entry.ts';
import type { LedgerStore } from '../store.ts';
import { isIn } from './ranges.ts';
import { erasedKind, prunedKind, removalOf, type Removal } from './removal.ts';

/** An entry that removes may list a thousand ranges. */
const pageSize = 64;

/** Says which entry removed a leaf. No entry is read twice: what an entry says that it removed never changes. */
export class RemovalFinder {
  readonly #log: string;
  readonly #store: Pick<LedgerStore, 'read'>;
  readonly #known: Removal[] = [];
  /** By kind: the first index that was not looked at. */
  readonly #next = new Map([
    [prunedKind, 0],
    [erasedKind, 0],
  ]);
  #turn: Promise<unknown> = Promise.resolve();

  constructor(log: string, store: Pick<LedgerStore, 'read'>) {
    this.#log = log;
    this.#store = store;
  }

  async find(index: number): Promise<Removal | undefined> {
    const mine = this.#turn.then(async () => await this.#findNow(index));
    this.#turn = mine.catch(() => undefined);
    return await mine;
  }

  async #findNow(index: number): Promise<Removal | undefined> {
    const takes = ({ removed }: Removal): boolean => isIn(removed, index);
    const known = this.#known.find(takes);
    if (known !== undefined) return known;
    for (const kind of this.#next.keys()) {
      for (let more = await this.#readOn(kind); more !== undefined; more = await this.#readOn(kind)) {
        this.#known.push(...more);
        const found = more.find(takes);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** Those of the next page that removed leaves; undefined when there is none. */
  async #readOn(kind: string): Promise<readonly Removal[] | undefined> {
    const from = this.#next.get(kind) ?? 0;
    const page = await this.#store.read({
      from,
      to: Number.MAX_SAFE_INTEGER,
      limit: pageSize,
      order: 'ascending',
      kind,
    });
    const last = page.at(-1);
    if (last === undefined) return undefined;
    const removals = page.flatMap((entry) =>
      entry.leaf === undefined ? [] : (removalOf(entry.index, parseLeaf(this.#log, entry.leaf)) ?? []),
    );
    this.#next.set(kind, last.index + 1);
    return removals.filter(({ removed }) => removed.length > 0);
  }
}
