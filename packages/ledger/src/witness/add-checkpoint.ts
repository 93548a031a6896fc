import { LedgerError } from '../errors.ts';
import { fromBase64, toBase64 } from '../verify/bytes.ts';
import { hashLength } from '../verify/hash.ts';

/** The body of a request to a witness (C2SP tlog-witness, add-checkpoint), none of it trusted yet. */
export interface AddCheckpoint {
  /** Of the last checkpoint that the witness cosigned, as the sender believes; 0 for none. */
  readonly oldSize: number;
  /** Consistency proof from `oldSize`, 32 bytes each, at most 63. */
  readonly proof: readonly Uint8Array[];
  /** Signed note of the new checkpoint. */
  readonly checkpoint: string;
}

/** Bytes that a request has at most: 63 hashes, and a checkpoint with many signatures. */
export const maxAddCheckpointBytes: number = 64 * 1024;
const maxProofLines = 63;

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return `${[`old ${oldSize}`, ...proof.map(toBase64)].join('\n')}\n\n${checkpoint}`;
}

/** @throws NOTE_INVALID when any byte before the checkpoint is out of place */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const end = body.indexOf('\n\n');
  if (end < 0) throw invalid('expected an empty line before the checkpoint');
  const [first = '', ...lines] = body.slice(0, end).split('\n');
  const [, old] = /^old (0|[1-9]\d{0,15})$/.exec(first) ?? [];
  if (old === undefined || !Number.isSafeInteger(Number(old))) {
    throw invalid('expected a first line `old <size in decimal>`');
  }
  if (lines.length > maxProofLines) throw invalid(`expected at most ${maxProofLines} lines of proof`);
  return { oldSize: Number(old), proof: lines.map(hashOf), checkpoint: body.slice(end + 2) };
}

function hashOf(line: string): Uint8Array {
  const bytes = fromBase64(line);
  if (bytes?.length !== hashLength) throw invalid('expected hashes of 32 bytes in base64, one a line');
  return bytes;
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'NOTE_INVALID', message: `request not understood: ${message}` });
}
