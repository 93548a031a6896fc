import type { CompanionWriter } from '../companion.ts';
import { parseLeaf } from '../entry.ts';
import { LedgerError } from '../errors.ts';
import type { LedgerStore, PlacedEntry, StoreBatch, StoreRecovery } from '../store.ts';
import { emptyTree, extendTree, hashLeaf, tileHeight, type TreeState } from '../tree.ts';
import type { Frame, FramedLeaf } from './frame.ts';
import type { Journal } from './journal.ts';

type Log = { readonly origin: string; readonly companions: readonly CompanionWriter[] };

const pageSize = 1024;

/**
 * Brings table and journal to the same end: what only the journal holds goes into the table with its companions,
 * what only the table holds goes into the journal. Both must agree where they overlap.
 *
 * @throws LEDGER_JOURNAL_MISMATCH
 */
export async function reconcile(journal: Journal, store: LedgerStore, log: Log): Promise<StoreRecovery> {
  const before = await store.state();
  const writers = new Map(log.companions.map((writer) => [writer.kind, writer]));
  const journalSize = journal.end.size;
  let replayed = 0;
  let restricted = 0;
  let state = emptyTree(log.origin);
  const needsFrames = journalSize > before.size || journal.isDoubtful;
  if (needsFrames) {
    for await (const frame of journal.frames()) {
      const batch = toBatch(log.origin, frame, state);
      state = batch.after;
      if (batch.after.size > before.size) {
        replayed += await replay(store, batch, before);
      } else if (journal.isDoubtful) {
        restricted += await writeAgain(store, writers, batch);
      }
    }
  }
  const table = await store.state();
  const backfilled = journalSize < table.size ? await backfill(journal, store, table) : 0;
  await journal.cutBack(table);
  return { replayed, backfilled, restricted, tornBytes: journal.tornBytes, isDoubtful: journal.isDoubtful };
}

function toBatch(origin: string, frame: Frame, before: TreeState): StoreBatch {
  const hashes = frame.leaves.map((framed) => ('leaf' in framed ? hashLeaf(framed.leaf) : framed.leafHash));
  const { state: after, chains, subtrees } = extendTree(before, hashes);
  if (frame.first !== before.size || Buffer.compare(after.chain, frame.chain) !== 0) {
    throw mismatch(`journal does not hold together at entry ${frame.first}`);
  }
  const entries = frame.leaves.map((framed, position) => ({
    ...placed(origin, framed, {
      index: frame.first + position,
      leafHash: hashes[position] ?? after.chain,
      chain: chains[position] ?? after.chain,
    }),
    bytes: 'leaf' in framed ? framed.leaf : new Uint8Array(),
    companions: frame.companions[position] ?? [],
  }));
  return { entries, before, after, subtrees };
}

function placed(
  origin: string,
  framed: FramedLeaf,
  place: Pick<PlacedEntry, 'index' | 'leafHash' | 'chain'>,
): PlacedEntry {
  if (!('leaf' in framed)) return { ...place, leaf: undefined };
  const leaf = Buffer.from(framed.leaf).toString();
  const { kind, actor, tenant, at, idem } = parseLeaf(origin, leaf);
  return { ...place, leaf, kind, actor, tenant, at, idem };
}

/** Writes what the table lacks of a batch: all of it, or its end when table and frames were cut differently. */
async function replay(store: LedgerStore, batch: StoreBatch, table: TreeState): Promise<number> {
  const from = Math.max(batch.before.size, table.size);
  const entries = batch.entries.slice(from - batch.before.size);
  const before =
    from === batch.before.size
      ? batch.before
      : extendTree(
          batch.before,
          batch.entries.slice(0, from - batch.before.size).map(({ leafHash }) => leafHash),
        ).state;
  await store.commit(
    async (held) => {
      const head = await held.head();
      if (head.size !== before.size || Buffer.compare(head.chain, before.chain) !== 0) {
        throw mismatch(`journal and table differ at entry ${Math.min(head.size, before.size)}`);
      }
      const subtrees = batch.subtrees.filter(
        ({ level, index }) => (index + 1) * 2 ** (level * tileHeight) > before.size,
      );
      return { batch: { entries, before, after: batch.after, subtrees }, isCertain: false };
    },
    { isReplay: true },
  );
  return entries.length;
}

async function writeAgain(
  store: LedgerStore,
  writers: ReadonlyMap<string, CompanionWriter>,
  batch: StoreBatch,
): Promise<number> {
  const entries = batch.entries
    .map((entry) => ({
      ...entry,
      companions: entry.companions.filter(({ kind }) => writers.get(kind)?.isRestrictive === true),
    }))
    .filter(({ companions }) => companions.length > 0);
  if (entries.length === 0) return 0;
  await store.writeAgain(entries);
  return entries.reduce((sum, { companions }) => sum + companions.length, 0);
}

async function backfill(journal: Journal, store: LedgerStore, table: TreeState): Promise<number> {
  const from = journal.end.size;
  for (let next = from; next < table.size;) {
    const page = await store.read({ from: next, to: table.size, limit: pageSize, order: 'ascending' });
    const last = page.at(-1);
    if (last === undefined) throw mismatch(`table has no entry ${next}`);
    const hashes = page.map(({ leaf, leafHash }) =>
      leaf === undefined ? leafHash : hashLeaf(Buffer.from(leaf)),
    );
    // Only the chain matters here; the frontier is recomputed whenever frames are read.
    const { state } = extendTree({ size: 0, frontier: [], chain: journal.end.chain }, hashes);
    if (Buffer.compare(state.chain, last.chain) !== 0)
      throw mismatch(`table does not hold together after ${next}`);
    await journal.append({
      entries: page.map((entry) => ({ ...entry, bytes: Buffer.from(entry.leaf ?? ''), companions: [] })),
      after: { size: last.index + 1, chain: last.chain, frontier: [] },
    });
    next = last.index + 1;
  }
  return table.size - from;
}

function mismatch(message: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_JOURNAL_MISMATCH', message });
}
