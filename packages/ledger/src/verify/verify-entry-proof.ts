import { LedgerError } from '../errors.ts';
import { leafHashOf } from './hash.ts';
import { verifyInclusion } from './merkle-proof.ts';
import { parseTlogProof } from './tlog-proof.ts';
import {
  type CheckpointFault,
  type ProofTrust,
  verifyCheckpoint,
  type Witnessed,
} from './verify-checkpoint.ts';

/** What a proof was found to show. */
export type EntryProofCheck =
  | {
      readonly verified: true;
      readonly log: string;
      readonly index: number;
      /** Of the checkpoint that covers the entry. */
      readonly size: number;
      /** The entry itself, as the log's leaf hash covers it. */
      readonly leaf: string;
      readonly witnesses: readonly Witnessed[];
    }
  | { readonly verified: false; readonly fault: EntryProofFault; readonly reason: string };

/** Why a proof or a bundle shows nothing: the first check that fails (docs/spec/ledger.md §8, §13). */
export type EntryProofFault = CheckpointFault | 'malformed' | 'bad-signature' | 'not-included';

/**
 * Whether a proof (C2SP tlog-proof, its leaf behind `extra`) shows that the leaf stands in the log of a key, and which
 * witnesses saw the log then. Needs nothing but its arguments.
 */
export async function verifyEntryProof(text: string, trust: ProofTrust): Promise<EntryProofCheck> {
  try {
    const { index, path, checkpoint, extra } = parseTlogProof(text);
    if (extra === undefined) return refused('malformed', 'expected the leaf behind `extra`');
    const signed = await verifyCheckpoint(checkpoint, trust);
    if (!signed.verified) return signed;
    const { origin, size, root } = signed.checkpoint;
    const inclusion = await verifyInclusion({ index, size, leafHash: await leafHashOf(extra), path, root });
    if (!inclusion.verified) return refused('not-included', inclusion.reason);
    const leaf = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(extra);
    return { verified: true, log: origin, index, size, leaf, witnesses: signed.witnesses };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isForged = error instanceof LedgerError && error.code === 'SIGNATURE_INVALID';
    return refused(isForged ? 'bad-signature' : 'malformed', reason);
  }
}

function refused(fault: EntryProofFault, reason: string): EntryProofCheck {
  return { verified: false, fault, reason };
}
