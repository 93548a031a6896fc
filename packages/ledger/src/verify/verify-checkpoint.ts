import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { beginKeyHistory, type KeyHistory, signerFault } from './key-history.ts';
import { verifyNote } from './note.ts';
import { type NoteVerifier, publicKeyIn } from './verifier-key.ts';

/** What a proof is checked by. */
export interface ProofTrust {
  /** Keys of the log, and of witnesses. */
  readonly keys: readonly NoteVerifier[];
  /** Every key of the log with its validity; `keys` count for other logs and for witnesses then. Default: none changed. */
  readonly history?: KeyHistory;
  /** Witnesses, of as many names and public keys, that must have cosigned. Default 0. */
  readonly quorum?: number;
}

/** A witness that cosigned, and when it says it saw the checkpoint. */
export interface Witnessed {
  readonly name: string;
  readonly at: Date;
}

/** Why a checkpoint does not count. */
export type CheckpointFault =
  | 'key-unknown'
  /** The history says that the key which signed was revoked by that size. */
  | 'key-revoked'
  /** The history says that the key which signed was not a key of the log yet at that size, or no longer. */
  | 'key-not-valid'
  | 'too-few-witnesses';

/** What a signed note was found to be. */
export type CheckpointCheck =
  | { readonly verified: true; readonly checkpoint: Checkpoint; readonly witnesses: readonly Witnessed[] }
  | { readonly verified: false; readonly fault: CheckpointFault; readonly reason: string };

/**
 * Whether a note is a checkpoint that a key of its log signed, and enough witnesses.
 *
 * @throws NOTE_INVALID; SIGNATURE_INVALID when the signature of a given key does not verify
 */
export async function verifyCheckpoint(
  note: string,
  { keys, history, quorum = 0 }: ProofTrust,
): Promise<CheckpointCheck> {
  const changed = history?.keys.map(({ verifier }) => verifier) ?? [];
  const { text, verifiedBy } = await verifyNote(note, [...changed, ...keys]);
  const checkpoint = parseCheckpoint(text);
  const { origin, size } = checkpoint;
  // A key of another log says nothing about this one.
  const logKeys = origin === history?.log ? history.keys : beginKeyHistory(origin, keys).keys;
  const signers = verifiedBy.map(({ verifier }) => verifier);
  const unsigned = signerFault(logKeys, signers, size);
  if (unsigned !== undefined) {
    return { ...unsigned, verified: false, reason: `checkpoint of \`${origin}\`: ${unsigned.reason}` };
  }
  const cosigned = verifiedBy.flatMap(({ verifier, witnessedAt }) =>
    witnessedAt === undefined ? [] : [{ verifier, at: witnessedAt }],
  );
  const witnesses = cosigned.map(({ verifier: { name }, at }) => ({ name, at }));
  const distinct = countWitnesses(cosigned.map(({ verifier }) => verifier));
  if (distinct >= quorum) return { verified: true, checkpoint, witnesses };
  const reason = `expected ${quorum} witnesses, found ${distinct}`;
  return { verified: false, fault: 'too-few-witnesses', reason };
}

/** One key under two names, or two keys under one, is one witness (C2SP tlog-policy). */
function countWitnesses(verifiers: readonly NoteVerifier[]): number {
  const names = new Set(verifiers.map(({ name }) => name));
  const publicKeys = new Set(verifiers.map(({ verifierKey }) => publicKeyIn(verifierKey)));
  return Math.min(names.size, publicKeys.size);
}
