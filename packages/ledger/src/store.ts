import type { CompanionWriter, LedgerTransaction } from './companion.ts';
import type { Companion } from './model.ts';
import type { PackedEntries } from './packed-entries.ts';
import type { Subtree, TreeState } from './tree.ts';

/** An entry as a store keeps it: the leaf and the columns that repeat parts of it. */
export interface StoredEntry {
  readonly index: number;
  readonly leaf: string;
  readonly leafHash: Uint8Array;
  /** Chain value after this entry. */
  readonly chain: Uint8Array;
  readonly kind: string;
  readonly actor: string;
  readonly tenant: string | undefined;
  readonly at: string;
  readonly idem: string | undefined;
}

/** The head as a store keeps it; only a verification looks at more of it than its state. */
export interface StoredHead extends TreeState {
  readonly root: Uint8Array;
  /** Not used yet: 0. */
  readonly epoch: number;
  /** Of the log whose head it is; undefined when no log has its number. */
  readonly origin: string | undefined;
}

/** The place of an entry whose leaf was pruned or erased: its hashes, and no copy of what it said. */
export interface RemovedEntry {
  readonly index: number;
  readonly leaf: undefined;
  readonly leafHash: Uint8Array;
  readonly chain: Uint8Array;
}

/** What stands at an index. */
export type PlacedEntry = StoredEntry | RemovedEntry;

export interface StoredCheckpoint {
  readonly size: number;
  readonly root: Uint8Array;
  /** Signed note (C2SP tlog-checkpoint). */
  readonly note: string;
  readonly at: string;
}

/** A witness's signature under a checkpoint. */
export interface StoredCosignature {
  /** Of the checkpoint. */
  readonly size: number;
  /** Verifier key of the witness. */
  readonly witness: string;
  /** Signature line of a note, with its line feed. */
  readonly line: string;
  /** When it was stored, RFC 3339. */
  readonly at: string;
}

/** Entries in order with what extends the log by them. */
export interface StoreBatch {
  readonly entries: readonly (PlacedEntry & {
    /** Of the leaf; none where it was removed. */
    readonly bytes: Uint8Array;
    readonly companions: readonly Companion[];
  })[];
  readonly before: TreeState;
  readonly after: TreeState;
  /** That the entries complete. */
  readonly subtrees: readonly Subtree[];
}

/** What is written together with its companions, or not at all. */
export interface PlannedBatch {
  readonly batch: StoreBatch;
  /** Nothing in the tables can refuse it: a store with a journal may acknowledge it before the tables have it. */
  readonly isCertain: boolean;
}

/** The log while nobody else can extend it. */
export interface HeldLog extends LedgerTransaction {
  /** Sent before any statement that follows it. */
  head(): Promise<TreeState>;
  takenIdems(idems: readonly string[]): Promise<readonly string[]>;
}

/** A page of what stands at the indices of a range. */
export interface PageQuery {
  /** First index, inclusive. */
  readonly from: number;
  /** Past the last index. */
  readonly to: number;
  readonly limit: number;
  readonly order: 'ascending' | 'descending';
  readonly kind?: string;
  readonly actor?: string;
  /** Passes over those whose leaves were removed; so does a kind or an actor. */
  readonly isWhole?: true;
}

/** Stored checkpoints by size. */
export interface CheckpointQuery {
  /** Smallest size, inclusive. */
  readonly from: number;
  /** Past the largest size. Default: no end. */
  readonly to?: number;
  readonly limit: number;
  /** By size. Default `ascending`. */
  readonly order?: 'ascending' | 'descending';
}

/** Leaves of one kind, from a range and a time. */
export interface LeafPageQuery {
  /** First index, inclusive. */
  readonly from: number;
  /** Past the last index. */
  readonly to: number;
  readonly limit: number;
  readonly kind: string;
  /** Entries of this instant and later. */
  readonly since?: string;
  /** Entries before this instant. */
  readonly until?: string;
}

/** Leaves as they stand, unchecked, in one text: for what reads so many that a row each would be most of the work. */
export interface LeafPage {
  /** Ascending. */
  readonly indices: readonly number[];
  /** A JSON list of the leaves, in the order of `indices`. */
  readonly json: string;
}

