import { AppendQueue } from './append-queue.ts';
import { CheckpointPublisher } from './checkpoint-publisher.ts';
import type { CompanionWriter } from './companion.ts';
import { checkNotReserved, createLeaf, parseLeaf } from './entry.ts';
import { LedgerError } from './errors.ts';
import { KeyRing } from './keys/key-ring.ts';
import { createLogKeys } from './keys/log-keys.ts';
import { confirmKeyHistory, readKeyHistory } from './keys/read-key-history.ts';
import { fixedKey, type SigningKeys } from './keys/signing-keys.ts';
import type { AppendedRange, AppendOptions, EntriesQuery, Ledger, SignedCheckpoint } from './ledger.ts';
import type { AppendResult, Companion, EntryDraft, LedgerEntry } from './model.ts';
import { createLogProofs } from './proof/log-proofs.ts';
import { openPublication, type PublicationOptions } from './publication.ts';
import { fillSubtrees } from './proof/store-tiles.ts';
import { removalWriter } from './retention/removal-writer.ts';
import { createRetention } from './retention/retention.ts';
import { actDigest } from './retention/own-act.ts';
import { signNote, type Signer } from './signer.ts';
import type { LedgerStore, StoredCheckpoint, StoredEntry, StoreRecovery } from './store.ts';
import { treeRoot } from './tree.ts';
import { formatLedgerAct } from './verify/ledger-act.ts';
import { isKeyName } from './verify/verifier-key.ts';
import { verifyLog, type VerifyOptions } from './audit/verify-log.ts';

/** A log, where it is kept, and who signs for it. */
export interface OpenLedgerOptions {
  readonly store: LedgerStore;
  /** `zoqore/<installation id>/<log name>`: visible ASCII without spaces and pluses; also the name of its keys. */
  readonly origin: string;
  /** The place of its private keys, or the one that it has: that one can be neither rotated nor revoked. */
  readonly signer: Signer | SigningKeys;
  readonly companions?: readonly CompanionWriter[];
  /**
   * Companions that destroy what is kept beside entries that are erased or pruned: each gets a `RemovalRow` with the
   * entry that says so, in its transaction.
   */
  readonly erasers?: readonly CompanionWriter[];
  /** Dates checkpoints. */
  readonly clock?: () => Date;
  /** Entries that may wait before `append` refuses. Default 4096. */
  readonly maxQueue?: number;
  /** Entries of one transaction. Default 256. */
  readonly maxBatch?: number;
  /** Who is shown the checkpoints. Default: nobody. */
  readonly publication?: PublicationOptions;
}

const maxPage = 1000;

/**
 * Opens a log, creating it when new, and repairs what a crash left: see `recovered`. After a machine stopped
 * without a clean close the whole log is verified first, and refused if it does not hold.
 *
 * @throws LEDGER_UNAVAILABLE, LEDGER_JOURNAL_MISMATCH, KEY_INVALID when a signer's name is not the origin;
 * WITNESS_INVALID when the policy of witnesses cannot be met
 */
