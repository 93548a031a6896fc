import { LedgerError } from '../errors.ts';
import type { LedgerStore, PlacedEntry } from '../store.ts';
import { keyChangeIdem, keyChangeInvalid, kindOfAct, readKeyChange } from '../verify/key-change.ts';
import {
  applyKeyChange,
  beginChangedHistory,
  beginKeyHistory,
  type KeyHistory,
} from '../verify/key-history.ts';
import type { NoteVerifier } from '../verify/verifier-key.ts';

type Entries = Pick<LedgerStore, 'findIdem' | 'read'>;

/** The keys of a log as its entries tell. */
export interface RecordedKeys {
  readonly history: KeyHistory;
  /**
   * A change that does not count, and was never made by a key of the log, or one that the columns of its entry hide:
   * nothing behind it is read.
   */
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
  if (first === undefined) return await confirmKeyHistory(unchanged, store);
  const begun = await attempt(first.index, unchanged.history, () => beginChangedHistory(log, first));
  const told = await readOn(begun, store);
  const isOurs = told.history.keys.some((key) =>
    trusted.some(({ verifierKey }) => verifierKey === key.verifier.verifierKey),
  );
  if (isOurs) return await confirmKeyHistory(told, store);
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

/**
 * With the changes that came since, and broken where an entry has the kind of a change and is none of them, or the other
 * way round: changes are found by `idem`, a column that the owner of the tables can take from a revocation.
 */
export async function confirmKeyHistory(recorded: RecordedKeys, store: Entries): Promise<RecordedKeys> {
  const told = await readOn(recorded, store);
  if (told.broken !== undefined) return told;
  const { history } = told;
  const kept = await Promise.all(
    Object.values(kindOfAct).map(
      async (kind) =>
        await store.read({
          from: 0,
          to: Number.MAX_SAFE_INTEGER,
          limit: history.changes + 1,
          order: 'ascending',
          kind,
        }),
    ),
  );
  const entries = kept.flat().toSorted((a, b) => a.index - b.index);
  for (let number = 0; number <= history.changes; number += 1) {
    const entry = entries[number];
    const step = history.steps[number + 1];
    if (isChange(entry, number, step === undefined ? undefined : step.from - 1)) continue;
    // Another process may have recorded it at this moment: then it is found by now.
    const since = await readOn(told, store);
    if (since !== told) return await confirmKeyHistory(since, store);
    const index = Math.min(entry?.index ?? Infinity, (step?.from ?? Infinity) - 1);
    const { message } = keyChangeInvalid('its kind and its idem do not say the same');
    return { history, broken: { index, reason: message } };
  }
  return told;
}

/** What stands is the change of that number, in both columns; or nothing where there is none. */
function isChange(entry: PlacedEntry | undefined, number: number, index: number | undefined): boolean {
  if (entry?.index !== index) return false;
  if (entry?.leaf === undefined) return entry === undefined;
  try {
    const { change } = readKeyChange(entry.leaf, number);
    return entry.idem === keyChangeIdem(number) && entry.kind === kindOfAct[change.act];
  } catch (error) {
    if (isNoChange(error)) return false;
    throw error;
  }
}

async function attempt(
  index: number,
  before: KeyHistory,
  next: () => Promise<KeyHistory>,
): Promise<RecordedKeys> {
  try {
    return { history: await next() };
  } catch (error) {
    if (!isNoChange(error)) throw error;
    return { history: before, broken: { index, reason: error.message } };
  }
}

function isNoChange(error: unknown): error is LedgerError {
  return error instanceof LedgerError && error.code === 'KEY_CHANGE_INVALID';
}
