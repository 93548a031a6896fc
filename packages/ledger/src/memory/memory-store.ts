import { companionWrites, type Writers } from '../companion-writes.ts';
import { LedgerError } from '../errors.ts';
import { packEntries } from '../packed-entries.ts';
import type {
  HeldLog,
  LedgerStore,
  PageQuery,
  PlacedEntry,
  PlannedBatch,
  StoreBatch,
  StoredCheckpoint,
  StoredCosignature,
  StoredEntry,
} from '../store.ts';
import { emptyTree, treeRoot, type Subtree, type TreeState } from '../tree.ts';

/** A store without tables and without a file: for tests and for looking at a log that came from elsewhere. */
export function createMemoryStore(): LedgerStore {
  const entries: PlacedEntry[] = [];
  const byIdem = new Map<string, StoredEntry>();
  const checkpoints = new Map<number, StoredCheckpoint>();
  const cosignatures = new Map<string, StoredCosignature>();
  const subtrees = new Map<string, Subtree>();
  let state: TreeState | undefined;
  let name: string | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let writers: Writers = new Map();

  const current = (): TreeState => {
    if (state === undefined) throw unavailable('the store is not open');
    return state;
  };
  const keepSubtree = (one: Subtree): void => {
    const name = `${one.level}/${one.index}`;
    subtrees.set(name, subtrees.get(name) ?? one);
  };
  const apply = (batch: StoreBatch): void => {
    for (const { bytes: _bytes, companions: _companions, ...entry } of batch.entries) {
      entries.push(entry);
      if (entry.leaf !== undefined && entry.idem !== undefined) byIdem.set(entry.idem, entry);
    }
    for (const one of batch.subtrees) keepSubtree(one);
    state = batch.after;
  };
  const held: HeldLog = {
    query: async () => await Promise.reject(unavailable('the store in memory has no tables')),
    head: async () => current(),
    takenIdems: async (idems) => idems.filter((idem) => byIdem.has(idem)),
  };
  const run = async <Plan extends PlannedBatch>(plan: (log: HeldLog) => Promise<Plan>): Promise<Plan> => {
    const planned = await plan(held);
    const { batch } = planned;
    const { joined, separate } = companionWrites(writers, batch.entries);
    if (joined.length + separate.length > 0) throw unavailable('the store in memory has no tables');
    if (batch.entries.some((entry) => entry.leaf !== undefined && byIdem.has(entry.idem ?? ''))) {
      throw new LedgerError({ code: 'ENTRY_DUPLICATE', message: 'an entry with this idem stands already' });
    }
    apply(batch);
    return planned;
  };

  return {
    durability: 'memory',
    open: async ({ origin, companions }) => {
      writers = new Map(companions.map((writer) => [writer.kind, writer]));
      state ??= emptyTree(origin);
      name = origin;
      return { replayed: 0, backfilled: 0, tornBytes: 0, restricted: 0, isDoubtful: false };
    },
    confirm: async () => undefined,
    commit: async (plan) => {
      const mine = turn.then(async () => await run(plan));
      turn = mine.catch(() => undefined);
      return await mine;
    },
    writeAgain: async () => undefined,
    forget: async () => undefined,
    catchUp: () => undefined,
    state: async () => current(),
    storedHead: async () => ({ ...current(), root: treeRoot(current()), epoch: 0, origin: name }),
    assertRoom: () => undefined,
    read: async (query) => page(entries, query),
    readPacked: async (from, to) => packEntries(entries.slice(from, to)),
    leafPage: async (query) => {
      const found = page(entries, {
        ...query,
        isWhole: true,
        limit: Number.MAX_SAFE_INTEGER,
        order: 'ascending',
      })
        .filter((entry) => entry.leaf !== undefined)
        .filter(({ at }) => at >= (query.since ?? '') && (query.until === undefined || at < query.until))
        .slice(0, query.limit);
      return {
        indices: found.map(({ index }) => index),
        json: `[${found.map(({ leaf }) => leaf).join(',')}]`,
      };
    },
    leafHashes: async (from, to) => entries.slice(from, to).map(({ leafHash }) => leafHash),
    subtrees: async (level, from, to) =>
      [...subtrees.values()]
        .filter((one) => one.level === level && one.index >= from && one.index < to)
        .sort((a, b) => a.index - b.index),
    saveSubtrees: async (more) => {
      for (const one of more) keepSubtree(one);
    },
    findIdem: async (idem) => byIdem.get(idem),
    saveCheckpoint: async (checkpoint) => {
      const kept = checkpoints.get(checkpoint.size) ?? checkpoint;
      checkpoints.set(kept.size, kept);
      return kept;
    },
    checkpoints: async ({ from, to = Infinity, limit, order }) =>
      [...checkpoints.values()]
        .filter(({ size }) => size >= from && size < to)
        .sort((a, b) => (order === 'descending' ? b.size - a.size : a.size - b.size))
        .slice(0, limit),
    latestCheckpoint: async () => checkpoints.get(Math.max(...checkpoints.keys())),
    saveCosignature: async (cosignature) => {
      const name = `${cosignature.size} ${cosignature.witness}`;
      cosignatures.set(name, cosignatures.get(name) ?? cosignature);
    },
    cosignatures: async ({ from, to }) =>
      [...cosignatures.values()]
        .filter(({ size }) => size >= from && size < to)
        .sort((a, b) => a.size - b.size || (a.at < b.at ? -1 : 1)),
    cosignedSize: async (witnesses, quorum) => {
      const those = [...cosignatures.values()].filter(({ witness }) => witnesses.includes(witness));
      const bySize = Map.groupBy(those, ({ size }) => size);
      const sizes = [...bySize].flatMap(([size, lines]) => (lines.length >= quorum ? [size] : []));
      return sizes.length === 0 ? undefined : Math.max(...sizes);
    },
    close: async () => undefined,
  };
}

function page(entries: readonly PlacedEntry[], query: PageQuery): readonly PlacedEntry[] {
  const { kind, actor, isWhole } = query;
  const matches = (entry: PlacedEntry | undefined): entry is PlacedEntry =>
    entry?.leaf === undefined
      ? entry !== undefined && kind === undefined && actor === undefined && isWhole !== true
      : (kind === undefined || entry.kind === kind) && (actor === undefined || entry.actor === actor);
  const from = Math.max(query.from, 0);
  const to = Math.min(query.to, entries.length);
  const found: PlacedEntry[] = [];
  for (let offset = 0; offset < to - from && found.length < query.limit; offset += 1) {
    const entry = entries[query.order === 'ascending' ? from + offset : to - 1 - offset];
    if (matches(entry)) found.push(entry);
  }
  return found;
}

function unavailable(message: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_UNAVAILABLE', message });
}
