import { LedgerError } from '../errors.ts';
import type { LedgerStore } from '../store.ts';
import { keyChangeIdem } from '../verify/key-change.ts';
import {
  applyKeyChange,
  beginChangedHistory,
  beginKeyHistory,
  type KeyHistory,
} from '../verify/key-history.ts';
import type { NoteVerifier } from '../verify/verifier-key.ts';

type Entries = Pick<LedgerStore, 'findIdem'>;

/** The keys of a log as its entries tell. */
export interface RecordedKeys {
  readonly history: KeyHistory;
  /** A change that does not count, and was never made by a key of the log: nothing behind it is read. */
  readonly broken?: { readonly index: number; readonly reason: string };
}

/** From the entries of a store; where none of the trusted keys is part of what they tell, they are not believed. */
export async function readKeyHistory(
  log: string,
  store: Entries,
  trusted: readonly NoteVerifier[],
): Promise<RecordedKeys> {
  const unchanged: RecordedKeys = { history: beginKeyHistory(log, trusted) };
  const first = await store.findIdem(keyChangeIdem(0));
  if (first === undefined) return unchanged;
  const begun = await attempt(first.index, unchanged.history, () => beginChangedHistory(log, first));
  const told = await readOn(begun, store);
  const isOurs = told.history.keys.some((key) =>
    trusted.some(({ verifierKey }) => verifierKey === key.verifier.verifierKey),
  );
  if (isOurs) return told;
  const reason = 'none of the keys that the log is checked by is part of its history';
  return { ...unchanged, broken: told.broken ?? { index: first.index, reason } };
}

/** With the changes that came since. */
export async function readOn(recorded: RecordedKeys, store: Entries): Promise<RecordedKeys> {
  let last = recorded;
  while (last.broken === undefined) {
    const { history } = last;
    const entry = await store.findIdem(keyChangeIdem(history.changes));
    if (entry === undefined) break;
    last = await attempt(entry.index, history, () => applyKeyChange(history, entry));
  }
  return last;
}

async function attempt(
  index: number,
  before: KeyHistory,
  next: () => Promise<KeyHistory>,
): Promise<RecordedKeys> {
  try {
    return { history: await next() };
  } catch (error) {
    if (!(error instanceof LedgerError && error.code === 'KEY_CHANGE_INVALID')) throw error;
    return { history: before, broken: { index, reason: error.message } };
  }
}
