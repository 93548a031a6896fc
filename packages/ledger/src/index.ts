export { canonicalize, parseCanonical } from './canonicalize.ts';
export { formatCheckpoint, parseCheckpoint } from './verify/checkpoint.ts';
export { createLeaf, maxLeafBytes, parseLeaf } from './entry.ts';
export { LedgerError } from './errors.ts';
export { parseNote, verifyNote } from './verify/note.ts';
export { openLedger } from './open-ledger.ts';
export { createSigner, signNote } from './signer.ts';
export { parseTilePath } from './proof/tile-path.ts';
export { parseVerifierKey } from './verify/verifier-key.ts';
export { emptyTree, extendChain, extendTree, hashLeaf, hashNode, startChain, treeRoot } from './tree.ts';

export type { CanonicalizeOptions } from './canonicalize.ts';
export type { Checkpoint } from './verify/checkpoint.ts';
export type { CompanionRow, CompanionWriter, LedgerTransaction } from './companion.ts';
export type { Leaf } from './entry.ts';
export type { LedgerErrorCode } from './errors.ts';
export type { AppendedRange, EntriesQuery, Ledger, SignedCheckpoint } from './ledger.ts';
export type {
  AppendResult,
  Companion,
  EntryDraft,
  Head,
  Json,
  JsonObject,
  LedgerEntry,
  Receipt,
} from './model.ts';
export type { Note, NoteSignature } from './verify/note.ts';
export type { OpenLedgerOptions } from './open-ledger.ts';
export type { LogConsistency, LogProofs, TileQuery } from './proof/log-proofs.ts';
export type { TilePath } from './proof/tile-path.ts';
export type { Signer } from './signer.ts';
export type { NoteVerifier } from './verify/verifier-key.ts';
export type {
  Leaves,
  LeavesQuery,
  LedgerStore,
  PageQuery,
  StoreBatch,
  StoredCheckpoint,
  StoredEntry,
  StoreRecovery,
  HeldLog,
  PlannedBatch,
} from './store.ts';
export type { Extension, Subtree, TreeState } from './tree.ts';
export type { Fault, VerifyOptions, VerifyReport } from './verify-log.ts';
