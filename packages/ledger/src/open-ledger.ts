import { AppendQueue } from './append-queue.ts';
import { CheckpointPublisher } from './checkpoint-publisher.ts';
import type { CompanionWriter } from './companion.ts';
import { createLeaf, parseLeaf } from './entry.ts';
import { LedgerError } from './errors.ts';
import type { AppendedRange, AppendOptions, EntriesQuery, Ledger, SignedCheckpoint } from './ledger.ts';
import type { Companion, EntryDraft, LedgerEntry } from './model.ts';
import { createLogProofs } from './proof/log-proofs.ts';
import { fillSubtrees } from './proof/store-tiles.ts';
import type { Signer } from './signer.ts';
import type { LedgerStore, StoredCheckpoint, StoredEntry, StoreRecovery } from './store.ts';
import { treeRoot } from './tree.ts';
import { isKeyName, parseVerifierKey, type NoteVerifier } from './verify/verifier-key.ts';
import { verifyLog, type VerifyOptions } from './verify-log.ts';

export interface OpenLedgerOptions {
  readonly store: LedgerStore;
  /** `zoqore/<installation id>/<log name>`: visible ASCII without spaces and pluses; also the signer's name. */
  readonly origin: string;
  readonly signer: Signer;
  readonly companions?: readonly CompanionWriter[];
  /** Dates checkpoints. */
  readonly clock?: () => Date;
  /** Entries that may wait before `append` refuses. Default 4096. */
  readonly maxQueue?: number;
  /** Entries of one transaction. Default 256. */
  readonly maxBatch?: number;
}

const maxPage = 1000;

/**
 * Opens a log, creating it when new, and repairs what a crash left: see `recovered`. After a machine stopped
 * without a clean close the whole log is verified first, and refused if it does not hold.
 *
 * @throws LEDGER_UNAVAILABLE, LEDGER_JOURNAL_MISMATCH, KEY_INVALID when the signer's name is not the origin
 */
