import { LedgerError } from '../errors.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { leafHashOf } from './hash.ts';
import { beginKeyHistory, type KeyHistory, signerFault } from './key-history.ts';
import { verifyInclusion } from './merkle-proof.ts';
import { verifyNote } from './note.ts';
import { parseTlogProof } from './tlog-proof.ts';
import type { NoteVerifier } from './verifier-key.ts';

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
      readonly witnesses: readonly { readonly name: string; readonly at: Date }[];
    }
  | { readonly verified: false; readonly fault: EntryProofFault; readonly reason: string };

export type EntryProofFault =
  | 'malformed'
  | 'key-unknown'
  /** The history says that the key which signed was revoked by that size. */
  | 'key-revoked'
  /** The history says that the key which signed was not a key of the log yet at that size, or no longer. */
  | 'key-not-valid'
  | 'bad-signature'
  | 'not-included'
  | 'too-few-witnesses';

export interface ProofTrust {
  /** Keys of the log, and of witnesses. */
  readonly keys: readonly NoteVerifier[];
  /** Every key of the log with its validity; `keys` count for other logs and for witnesses then. Default: none changed. */
  readonly history?: KeyHistory;
  /** Distinct witnesses that must have cosigned. Default 0. */
  readonly quorum?: number;
}

/**
 * Whether a proof (C2SP tlog-proof, its leaf behind `extra`) shows that the leaf stands in the log of a key, and which
 * witnesses saw the log then. Needs nothing but its arguments.
 */
export async function verifyEntryProof(
  text: string,
  { keys, history, quorum = 0 }: ProofTrust,
): Promise<EntryProofCheck> {
  try {
    const { index, path, checkpoint, extra } = parseTlogProof(text);
    if (extra === undefined) return refused('malformed', 'expected the leaf behind `extra`');
    const changed = history?.keys.map(({ verifier }) => verifier) ?? [];
    const note = await verifyNote(checkpoint, [...changed, ...keys]);
    const { origin, size, root } = parseCheckpoint(note.text);
    // A key of another log says nothing about this one.
    const logKeys = origin === history?.log ? history.keys : beginKeyHistory(origin, keys).keys;
    const signers = note.verifiedBy.map(({ verifier }) => verifier);
    const unsigned = signerFault(logKeys, signers, size);
    if (unsigned !== undefined) {
      return refused(unsigned.fault, `checkpoint of \`${origin}\`: ${unsigned.reason}`);
    }
    const inclusion = await verifyInclusion({ index, size, leafHash: await leafHashOf(extra), path, root });
    if (!inclusion.verified) return refused('not-included', inclusion.reason);
    const witnesses = note.verifiedBy.flatMap(({ verifier: { name }, witnessedAt }) =>
      witnessedAt === undefined ? [] : [{ name, at: witnessedAt }],
    );
    const distinct = new Set(witnesses.map(({ name }) => name)).size;
    if (distinct < quorum) {
      return refused('too-few-witnesses', `expected ${quorum} witnesses, found ${distinct}`);
    }
    const leaf = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(extra);
    return { verified: true, log: origin, index, size, leaf, witnesses };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isForged = error instanceof LedgerError && error.code === 'SIGNATURE_INVALID';
    return refused(isForged ? 'bad-signature' : 'malformed', reason);
  }
}

function refused(fault: EntryProofFault, reason: string): EntryProofCheck {
  return { verified: false, fault, reason };
}
