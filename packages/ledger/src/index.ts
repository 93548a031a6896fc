export { canonicalize, parseCanonical } from './canonicalize.ts';
export { formatCheckpoint, parseCheckpoint } from './verify/checkpoint.ts';
export { createLeaf, maxLeafBytes, parseLeaf } from './entry.ts';
export { LedgerError } from './errors.ts';
export { parseNote, verifyNote } from './verify/note.ts';
export { exportBundle } from './export/bundle.ts';
export { exportLines } from './export/ndjson.ts';
export { exportTiles } from './export/tiles.ts';
export { openLedger } from './open-ledger.ts';
export { createCosigner, createSigner, signNote } from './signer.ts';
export { formatTilePath, parseTilePath } from './proof/tile-path.ts';
export { tileWidth } from './proof/tile-reader.ts';
export { parseVerifierKey } from './verify/verifier-key.ts';
export { emptyTree, extendChain, extendTree, hashLeaf, hashNode, startChain, treeRoot } from './tree.ts';

export type { CanonicalizeOptions } from './canonicalize.ts';
export type { Checkpoint } from './verify/checkpoint.ts';
export type { CompanionRow, CompanionWriter, LedgerTransaction } from './companion.ts';
export type { Leaf } from './entry.ts';
export type { ExportOptions } from './export/bundle.ts';
export type { BareEntry, IndexRange, LogSource } from './export/log-source.ts';
export type { LogFile } from './export/tiles.ts';
export type { LedgerErrorCode } from './errors.ts';
export type {
  KeyChangeAuthor,
  KeyChangeResult,
  LedgerKey,
  LedgerKeyReport,
  LedgerKeys,
} from './keys/log-keys.ts';
export type { SigningKeys } from './keys/signing-keys.ts';
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
export type { PackedEntries } from './packed-entries.ts';
export type { Anchor, AnchoredCheckpoint } from './anchor/anchor.ts';
export type { Note, NoteSignature } from './verify/note.ts';
export type { OpenLedgerOptions } from './open-ledger.ts';
export type { Fetch } from './outbound/send.ts';
export type { AnchorReport, PublicationEvent, PublicationOptions, PublicationReport } from './publication.ts';
export type { LogConsistency, LogProofs, TileQuery } from './proof/log-proofs.ts';
export type { TileReader } from './proof/tile-reader.ts';
export type { TilePath } from './proof/tile-path.ts';
export type { Archive } from './retention/archives.ts';
export type { Hold, HoldTerms } from './retention/holds.ts';
export type { RemovalPlan, RemovalRequest } from './retention/plan.ts';
export type { Range } from './retention/ranges.ts';
export type { RemovalRow } from './retention/removal-row.ts';
export type { Removal } from './retention/removal.ts';
export type { Doer, RemovalDone, Retention } from './retention/retention.ts';
export type { Cosigner, Signer } from './signer.ts';
export type { NoteVerifier } from './verify/verifier-key.ts';
export type {
  CheckpointQuery,
  LeafPage,
  LeafPageQuery,
  LedgerStore,
  PageQuery,
  PlacedEntry,
  RemovedEntry,
  StoreBatch,
  StoredCheckpoint,
  StoredCosignature,
  StoredEntry,
  StoredHead,
  StoreRecovery,
  HeldLog,
  PlannedBatch,
} from './store.ts';
export type { WitnessAlarm, WitnessingEvent } from './witness/asked-witness.ts';
export type { Covered } from './witness/quorum.ts';
export type { WitnessAddress, WitnessPolicy } from './witness/witness-policy.ts';
export type { WitnessReport } from './witness/witnessing.ts';
export type { Extension, Subtree, TreeState } from './tree.ts';
export type { Fault } from './audit/fault.ts';
export type { RemovalReport } from './audit/removals.ts';
export type { VerifyOptions, VerifyReport } from './audit/verify-log.ts';
