import { LedgerError } from '../errors.ts';
import { signatureLineOf, type Cosigner } from '../signer.ts';
import { isEqual } from '../verify/bytes.ts';
import { parseCheckpoint, type Checkpoint } from '../verify/checkpoint.ts';
import { parseNote, verifyNote } from '../verify/note.ts';
import { parseVerifierKey, type NoteVerifier } from '../verify/verifier-key.ts';
import { maxAddCheckpointBytes, parseAddCheckpoint, type AddCheckpoint } from './add-checkpoint.ts';
import { judgeGrowth } from './judge-growth.ts';
import type { Evidence, WitnessState } from './witness-state.ts';

/** Whose logs a witness cosigns, with which key and memory. */
export interface WitnessOptions {
  readonly cosigner: Cosigner;
  /** Keys of the logs that are witnessed: the name of a key is the origin of its log, which may have several. */
  readonly logs: readonly NoteVerifier[];
  readonly state: WitnessState;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /**
   * Larger checkpoints of one log in a second; more are refused. Default 20: each is forced to the disk. What is cosigned
   * already does not count: anybody can send a public checkpoint again, and would use up what the log needs.
   */
  readonly maxPerSecond?: number;
  /** What an operator should see. Must not throw. */
  readonly report?: (event: WitnessEvent) => void;
}

/** What an operator of a witness should see. */
export type WitnessEvent =
  | { readonly event: 'cosigned'; readonly origin: string; readonly oldSize: number; readonly size: number }
  /** Nothing of `reason` was chosen by the sender; `origin` is one that is witnessed. */
  | { readonly event: 'refused'; readonly status: number; readonly reason: string; readonly origin?: string }
  /** `kept` is where both checkpoints are; undefined when there are so many that this pair was not kept. */
  | {
      readonly event: 'contradiction';
      readonly kind: Evidence['kind'];
      readonly origin: string;
      readonly knownSize: number;
      readonly claimedSize: number;
      readonly kept: string | undefined;
    };

/** To be sent as it is. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 413 | 422 | 429 | 503;
  readonly contentType: string;
  readonly body: string;
}

/** Cosigns the checkpoints of logs that only grow. */
export interface Witness {
  readonly verifierKey: string;
  /** Origins, sorted. */
  readonly logs: readonly string[];
  /**
   * Answers a request to `add-checkpoint` (C2SP tlog-witness). One log is answered one request at a time, and a
   * checkpoint is durable before its cosignature is given out: never two roots at one size, never a smaller size,
   * never an earlier time. 503 says that state or clock cannot be trusted now, and that nothing was cosigned.
   */
  addCheckpoint(body: Uint8Array): Promise<WitnessAnswer>;
}

/** Seconds that the clock may be behind what was stated before: then that is stated again. */
const maxSetBack = 10;