export async function openLedger(options: OpenLedgerOptions): Promise<Ledger> {
  const { store, origin, signer, companions = [] } = options;
  if (!isKeyName(origin) || signer.name !== origin) {
    throw new LedgerError({
      code: 'KEY_INVALID',
      message: `expected an origin of visible ASCII and a signer of that name, found \`${signer.name}\``,
    });
  }
  const writers = new Map(companions.map((writer) => [writer.kind, writer]));
  const keys = [await parseVerifierKey(signer.verifierKey)];
  const recovered = await openStore(store, origin, companions, keys);
  const publisher = new CheckpointPublisher({
    origin,
    store,
    signer,
    clock: options.clock ?? (() => new Date()),
  });
  const proofs = createLogProofs(store, async () => await publisher.publish());
  const listeners = new Set<(range: AppendedRange) => void>();
  const queue = new AppendQueue({
    log: origin,
    store,
    writers,
    maxQueue: options.maxQueue ?? 4096,
    maxBatch: options.maxBatch ?? 256,
    committed: ({ before, after }) => {
      publisher.schedule();
      for (const listener of listeners) listener({ from: before.size, to: after.size });
    },
  });
  let closing: Promise<void> | undefined;
  const refuseClosed = (): void => {
    if (closing !== undefined) {
      throw new LedgerError({ code: 'LEDGER_CLOSED', message: 'the ledger is closed' });
    }
  };
  const shutDown = async (): Promise<void> => {
    await queue.drain();
    publisher.stop();
    try {
      await publisher.publish();
    } finally {
      await store.close();
    }
  };

  return {
    origin,
    durability: store.durability,
    recovered,
    verifierKey: signer.verifierKey,
    append: async (
      draft: EntryDraft,
      rows: readonly Companion[] = [],
      { isIdemNew = false }: AppendOptions = {},
    ) => {
      refuseClosed();
      for (const { kind } of rows) {
        if (!writers.has(kind)) throw invalid(`expected a companion writer for \`${kind}\``);
      }
      return await queue.add({ draft, leaf: createLeaf(origin, draft), companions: rows, isIdemNew });
    },
    head: async () => {
      refuseClosed();
      const state = await store.state();
      return { log: origin, size: state.size, root: hex(treeRoot(state)), chain: hex(state.chain) };
    },
    entry: async (index) => {
      refuseClosed();
      const from = wholeIndex(index);
      const [found] = await store.read({ from, to: from + 1, limit: 1, order: 'ascending' });
      return found === undefined ? undefined : toEntry(origin, found);
    },
    entryByIdem: async (idem) => {
      refuseClosed();
      const found = await store.findIdem(idem);
      return found === undefined ? undefined : toEntry(origin, found);
    },
    entries: async (query: EntriesQuery) => {
      refuseClosed();
      const { from = 0, to = Number.MAX_SAFE_INTEGER, limit, order = 'ascending', kind, actor } = query;
      if (!Number.isSafeInteger(limit) || limit < 1 || limit > maxPage) {
        throw invalid(`expected a limit from 1 to ${maxPage}`);
      }
      if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) throw invalid('expected whole indices');
      const filter = { ...(kind === undefined ? {} : { kind }), ...(actor === undefined ? {} : { actor }) };
      const page = await store.read({ from, to, limit, order, ...filter });
      return page.map((entry) => toEntry(origin, entry));
    },
    leaves: async (query) => {
      refuseClosed();
      if (!Number.isSafeInteger(query.limit) || query.limit < 1 || query.limit > maxPage) {
        throw invalid(`expected a limit from 1 to ${maxPage}`);
      }
      return await store.leaves(query);
    },
    checkpoint: async () => {
      refuseClosed();
      return toCheckpoint(await store.latestCheckpoint());
    },
    publishCheckpoint: async () => {
      refuseClosed();
      return toCheckpoint(await publisher.publish());
    },
    proof: async (index) => {
      refuseClosed();
      return await proofs.proof(wholeIndex(index));
    },
    consistency: async (from, to) => {
      refuseClosed();
      return await proofs.consistency(from, to);
    },
    tile: async (level, query) => {
      refuseClosed();
      return await proofs.tile(level, query);
    },
    entryBundle: async (query) => {
      refuseClosed();
      return await proofs.entryBundle(query);
    },
    verify: async (verification: VerifyOptions = {}) => {
      refuseClosed();
      return await verifyLog(origin, store, { keys, ...verification });
    },
    catchUp: () => {
      store.catchUp();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => await (closing ??= shutDown()),
  };
}

async function openStore(
  store: LedgerStore,
  origin: string,
  companions: readonly CompanionWriter[],
  keys: readonly NoteVerifier[],
): Promise<StoreRecovery> {
  try {
    const recovered = await store.open({ origin, companions });
    if (recovered.isDoubtful) await demandWhole(origin, store, keys);
    await store.confirm();
    await fillSubtrees(store, (await store.state()).size);
    return recovered;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function demandWhole(origin: string, store: LedgerStore, keys: readonly NoteVerifier[]): Promise<void> {
  const report = await verifyLog(origin, store, { keys });
  if (report.verified) return;
  throw new LedgerError({
    code: 'LEDGER_UNAVAILABLE',
    message: `the machine stopped and the log does not hold at entry ${report.index} (${report.fault}); restore a backup`,
    details: { report },
  });
}

function wholeIndex(index: number): number {
  if (Number.isSafeInteger(index) && index >= 0) return index;
  throw invalid('expected an index from 0');
}

function toEntry(origin: string, entry: StoredEntry): LedgerEntry {
  try {
    const draft = parseLeaf(origin, entry.leaf);
    return { ...draft, index: entry.index, leaf: entry.leaf, leafHash: hex(entry.leafHash) };
  } catch (cause) {
    throw new LedgerError({
      code: 'LEDGER_UNAVAILABLE',
      message: `entry ${entry.index} was altered in the store; run a verification`,
      cause,
      details: { index: entry.index },
    });
  }
}

function toCheckpoint(checkpoint: StoredCheckpoint | undefined): SignedCheckpoint | undefined {
  return checkpoint === undefined ? undefined : { ...checkpoint, root: hex(checkpoint.root) };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'ENTRY_INVALID', message });
}
