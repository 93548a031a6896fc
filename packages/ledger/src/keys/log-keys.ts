import { createLeaf, parseLeaf } from '../entry.ts';
import { LedgerError } from '../errors.ts';
import type { EntryDraft, Receipt } from '../model.ts';
import { signNote, type Signer } from '../signer.ts';
import type { LedgerStore } from '../store.ts';
import { toHex } from '../verify/bytes.ts';
import {
  formatKeyChange,
  type KeyChange,
  keyChangeIdem,
  kindOfAct,
  readKeyChange,
} from '../verify/key-change.ts';
import { applyKeyChange, isValidAt, type LogKey } from '../verify/key-history.ts';
import { formatKeyHistory } from '../verify/verify-key-history.ts';
import type { KeyRing } from './key-ring.ts';

/** A key of the log, as its entries tell. */
export interface LedgerKey {
  /** Its key id, 8 hex digits: no two keys of a log share it. */
  readonly id: string;
  readonly verifierKey: string;
  readonly state: 'valid' | 'retired' | 'revoked';
  /** Its signatures count under checkpoints of this size and larger … */
  readonly from: number;
  /** … and smaller than this one; absent while it is valid. */
  readonly to?: number;
  /** This process has the private key. */
  readonly isHere: boolean;
  /** Of the entry that added it; of the first key, when the log began. Absent before the first entry. */
  readonly since?: string;
  /** Who added it; absent for the first key. */
  readonly by?: string;
  /** Why it was revoked. */
  readonly reason?: string;
}

/** The keys of the log, as its entries and the private keys here tell. */
export interface LedgerKeyReport {
  /** In the order in which they joined. */
  readonly keys: readonly LedgerKey[];
  /** Ids of private keys here that no entry speaks of: they sign nothing, and the next rotation takes one of them. */
  readonly unrecorded: readonly string[];
  /** Why this process signs nothing now. */
  readonly fault?: string;
}

/** Who changes the keys, for the entry. */
export interface KeyChangeAuthor {
  readonly actor: string;
  /** Name that the entry's body has. */
  readonly by: string;
  /** RFC 3339 with milliseconds, UTC. */
  readonly at: string;
}

/** What a change of keys left in the log. */
export interface KeyChangeResult {
  /** Of the change that was asked for. */
  readonly receipt: Receipt;
  /** Id of the key that joined. */
  readonly added?: string;
}

/**
 * The keys that sign the checkpoints of a log. Each change is an entry, signed by a key that is valid before and after it, and
 * holds for checkpoints that cover the entry. A change throws KEY_CONFLICT where the state of the keys does not allow it or
 * another process was quicker, KEY_MISSING when this process has no valid key to sign it with, and what `append` throws.
 */
export interface LedgerKeys {
  list(): Promise<LedgerKeyReport>;
  /** First key and all changes with their proofs, to be checked with `verifyKeyHistory`. @throws KEY_MISSING */
  history(): Promise<string>;
  /** A new key joins; every checkpoint has the signatures of both until the old one is retired. */
  rotate(author: KeyChangeAuthor): Promise<KeyChangeResult>;
  /** Ends a key that nobody else has: what it signed so far counts for ever. */
  retire(id: string, author: KeyChangeAuthor): Promise<KeyChangeResult>;
  /**
   * Ends a key that somebody else may have, from a size on: by default the checkpoints so far count. A new key joins first
   * where this process has no other.
   */
  revoke(
    id: string,
    author: KeyChangeAuthor,
    revocation: { readonly reason: string; readonly from?: number },
  ): Promise<KeyChangeResult>;
}

export interface LogKeysOptions {
  /** Runs one piece of work after the other. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  readonly log: string;
  readonly store: LedgerStore;
  readonly ring: KeyRing;
  /** Appends an entry of the ledger's own. */
  readonly append: (draft: EntryDraft) => Promise<Receipt>;
  readonly publish: () => Promise<unknown>;
  readonly proof: (index: number) => Promise<string | undefined>;
}