export async function openLedger(options: OpenLedgerOptions): Promise<Ledger> {
  const { store, origin, signer, erasers = [] } = options;
  const companions = [...(options.companions ?? []), removalWriter(origin), ...erasers];
  if (!isKeyName(origin)) {
    throw new LedgerError({
      code: 'KEY_INVALID',
      message: `expected an origin of visible ASCII, found \`${origin}\``,
    });
  }
  const writers = new Map(companions.map((writer) => [writer.kind, writer]));
  const signing = 'sign' in signer ? fixedKey(signer) : signer;
  const { recovered, ring } = await openStore(store, origin, companions, signing);
  const clock = options.clock ?? (() => new Date());
  const covering = async (index: number): Promise<StoredCheckpoint | undefined> => {
    const latest = (await publication.covering(index)) ?? (await store.latestCheckpoint());
    const checkpoint = latest !== undefined && latest.size > index ? latest : await publisher.publish();
    if (checkpoint === undefined || checkpoint.size <= index) return undefined;
    return await publication.withCosignatures(checkpoint);
  };
  const publication = await openPublication(
    { origin, store, clock, consistency: async (from, to) => await proofs.consistency(from, to) },
    options.publication,
  ).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const publisher = new CheckpointPublisher({
    origin,
    store,
    signersAt: async (size) => {
      await ring.refresh();
      return ring.signersAt(size);
    },
    clock,
    published: (checkpoint) => publication.offer(checkpoint),
  });
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
  const append = async (
    draft: EntryDraft,
    rows: readonly Companion[] = [],
    { isIdemNew = false }: AppendOptions = {},
  ): Promise<AppendResult> => {
    refuseClosed();
    return await queue.add({ draft, leaf: createLeaf(origin, draft), companions: rows, isIdemNew });
  };
  const alone = oneAtATime();
  const retention = createRetention({
    log: origin,
    store,
    erasers: erasers.map(({ kind }) => kind),
    record: (draft, companionsAt) =>
      alone(async () => {
        await ring.refresh();
        const { size } = await store.state();
        const act = { log: origin, changes: ring.history.changes, digest: actDigest(origin, draft) };
        const note = await signNote(formatLedgerAct(act), ...ring.signersAt(size));
        const signed = { ...draft, body: { ...draft.body, note } };
        return { result: await append(signed, companionsAt(size)), draft: signed };
      }),
    async keys() {
      await ring.refresh();
      return ring.history;
    },
  });
  const gone = async (index: number): Promise<LedgerError> => {
    const removal = await retention.removalOf(index);
    return new LedgerError({
      code: 'ENTRY_GONE',
      message:
        removal === undefined
          ? `the leaf of entry ${index} is gone; run a verification`
          : `entry ${index} was ${removal.act} by entry ${removal.by}; its hash still proves`,
      details: { index, ...(removal === undefined ? {} : { by: removal.by, act: removal.act }) },
    });
  };
  const proofs = createLogProofs(store, covering, gone);
  const handedOut = async (checkpoint: StoredCheckpoint | undefined): Promise<SignedCheckpoint | undefined> =>
    checkpoint === undefined
      ? undefined
      : { ...(await publication.withCosignatures(checkpoint)), root: hex(checkpoint.root) };
  let closing: Promise<void> | undefined;
  const refuseClosed = (): void => {
    if (closing !== undefined) {
      throw new LedgerError({ code: 'LEDGER_CLOSED', message: 'the ledger is closed' });
    }
  };
  const keys = createLogKeys({
    alone,
    log: origin,
    store,
    ring,
    append: async (draft) => {
      const result = await append(draft);
      if (result.outcome === 'appended') return result.receipt;
      throw new RangeError('expected no companion to refuse an entry without one');
    },
    publish: async () => await publisher.publish(),
    proof: async (index) => await proofs.proof(index),
  });
  const shutDown = async (): Promise<void> => {
    await queue.drain();
    publisher.stop();
    try {
      await publisher.publish();
    } catch (error) {
      // A process without a valid key leaves the head to one that has it.
      if (!(error instanceof LedgerError && error.code === 'KEY_MISSING')) throw error;
    } finally {
      await publication.stop();
      await store.close();
    }
  };

  return {
    origin,
    durability: store.durability,
    recovered,
    keys,
    retention,
    append: async (draft: EntryDraft, rows: readonly Companion[] = [], appendOptions: AppendOptions = {}) => {
      checkNotReserved(draft);
      for (const { kind } of rows) {
        if (!writers.has(kind)) throw invalid(`expected a companion writer for \`${kind}\``);
      }
      return await append(draft, rows, appendOptions);
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
      if (found === undefined) return undefined;
      if (found.leaf === undefined) throw await gone(index);
      return toEntry(origin, found);
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
      const page = await store.read({ from, to, limit, order, isWhole: true, ...filter });
      return page.flatMap((entry) => (entry.leaf === undefined ? [] : [toEntry(origin, entry)]));
    },
    leafPage: async (query) => {
      refuseClosed();
      if (!Number.isSafeInteger(query.limit) || query.limit < 1 || query.limit > maxPage) {
        throw invalid(`expected a limit from 1 to ${maxPage}`);
      }
      return await store.leafPage(query);
    },
    checkpoint: async () => {
      refuseClosed();
      return await handedOut(await store.latestCheckpoint());
    },
    publication: async () => {
      refuseClosed();
      return await publication.report();
    },
    publishCheckpoint: async () => {
      refuseClosed();
      return await handedOut(await publisher.publish());
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
    leaves: async (from, to) => {
      refuseClosed();
      return await proofs.leaves(wholeIndex(from), wholeIndex(to));
    },
    verify: async (verification: VerifyOptions = {}) => {
      refuseClosed();
      await ring.refresh();
      const { keys: trusted } = verification;
      const recorded =
        trusted === undefined
          ? await confirmKeyHistory(ring.recorded, store)
          : await readKeyHistory(origin, store, trusted);
      return await verifyLog(origin, store, { ...verification, recorded });
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
  signing: SigningKeys,
): Promise<{ readonly recovered: StoreRecovery; readonly ring: KeyRing }> {
  try {
    const recovered = await store.open({ origin, companions });
    const ring = await KeyRing.open({ log: origin, store, signing });
    if (recovered.isDoubtful) await demandWhole(origin, store, ring);
    await store.confirm();
    await ring.destroyEnded();
    await fillSubtrees(store, (await store.state()).size);
    return { recovered, ring };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function demandWhole(origin: string, store: LedgerStore, { recorded }: KeyRing): Promise<void> {
  const report = await verifyLog(origin, store, { recorded });
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

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'ENTRY_INVALID', message });
}

/** Entries of the ledger itself: each is signed by keys that the one before it may have changed. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return await mine;
  };
}
