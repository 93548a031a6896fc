import { send, type Fetch } from '../outbound/send.ts';
import type { StoredCheckpoint } from '../store.ts';
import { parseNote } from '../verify/note.ts';
import type { NoteVerifier } from '../verify/verifier-key.ts';
import { formatAddCheckpoint } from './add-checkpoint.ts';
import { findCosignature } from './cosignatures.ts';

/** What a witness made of a checkpoint. */
export type Submission =
  /** `line` is its signature line, verified. */
  | { readonly outcome: 'cosigned'; readonly line: string }
  /** It has cosigned more than there is here. */
  | { readonly outcome: 'ahead'; readonly size: number }
  /** It has cosigned another root at this size, or what is here does not go on from it. */
  | { readonly outcome: 'forked'; readonly size: number };

export interface SubmitOptions {
  readonly fetch: Fetch;
  /** Submission prefix of the witness. */
  readonly url: string;
  readonly verifier: NoteVerifier;
  readonly checkpoint: StoredCheckpoint;
  /** What it cosigned last, as far as is known here. */
  readonly oldSize: number;
  /** Consistency proof from a size to the checkpoint, checked against its root. */
  readonly prove: (from: number) => Promise<readonly Uint8Array[]>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** By so much a witness's clock may be ahead of ours. */
const maxAheadMs = 5 * 60_000;

/**
 * Submits one checkpoint (C2SP tlog-witness, add-checkpoint), by the size that the witness names when it knows another.
 *
 * @throws Error with a reason for an operator when there is no answer that can be used
 */
export async function submitCheckpoint(options: SubmitOptions): Promise<Submission> {
  const { checkpoint, oldSize } = options;
  const first = await ask(options, Math.min(oldSize, checkpoint.size));
  if (typeof first !== 'number') return first;
  if (first > checkpoint.size) return { outcome: 'ahead', size: first };
  // Another sender may have come between: the next attempt finds out.
  const second = await ask(options, first);
  if (typeof second === 'number') throw new Error(`it went from size ${first} to ${second} meanwhile`);
  return second;
}

/** A number is the size that the witness goes by instead. */
async function ask(options: SubmitOptions, from: number): Promise<Submission | number> {
  const { fetch, url, checkpoint, prove, signal } = options;
  const { size, note } = checkpoint;
  const proof = from === 0 || from === size ? [] : await prove(from);
  const answer = await send(fetch, `${url}/add-checkpoint`, {
    method: 'POST',
    body: formatAddCheckpoint({ oldSize: from, proof, checkpoint: note }),
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    signal,
  });
  if (answer.status === 200) return await readCosignature(options, answer.body);
  // The proof holds here: so the witness has another root at the size where it begins.
  if (answer.status === 422) return { outcome: 'forked', size: from };
  if (answer.status !== 409) throw new Error(reasonOf(answer.status));
  const known = answer.contentType.startsWith('text/x.tlog.size') ? sizeIn(answer.body) : undefined;
  if ((known ?? from) !== from) return known ?? from;
  if (from === size) return { outcome: 'forked', size };
  throw new Error('it answered 409 without another size');
}

async function readCosignature(
  { checkpoint, verifier, now }: SubmitOptions,
  lines: string,
): Promise<Submission> {
  const found = await findCosignature(parseNote(checkpoint.note).text, lines, verifier);
  if (found === undefined) throw new Error('it answered without a cosignature of its key that verifies');
  if (found.at.getTime() > now() + maxAheadMs) {
    throw new Error(`its cosignature is dated ${found.at.toISOString()}, in the future`);
  }
  return { outcome: 'cosigned', line: found.line };
}

function sizeIn(body: string): number | undefined {
  const [, size] = /^(0|[1-9]\d{0,15})\n$/.exec(body) ?? [];
  return size === undefined || !Number.isSafeInteger(Number(size)) ? undefined : Number(size);
}

function reasonOf(status: number): string {
  if (status === 404) return 'it does not know this log (404): give its operator the log key';
  if (status === 403) return 'it knows another key of this log (403): give its operator the log key';
  return `it answered ${status}`;
}