export function createLogKeys(options: LogKeysOptions): LedgerKeys {
  const { log, store, ring, append, publish, proof } = options;
  /** What other processes did meanwhile is read first. */
  const alone = async <T>(work: () => Promise<T>): Promise<T> =>
    await options.alone(async () => {
      await ring.refresh();
      return await work();
    });
  const standing = (): readonly LogKey[] => ring.history.keys.filter(({ end }) => end === undefined);
  const find = (id: string): LogKey => {
    const key = ring.history.keys.find(({ verifier }) => toHex(verifier.keyId) === id);
    if (key !== undefined) return key;
    throw conflict(`expected the id of a key of the log, found \`${id}\``, { unknown: id });
  };
  const change = async (
    what: Pick<KeyChange, 'act' | 'key'> & { readonly from?: number },
    { actor, by, at }: KeyChangeAuthor,
    more: { readonly joins?: Signer; readonly reason?: string } = {},
  ): Promise<Receipt> => {
    const { size } = await store.state();
    const { history } = ring;
    const signers = ring.signersAt(size).filter(({ verifierKey }) => verifierKey !== what.key);
    const first = history.keys[0]?.verifier.verifierKey ?? '';
    const text = formatKeyChange({ log, number: history.changes, first, ...what } as KeyChange);
    const note = await signNote(text, ...signers, ...(more.joins === undefined ? [] : [more.joins]));
    const draft: EntryDraft = {
      kind: kindOfAct[what.act],
      actor,
      at,
      idem: keyChangeIdem(history.changes),
      body: { by, note, ...(more.reason === undefined ? {} : { reason: more.reason }) },
    };
    // Nothing is recorded that would not count.
    await applyKeyChange(history, { index: size, leaf: createLeaf(log, draft).text });
    const receipt = await append(draft).catch((error: unknown) => {
      throw isDuplicate(error) ? conflict('another process changed the keys at this moment') : error;
    });
    await ring.refresh();
    // The entry stands; if the store fails now, the head is signed a second later.
    await publish().catch(() => undefined);
    return receipt;
  };
  const add = async (author: KeyChangeAuthor): Promise<Required<KeyChangeResult>> => {
    ring.signersAt((await store.state()).size);
    const joins = ring.unrecorded[0] ?? (await ring.create());
    const receipt = await change({ act: 'add', key: joins.verifierKey }, author, { joins });
    return { receipt, added: toHex(joins.keyId) };
  };

  return {
    list: () =>
      alone(async () => {
        const { size } = await store.state();
        const fault = ring.faultAt(size);
        return {
          keys: await describeKeys(log, store, ring),
          unrecorded: ring.unrecorded.map(({ keyId }) => toHex(keyId)),
          ...(fault === undefined ? {} : { fault }),
        };
      }),
    history: () =>
      alone(async () => {
        // Under a checkpoint of keys that are valid now: one that was revoked since proves nothing of later changes.
        await publish();
        const { keys, steps } = ring.history;
        const proofs = await Promise.all(
          steps.slice(1).map(async ({ from }) => (await proof(from - 1)) ?? unproven(from - 1)),
        );
        return formatKeyHistory({ first: keys[0]?.verifier.verifierKey ?? '', proofs });
      }),
    rotate: (author) =>
      alone(async () => {
        const [older, ...others] = standing();
        if (older !== undefined && others.length > 0) {
          const id = toHex(older.verifier.keyId);
          throw conflict(`expected one valid key, found ${others.length + 1}: retire \`${id}\` first`, {
            id,
          });
        }
        return await add(author);
      }),
    retire: (id, author) =>
      alone(async () => {
        const key = find(id);
        if (key.end !== undefined) throw conflict(`the key \`${id}\` is ${key.end} already`);
        if (standing().length < 2) throw conflict(`\`${id}\` is the only valid key: rotate first`);
        requireOther(ring, key, (await store.state()).size);
        return { receipt: await change({ act: 'retire', key: key.verifier.verifierKey }, author) };
      }),
    revoke: (id, author, { reason, from }) =>
      alone(async () => {
        const key = find(id);
        const isLess = from !== undefined && from < key.to;
        if (key.end === 'revoked' && !isLess)
          throw conflict(`the key \`${id}\` is revoked from ${key.to} on already`);
        const most = (await store.state()).size + 1;
        if (from !== undefined && from > most) throw conflict(`expected a size up to ${most}, found ${from}`);
        const others = standing().filter((other) => other !== key && ring.isHere(other));
        const { added } = others.length > 0 ? {} : await add(author);
        const { size } = await store.state();
        const what = { act: 'revoke' as const, key: key.verifier.verifierKey, from: from ?? size + 1 };
        const receipt = await change(what, author, { reason });
        return { receipt, ...(added === undefined ? {} : { added }) };
      }),
  };
}

function requireOther(ring: KeyRing, key: LogKey, size: number): void {
  const others = ring.history.keys.filter((other) => other !== key && isValidAt(other, size));
  if (others.some((other) => ring.isHere(other))) return;
  throw new LedgerError({
    code: 'KEY_MISSING',
    message: 'the private key that stays valid is not here: ask the process that has it',
  });
}

/** What the entries say of each key, beside its validity. */
async function describeKeys(log: string, store: LedgerStore, ring: KeyRing): Promise<readonly LedgerKey[]> {
  const { keys, changes } = ring.history;
  const added: Partial<Pick<LedgerKey, 'since' | 'by'>>[] = [];
  const reasons = new Map<string, string>();
  const [beginning] = await store.read({ from: 0, to: 1, limit: 1, order: 'ascending' });
  // Its leaf may have been pruned.
  added.push(beginning?.leaf === undefined ? {} : { since: beginning.at });
  for (let number = 0; number < changes; number += 1) {
    const entry = await store.findIdem(keyChangeIdem(number));
    if (entry === undefined) continue;
    const { change } = readKeyChange(entry.leaf, number);
    const { by, reason } = parseLeaf(log, entry.leaf).body;
    if (change.act === 'add') added.push({ since: entry.at, ...(typeof by === 'string' ? { by } : {}) });
    if (change.act === 'revoke' && typeof reason === 'string') reasons.set(change.key, reason);
  }
  return keys.map((key, position) => {
    const { verifierKey, keyId } = key.verifier;
    const reason = reasons.get(verifierKey);
    return {
      id: toHex(keyId),
      verifierKey,
      state: key.end ?? 'valid',
      from: key.from,
      ...(key.end === undefined ? {} : { to: key.to }),
      isHere: ring.isHere(key),
      ...added[position],
      ...(reason === undefined ? {} : { reason }),
    };
  });
}

/** A history without one of its changes must not look like a whole one. */
function unproven(index: number): never {
  throw new LedgerError({
    code: 'LEDGER_UNAVAILABLE',
    message: `expected entry ${index}, which changes the keys, found none; run a verification`,
    details: { index },
  });
}

function isDuplicate(error: unknown): boolean {
  return error instanceof LedgerError && error.code === 'ENTRY_DUPLICATE';
}

function conflict(message: string, details: Readonly<Record<string, unknown>> = {}): LedgerError {
  return new LedgerError({ code: 'KEY_CONFLICT', message, details });
}