/** @throws KEY_INVALID for a key that is not a log's */
export async function createWitness(options: WitnessOptions): Promise<Witness> {
  const { cosigner, state, clock, maxPerSecond = 20, report = () => {} } = options;
  const logs = byOrigin(options.logs);
  const own = await parseVerifierKey(cosigner.verifierKey);
  const turns = new Map<string, Promise<unknown>>();
  const paces = new Map<string, { readonly second: number; readonly count: number }>();

  /** One at a time for each log: what is compared must be what is replaced. */
  const inTurn = async <T>(origin: string, work: () => Promise<T>): Promise<T> => {
    const mine = (turns.get(origin) ?? Promise.resolve()).then(work);
    const settled = mine.catch(() => undefined);
    turns.set(origin, settled);
    return await mine;
  };
  const isTooFast = (origin: string): boolean => {
    const second = Math.floor(clock() / 1000);
    const pace = paces.get(origin);
    const count = pace?.second === second ? pace.count + 1 : 1;
    paces.set(origin, { second, count });
    return count > maxPerSecond;
  };
  const refuse = (status: Refusal, reason: string, origin?: string): WitnessAnswer => {
    report({ event: 'refused', status, reason, ...(origin === undefined ? {} : { origin }) });
    return plain(status, `${reason}\n`);
  };
  const keep = async (evidence: Evidence, claimedSize: number): Promise<void> => {
    // Told whether or not it could be kept.
    const kept = await state.keepEvidence(evidence).catch(() => undefined);
    const { kind, origin, size: knownSize } = evidence;
    report({ event: 'contradiction', kind, origin, knownSize, claimedSize, kept });
  };

  const judge = async (
    { checkpoint, note, text }: SignedCheckpoint,
    request: AddCheckpoint,
  ): Promise<WitnessAnswer> => {
    const { origin, size } = checkpoint;
    const known = await readKnown(state, origin, own);
    const knownSize = known?.checkpoint.size ?? 0;
    const growth = await judgeGrowth(known?.checkpoint, checkpoint, request);
    const isContradiction = growth.outcome === 'fork' || growth.outcome === 'unproved';
    if (known !== undefined && isContradiction) {
      const kind = growth.outcome;
      await keep({ origin, kind, size: knownSize, known: known.note, claimed: note }, size);
    }
    if (growth.outcome === 'unproved') return refuse(422, growth.reason, origin);
    if (growth.outcome !== 'consistent') return { ...conflict, body: `${knownSize}\n` };
    const now = Math.floor(clock() / 1000);
    const last = known?.seconds ?? 0;
    if (now < last - maxSetBack) {
      return refuse(503, 'the clock of the witness is behind what it stated before', origin);
    }
    const isLarger = known === undefined || size > knownSize;
    if (isLarger && isTooFast(origin)) {
      return refuse(429, `expected at most ${maxPerSecond} larger checkpoints a second`, origin);
    }
    const seconds = Math.max(now, last);
    const line = cosigner.cosign(text, seconds);
    // INVARIANT: on the disk before it leaves, size and time: the same again within one second is there already.
    if (isLarger || seconds > last) await state.save(origin, `${note}${line}`);
    report({ event: 'cosigned', origin, oldSize: knownSize, size });
    return plain(200, line);
  };

  return {
    verifierKey: cosigner.verifierKey,
    logs: [...logs.keys()].toSorted(),
    async addCheckpoint(body) {
      if (body.length > maxAddCheckpointBytes) {
        return refuse(413, `expected at most ${maxAddCheckpointBytes} bytes`);
      }
      let request: AddCheckpoint;
      let checkpoint: Checkpoint;
      try {
        request = parseAddCheckpoint(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
        checkpoint = readCheckpoint(request.checkpoint);
      } catch (error) {
        return refuse(400, error instanceof LedgerError ? error.message : 'expected UTF-8');
      }
      const { origin, size } = checkpoint;
      const keys = logs.get(origin);
      if (keys === undefined) return refuse(404, 'this log is not witnessed here');
      const signed = await signedBy(keys, request.checkpoint);
      if (signed === undefined) return refuse(403, 'no known key of this log signed the checkpoint', origin);
      if (request.oldSize > size) {
        return refuse(400, `expected an old size of at most ${size}, found ${request.oldSize}`, origin);
      }
      try {
        return await inTurn(origin, async () => await judge({ checkpoint, ...signed }, request));
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        report({ event: 'refused', status: 503, reason: `the state cannot be used: ${why}`, origin });
        // Paths and reasons are the operator's.
        return plain(503, 'the state of the witness cannot be used\n');
      }
    },
  };
}

type Refusal = Exclude<WitnessAnswer['status'], 200 | 409>;

const conflict = { status: 409, contentType: 'text/x.tlog.size' } as const;

function plain(status: WitnessAnswer['status'], body: string): WitnessAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

interface SignedNote {
  /** With the signatures of known keys of the log alone: what others added is not kept. */
  readonly note: string;
  readonly text: string;
}

interface SignedCheckpoint extends SignedNote {
  readonly checkpoint: Checkpoint;
}

function byOrigin(keys: readonly NoteVerifier[]): ReadonlyMap<string, readonly NoteVerifier[]> {
  for (const { name, kind } of keys) {
    if (kind === 'log') continue;
    throw new LedgerError({
      code: 'KEY_INVALID',
      message: `expected keys of logs, found that of the witness \`${name}\``,
    });
  }
  return Map.groupBy(keys, ({ name }) => name);
}

/** @throws NOTE_INVALID; an extension line that is empty too: no two readers would agree where the text ends */
function readCheckpoint(note: string): Checkpoint {
  const { text } = parseNote(note);
  if (!text.includes('\n\n')) return parseCheckpoint(text);
  throw new LedgerError({
    code: 'NOTE_INVALID',
    message: 'checkpoint not understood: expected no empty lines',
  });
}

/** Undefined when none of the keys signed it, or the signature of one fails. */
async function signedBy(keys: readonly NoteVerifier[], note: string): Promise<SignedNote | undefined> {
  try {
    const { text, verifiedBy } = await verifyNote(note, keys);
    if (verifiedBy.length === 0) return undefined;
    const lines = parseNote(note).signatures.filter(({ name, keyId }) =>
      verifiedBy.some(({ verifier }) => verifier.name === name && isEqual(verifier.keyId, keyId)),
    );
    return { text, note: `${text}\n${lines.map((line) => signatureLineOf(line, line.signature)).join('')}` };
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'SIGNATURE_INVALID') return undefined;
    throw error;
  }
}

/** @throws NOTE_INVALID, SIGNATURE_INVALID when what is kept is not what was saved */
async function readKnown(
  state: WitnessState,
  origin: string,
  own: NoteVerifier,
): Promise<{ checkpoint: Checkpoint; note: string; seconds: number } | undefined> {
  const note = await state.latest(origin);
  if (note === undefined) return undefined;
  const { text, verifiedBy } = await verifyNote(note, [own]);
  // None when the witness has another key since.
  const time = verifiedBy[0]?.witnessedAt;
  return {
    checkpoint: parseCheckpoint(text),
    note,
    seconds: time === undefined ? 0 : Math.floor(time.getTime() / 1000),
  };
}
