import type { LedgerKeys } from './keys/log-keys.ts';
import type { Companion, AppendResult, EntryDraft, Head, LedgerEntry } from './model.ts';
import type { LogProofs } from './proof/log-proofs.ts';
import type { PublicationReport } from './publication.ts';
import type { Retention } from './retention/retention.ts';
import type { LeafPage, LeafPageQuery, StoreRecovery } from './store.ts';
import type { VerifyOptions, VerifyReport } from './audit/verify-log.ts';

/** Which entries to give, one page at a time. */
export interface EntriesQuery {
  /** First index, inclusive. Default 0. */
  readonly from?: number;
  /** Past the last index. Default: the end of the log. */
  readonly to?: number;
  /** 1 to 1000. */
  readonly limit: number;
  /** Default `ascending`. */
  readonly order?: 'ascending' | 'descending';
  readonly kind?: string;
  readonly actor?: string;
}

/** A signed statement of size and root (C2SP tlog-checkpoint). */
export interface SignedCheckpoint {
  readonly size: number;
  /** Hex. */
  readonly root: string;
  readonly note: string;
  readonly at: string;
}

/** Entries `from` to before `to` stand and are durable. */
export interface AppendedRange {
  readonly from: number;
  readonly to: number;
}

export interface AppendOptions {
  /** The caller made `idem` of 96 random bits or more: nobody looks whether it stands already. Default false. */
  readonly isIdemNew?: boolean;
}

/** An append-only log of entries. */
export interface Ledger extends LogProofs {
  readonly origin: string;
  /** What acknowledged entries survive: loss of power, death of the process, or nothing. */
  readonly durability: 'fsync' | 'process' | 'memory';
  /** What opening had to repair. */
  readonly recovered: StoreRecovery;
  /** The keys that sign its checkpoints. */
  readonly keys: LedgerKeys;
  /** What leaves the log, and what must not. */
  readonly retention: Retention;
  /**
   * Resolves when the entry and its companion rows are durable, in the order of the calls; concurrent calls share a
   * batch. A companion writer's claim is an answer, not an error, and leaves nothing behind. What the tables cannot
   * refuse may be in the journal alone at that moment: see `catchUp`.
   *
   * @throws ENTRY_INVALID (also for a kind or idem that begins with `ledger.`), ENTRY_TOO_LARGE before anything is
   * written; ENTRY_DUPLICATE when `idem` stands already;
   * LEDGER_BUSY when the queue is full; LEDGER_CLOSED; LEDGER_UNAVAILABLE when it was not written, or when nobody
   * can say: an entry with an `idem` can be looked up
   */
  append(
    draft: EntryDraft,
    companions?: readonly Companion[],
    options?: AppendOptions,
  ): Promise<AppendResult>;
  /**
   * To be called before a question to the tables that does not go through the ledger: it will be answered behind
   * everything that was acknowledged so far.
   *
   * @throws LEDGER_UNAVAILABLE while the tables lack some of it because they failed
   */
  catchUp(): void;
  head(): Promise<Head>;
  /** Undefined past the end. @throws ENTRY_GONE when its leaf was pruned or erased */
  entry(index: number): Promise<LedgerEntry | undefined>;
  entryByIdem(idem: string): Promise<LedgerEntry | undefined>;
  /** A page by index; the next one begins behind the last entry of this one. Without those that were removed. */
  entries(query: EntriesQuery): Promise<readonly LedgerEntry[]>;
  /** A page of leaves in one text; the next one begins behind the last index of this one. */
  leafPage(query: LeafPageQuery): Promise<LeafPage>;
  /**
   * The newest checkpoint, with the cosignatures that it has; at most a second behind the head. Undefined before the
   * first entry.
   */
  checkpoint(): Promise<SignedCheckpoint | undefined>;
  /** Signs the current head now, if it has no checkpoint. @throws KEY_MISSING when no valid key is here */
  publishCheckpoint(): Promise<SignedCheckpoint | undefined>;
  /** How far witnesses and anchors have the checkpoints. */
  publication(): Promise<PublicationReport>;
  /** Recomputes everything from the stored leaves, with memory that does not grow with the log. */
  verify(options?: VerifyOptions): Promise<VerifyReport>;
  /** Calls back after each commit of this process, in order. Returns what ends it. */
  subscribe(listener: (range: AppendedRange) => void): () => void;
  /** Writes what is queued, signs the head if a valid key is here, lets go of the store. Idempotent. */
  close(): Promise<void>;
}