/** What opening had to repair. */
export interface StoreRecovery {
  /** Entries that the journal held and the table did not. */
  readonly replayed: number;
  /** Entries that the table held and the journal did not. */
  readonly backfilled: number;
  /** Bytes cut from the end of the journal: a frame that the machine did not finish. */
  readonly tornBytes: number;
  /** Restrictive companion rows written again. */
  readonly restricted: number;
  /** The machine stopped without a clean close: everything must be verified before anything is answered. */
  readonly isDoubtful: boolean;
}

export interface CommitOptions {
  /** Comes out of the journal and does not go into it again. */
  readonly isReplay?: boolean;
  /**
   * Called, if ever, once the next plan may be committed: it builds on this one, is written behind it, and fails
   * if this one does.
   */
  readonly sent?: () => void;
}

/** Where entries live. One log per store object. */
export interface LedgerStore {
  readonly durability: 'fsync' | 'process' | 'memory';
  open(log: {
    readonly origin: string;
    readonly companions: readonly CompanionWriter[];
  }): Promise<StoreRecovery>;
  /** After `open`, once the log is known to be whole; a doubt that is not settled so comes back at the next start. */
  confirm(): Promise<void>;
  /**
   * Holds the log, plans, and writes all of the plan or nothing; after a rejection `state()` tells which.
   *
   * @throws ENTRY_DUPLICATE when an `idem` already stands
   */
  commit<Plan extends PlannedBatch>(
    plan: (held: HeldLog) => Promise<Plan>,
    options?: CommitOptions,
  ): Promise<Plan>;
  /** Writes companion rows of entries that stand once more. */
  writeAgain(entries: StoreBatch['entries']): Promise<void>;
  /**
   * What was acknowledged is on its way to the tables when this returns: what is asked of the database after it sees
   * the rows.
   *
   * @throws LEDGER_UNAVAILABLE while the tables lack some of it because they failed
   */
  catchUp(): void;
  /** Last committed state, with any doubt about a failed transaction resolved first. */
  state(): Promise<TreeState>;
  /** What the store holds as its head, read anew; undefined when it has none. */
  storedHead(): Promise<StoredHead | undefined>;
  /** @throws LEDGER_UNAVAILABLE when there is no room for another batch */
  assertRoom(): void;
  read(query: PageQuery): Promise<readonly PlacedEntry[]>;
  /** The entries from `from` to before `to` as they are stored, in one piece. */
  readPacked(from: number, to: number): Promise<PackedEntries>;
  leafPage(query: LeafPageQuery): Promise<LeafPage>;
  /** In order; the leaf hash of each entry from `from` to before `to` that there is. */
  leafHashes(from: number, to: number): Promise<readonly Uint8Array[]>;
  /** In order; of a level, those from `from` to before `to` that there are. */
  subtrees(level: number, from: number, to: number): Promise<readonly Subtree[]>;
  /** Writes those that are not there. */
  saveSubtrees(subtrees: readonly Subtree[]): Promise<void>;
  findIdem(idem: string): Promise<StoredEntry | undefined>;
  /** Keeps the first one of each size and returns the one kept. */
  saveCheckpoint(checkpoint: StoredCheckpoint): Promise<StoredCheckpoint>;
  checkpoints(query: CheckpointQuery): Promise<readonly StoredCheckpoint[]>;
  latestCheckpoint(): Promise<StoredCheckpoint | undefined>;
  /** Keeps the first one of each size and witness. */
  saveCosignature(cosignature: StoredCosignature): Promise<void>;
  /** Of checkpoints of sizes from `from` to before `to`, by size and then `at`. */
  cosignatures(sizes: { readonly from: number; readonly to: number }): Promise<readonly StoredCosignature[]>;
  /** Largest size that at least `quorum` of these witnesses have cosigned. */
  cosignedSize(witnesses: readonly string[], quorum: number): Promise<number | undefined>;
  /**
   * Makes what is kept beside the tables forget what removals took out of them. What a stop or an error interrupts is
   * made up for by the next `open`.
   */
  forget(): Promise<void>;
  close(): Promise<void>;
}
