export { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
export { verifyConsistency, verifyInclusion } from './merkle-proof.ts';
export { parseNote, verifyNote } from './note.ts';
export { formatTlogProof, parseTlogProof } from './tlog-proof.ts';
export { parseVerifierKey } from './verifier-key.ts';
export { verifyEntryProof } from './verify-entry-proof.ts';
export { formatKeyHistory, parseKeyHistory, verifyKeyHistory } from './verify-key-history.ts';

export type { Checkpoint } from './checkpoint.ts';
export type { ConsistencyProof, InclusionProof, ProofCheck } from './merkle-proof.ts';
export type { KeyHistory, LogKey } from './key-history.ts';
export type { Note, NoteSignature, VerifiedNote } from './note.ts';
export type { TlogProof } from './tlog-proof.ts';
export type { NoteVerifier, SignatureCheck } from './verifier-key.ts';
export type { EntryProofCheck, EntryProofFault, ProofTrust } from './verify-entry-proof.ts';
export type { KeyHistoryCheck, KeyHistoryFault, KeyHistoryFile } from './verify-key-history.ts';
