import { isEqual } from './bytes.ts';
import { type KeyChange, type KeyChangeEntry, keyChangeInvalid, readKeyChange } from './key-change.ts';
import { verifyNote } from './note.ts';
import { parseVerifierKey, type NoteVerifier } from './verifier-key.ts';

/** A key of a log: its signatures count under checkpoints of size `from` to before `to`. */
export interface LogKey {
  readonly verifier: NoteVerifier;
  readonly from: number;
  readonly to: number;
  /** Why it ends, where it does. */
  readonly end?: 'retired' | 'revoked';
}

/** Every key that a log has had. It follows from the first key and the entries that change keys, and from nothing else. */
export interface KeyHistory {
  readonly log: string;
  /** In the order in which they joined. */
  readonly keys: readonly LogKey[];
  /** Changes so far. */
  readonly changes: number;
  /** What was known at each size: `keys` hold under checkpoints that cover `from` entries, up to the next step. */
  readonly steps: readonly { readonly from: number; readonly keys: readonly LogKey[] }[];
}

/** A log that has not changed its keys. */
export function beginKeyHistory(log: string, verifiers: readonly NoteVerifier[]): KeyHistory {
  const keys = verifiers
    .filter(({ kind, name }) => kind === 'log' && name === log)
    .map((verifier) => ({ verifier, from: 0, to: Infinity }));
  return { log, keys, changes: 0, steps: [{ from: 0, keys }] };
}

/** A log that began with the key which its first change names; to be believed where a trusted key is part of it. */
export async function beginChangedHistory(log: string, { leaf }: KeyChangeEntry): Promise<KeyHistory> {
  const { change } = readKeyChange(leaf, 0);
  const history = beginKeyHistory(log, [await verifierOf(change.first)]);
  if (history.keys.length === 0) throw keyChangeInvalid('expected a first key of this log');
  return history;
}

/**
 * The history with one more change, from the checkpoint on that covers its entry. A change counts when it is signed by a key
 * that is valid before and after it, and by a key that it adds.
 *
 * @throws KEY_CHANGE_INVALID when it does not count, or is not the next one
 */
export async function applyKeyChange(history: KeyHistory, entry: KeyChangeEntry): Promise<KeyHistory> {
  const { index, leaf } = entry;
  const { change, note } = readKeyChange(leaf, history.changes);
  const verifier = await verifierOf(change.key);
  const signers = await signersOf(note, [...history.keys.map((key) => key.verifier), verifier]);
  const [first] = history.keys;
  if (change.log !== history.log) throw keyChangeInvalid(`expected a change of \`${history.log}\``);
  if (change.first !== first?.verifier.verifierKey) throw keyChangeInvalid('it names another first key');
  if (index < (history.steps.at(-1)?.from ?? 0)) throw keyChangeInvalid('it stands before the last one');
  const isAuthorized = history.keys.some(
    (key) => isValidAt(key, index) && key.verifier.verifierKey !== change.key && signers.has(key.verifier),
  );
  if (!isAuthorized) throw keyChangeInvalid('expected the signature of another key that is valid there');
  const keys = keysAfter(history.keys, change, { index, verifier, isPossessed: signers.has(verifier) });
  const steps = [...history.steps, { from: index + 1, keys }];
  return { log: history.log, keys, changes: history.changes + 1, steps };
}

/** The keys as the first `size` entries tell: a log is checked from its beginning by what it said by then. */
export function keysKnownAt(history: KeyHistory, size: number): readonly LogKey[] {
  return history.steps.findLast(({ from }) => from <= size)?.keys ?? [];
}

export function isValidAt({ from, to }: LogKey, size: number): boolean {
  return from <= size && size < to;
}

/** Why these signatures make no checkpoint of that size one of the log; undefined when one of them does. */
export function signerFault(
  keys: readonly LogKey[],
  signers: readonly NoteVerifier[],
  size: number,
): { readonly fault: 'key-unknown' | 'key-revoked' | 'key-not-valid'; readonly reason: string } | undefined {
  const signed = keys.filter(({ verifier }) => signers.includes(verifier));
  if (signed.some((key) => isValidAt(key, size))) return undefined;
  const [some] = signed;
  if (some === undefined) return { fault: 'key-unknown', reason: 'no known key signed' };
  const revoked = signed.find(({ end, to }) => end === 'revoked' && to <= size);
  return revoked === undefined
    ? { fault: 'key-not-valid', reason: `the key that signed is not valid at size ${size}` }
    : { fault: 'key-revoked', reason: `the key that signed is revoked from size ${revoked.to} on` };
}

function keysAfter(
  keys: readonly LogKey[],
  change: KeyChange,
  at: { readonly index: number; readonly verifier: NoteVerifier; readonly isPossessed: boolean },
): readonly LogKey[] {
  const from = at.index + 1;
  if (change.act === 'add') {
    const { verifier } = at;
    if (verifier.kind !== 'log' || verifier.name !== change.log)
      throw keyChangeInvalid('expected a key of the log');
    // Two keys of one id could not be told apart under a checkpoint.
    if (keys.some((key) => isEqual(key.verifier.keyId, verifier.keyId)))
      throw keyChangeInvalid('expected a new key');
    if (!at.isPossessed) throw keyChangeInvalid('expected the signature of the key that joins');
    return [...keys, { verifier, from, to: Infinity }];
  }
  const known = keys.find(({ verifier }) => verifier.verifierKey === change.key);
  if (known === undefined) throw keyChangeInvalid('expected a key of the log');
  const ended = change.act === 'retire' ? retired(known, from) : revoked(known, change.from, from);
  return keys.map((key) => (key === known ? ended : key));
}

function retired(key: LogKey, from: number): LogKey {
  if (key.end !== undefined) throw keyChangeInvalid(`the key is ${key.end} already`);
  return { ...key, to: from, end: 'retired' };
}

function revoked(key: LogKey, from: number, most: number): LogKey {
  if (from > most) throw keyChangeInvalid(`expected a size of at most ${most}`);
  if (key.end === 'revoked' && from >= key.to) throw keyChangeInvalid('the key is revoked already');
  return { ...key, to: Math.min(key.to, from), end: 'revoked' };
}

async function verifierOf(key: string): Promise<NoteVerifier> {
  try {
    return await parseVerifierKey(key);
  } catch (cause) {
    throw keyChangeInvalid('expected a verifier key', cause);
  }
}

async function signersOf(
  note: string,
  verifiers: readonly NoteVerifier[],
): Promise<ReadonlySet<NoteVerifier>> {
  try {
    const { verifiedBy } = await verifyNote(note, verifiers);
    return new Set(verifiedBy.map(({ verifier }) => verifier));
  } catch (cause) {
    throw keyChangeInvalid('expected signatures that verify', cause);
  }
}
