import { beforeEach, describe, expect, it } from 'vitest';
import { openLedger, type Ledger, type LedgerStore, type Signer } from '../../src/index.ts';
import { createMemoryStore } from '../../src/memory/index.ts';
import {
  parseNote,
  parseTlogProof,
  parseVerifierKey,
  verifyEntryProof,
  verifyKeyHistory,
  type KeyHistory,
  type NoteVerifier,
} from '../../src/verify/index.ts';
import { checkpointBy, forgedReceipt } from './forge.ts';
import { author, newSigner, origin, testKeys, type TestKeys } from './test-keys.ts';

let store: LedgerStore;
let first: Signer;
let firstKey: NoteVerifier;
let keys: TestKeys;
let ledger: Ledger;
beforeEach(async () => {
  store = createMemoryStore();
  first = newSigner();
  firstKey = await parseVerifierKey(first.verifierKey);
  keys = testKeys(first);
  ledger = await openLedger({ store, origin, signer: keys });
});

const append = async (text: string): Promise<number> => {
  const result = await ledger.append({ kind: 'k', actor: 'a', at: author.at, body: { text } });
  if (result.outcome !== 'appended') throw new Error('expected it to be appended');
  return result.receipt.index;
};
const receiptOf = async (index: number): Promise<string> => (await ledger.proof(index)) ?? '';
const idOf = ({ keyId }: Signer): string => Buffer.from(keyId).toString('hex');
const signersOf = (note: string): readonly string[] =>
  parseNote(note).signatures.map(({ keyId }) => Buffer.from(keyId).toString('hex'));
const reopen = async (signer: TestKeys | Signer = keys): Promise<void> => {
  await ledger.close();
  ledger = await openLedger({ store, origin, signer });
};
const historyFor = async (trusted: readonly NoteVerifier[]): Promise<KeyHistory> => {
  const check = await verifyKeyHistory(await ledger.keys.history(), trusted);
  if (!check.verified) throw new Error(`${check.fault}: ${check.reason}`);
  return check.history;
};
const states = async (): Promise<unknown> =>
  (await ledger.keys.list()).keys.map(({ id, state, from, to, isHere }) => [id, state, from, to, isHere]);

describe('a rotation', () => {
  it('signs with both keys until the old one is retired, and with the new one alone from then on', async () => {
    await append('before');
    const before = await receiptOf(0);
    const { added = '', receipt } = await ledger.keys.rotate(author);
    expect(receipt.index).toBe(1);
    await append('during');
    const during = await receiptOf(2);
    expect(signersOf(parseTlogProof(during).checkpoint)).toEqual([idOf(first), added]);
    expect(await states()).toEqual([
      [idOf(first), 'valid', 0, undefined, true],
      [added, 'valid', 2, undefined, true],
    ]);
    await ledger.keys.retire(idOf(first), author);
    await append('after');
    const after = await receiptOf(4);
    expect(signersOf(parseTlogProof(after).checkpoint)).toEqual([added]);
    expect(await states()).toEqual([
      [idOf(first), 'retired', 0, 4, false],
      [added, 'valid', 2, undefined, true],
    ]);
    // The private key is gone.
    expect([...keys.held].map(idOf)).toEqual([added]);

    const alone = { keys: [firstKey] };
    expect(await verifyEntryProof(before, alone)).toMatchObject({ verified: true });
    expect(await verifyEntryProof(during, alone)).toMatchObject({ verified: true });
    expect(await verifyEntryProof(after, alone)).toMatchObject({ verified: false, fault: 'key-unknown' });
    const history = await historyFor([firstKey]);
    for (const receiptText of [before, during, after]) {
      expect(await verifyEntryProof(receiptText, { keys: [firstKey], history })).toMatchObject({
        verified: true,
      });
    }
    expect(await ledger.verify()).toMatchObject({ verified: true, size: 5 });
    await reopen();
    expect(await ledger.verify()).toMatchObject({ verified: true, size: 5 });
  });

  it('is followed by others, and the first key alone still leads to the last one', async () => {
    await append('first');
    const old = await receiptOf(0);
    for (let round = 0; round < 4; round += 1) {
      const [standing] = (await ledger.keys.list()).keys.filter(({ state }) => state === 'valid');
      await ledger.keys.rotate(author);
      await ledger.keys.retire(standing?.id ?? '', author);
      await reopen();
    }
    const index = await append('last');
    const history = await historyFor([firstKey]);
    expect(history.keys).toHaveLength(5);
    expect(await verifyEntryProof(await receiptOf(index), { keys: [], history })).toMatchObject({
      verified: true,
    });
    expect(await verifyEntryProof(old, { keys: [firstKey] })).toMatchObject({ verified: true });
    // Whoever holds the newest key alone is led back as well.
    const newest = history.keys.at(-1)?.verifier;
    expect(await historyFor(newest === undefined ? [] : [newest])).toMatchObject({ changes: 8 });
    expect(await ledger.verify({ keys: [firstKey] })).toMatchObject({ verified: true });
  });

  it('is refused while two keys are valid, and for a log that was opened with one key', async () => {
    await append('x');
    await ledger.keys.rotate(author);
    await expect(ledger.keys.rotate(author)).rejects.toMatchObject({ code: 'KEY_CONFLICT' });
    const single = await openLedger({ store: createMemoryStore(), origin, signer: first });
    await expect(single.keys.rotate(author)).rejects.toMatchObject({ code: 'KEY_CONFLICT' });
    await single.close();
  });

  it('of two at one moment is one', async () => {
    await append('x');
    const both = await Promise.allSettled([ledger.keys.rotate(author), ledger.keys.rotate(author)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await states()).toHaveLength(2);
  });

  it('can be the first entry of a log', async () => {
    const { receipt } = await ledger.keys.rotate(author);
    expect(receipt.index).toBe(0);
    expect(await ledger.verify()).toMatchObject({ verified: true, size: 1, checkpoints: 1 });
    expect(await historyFor([firstKey])).toMatchObject({ changes: 1 });
  });
});

describe('retiring', () => {
  it.each([
    ['the only key', async () => await ledger.keys.retire(idOf(first), author)],
    ['a key that the log does not have', async () => await ledger.keys.retire('00000000', author)],
    [
      'a key twice',
      async () => {
        await ledger.keys.rotate(author);
        await ledger.keys.retire(idOf(first), author);
        await ledger.keys.retire(idOf(first), author);
      },
    ],
  ])('refuses %s', async (_what, attempt) => {
    await append('x');
    await expect(attempt()).rejects.toMatchObject({ code: 'KEY_CONFLICT' });
    expect(await ledger.verify()).toMatchObject({ verified: true });
  });
});

describe('a revocation', () => {
  const revocation = { reason: 'laptop stolen' };

  it('of the only key makes another one first, and what the old one signs from then on does not count', async () => {
    await append('before');
    const before = await receiptOf(0);
    const { added = '', receipt } = await ledger.keys.revoke(idOf(first), author, revocation);
    expect(receipt.index).toBe(2);
    expect(await states()).toEqual([
      [idOf(first), 'revoked', 0, 3, false],
      [added, 'valid', 2, undefined, true],
    ]);
    expect((await ledger.keys.list()).keys[0]).toMatchObject({ reason: 'laptop stolen' });
    await append('after');
    expect(signersOf((await ledger.publishCheckpoint())?.note ?? '')).toEqual([added]);
    expect([...keys.held].map(idOf)).toEqual([added]);
    expect(await ledger.verify()).toMatchObject({ verified: true });

    const history = await historyFor([firstKey]);
    expect(await verifyEntryProof(before, { keys: [], history })).toMatchObject({ verified: true });
    // The thief signs on.
    const forged = await forgedReceipt(first, 4);
    expect(await verifyEntryProof(forged, { keys: [], history })).toMatchObject({ fault: 'key-revoked' });
    // Without the history nobody can know.
    expect(await verifyEntryProof(forged, { keys: [firstKey] })).toMatchObject({ verified: true });
  });

  it('reaches back to the size that it names, for receipts; the record itself still verifies', async () => {
    await append('x');
    const early = await receiptOf(0);
    await append('y');
    const late = await receiptOf(1);
    await ledger.keys.revoke(idOf(first), author, { ...revocation, from: 2 });
    const history = await historyFor([firstKey]);
    expect(await verifyEntryProof(early, { keys: [], history })).toMatchObject({ verified: true });
    expect(await verifyEntryProof(late, { keys: [], history })).toMatchObject({ fault: 'key-revoked' });
    // A new receipt of the same entry is under the new key.
    expect(await verifyEntryProof(await receiptOf(1), { keys: [], history })).toMatchObject({
      verified: true,
    });
    expect(await ledger.verify()).toMatchObject({ verified: true, checkpoints: 4 });
  });

  it('can be of a key that is retired, and be moved back but not forth', async () => {
    await append('x');
    await ledger.keys.rotate(author);
    await ledger.keys.retire(idOf(first), author);
    await ledger.keys.revoke(idOf(first), author, revocation);
    expect(await states()).toMatchObject([[idOf(first), 'revoked', 0, 3, false], expect.anything()]);
    await expect(ledger.keys.revoke(idOf(first), author, revocation)).rejects.toMatchObject({
      code: 'KEY_CONFLICT',
    });
    await ledger.keys.revoke(idOf(first), author, { ...revocation, from: 0 });
    expect(await states()).toMatchObject([[idOf(first), 'revoked', 0, 0, false], expect.anything()]);
    expect(await ledger.verify()).toMatchObject({ verified: true });
    expect(await historyFor([firstKey])).toMatchObject({ changes: 4 });
  });

  it('from a size that is not reached yet changes nothing', async () => {
    await append('x');
    await expect(ledger.keys.revoke(idOf(first), author, { ...revocation, from: 9 })).rejects.toMatchObject({
      code: 'KEY_CONFLICT',
    });
    expect(await ledger.head()).toMatchObject({ size: 1 });
    expect(keys.held.size).toBe(1);
  });

  it('is seen when a checkpoint of the revoked key is put into the store', async () => {
    await append('x');
    await ledger.keys.revoke(idOf(first), author, revocation);
    await append('y');
    await store.saveCheckpoint(await checkpointBy(first, store));
    expect(await ledger.verify()).toMatchObject({ verified: false, index: 3, fault: 'key-revoked' });
  });
});

describe('a process without a valid key', () => {
  it('writes, signs nothing, says why, and closes', async () => {
    await append('x');
    await ledger.keys.rotate(author);
    await ledger.keys.retire(idOf(first), author);
    await ledger.close();
    ledger = await openLedger({ store, origin, signer: first });
    await append('y');
    await expect(ledger.publishCheckpoint()).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await expect(ledger.keys.rotate(author)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    expect(await ledger.keys.list()).toMatchObject({ fault: expect.stringContaining('no private key') });
    expect(await ledger.verify()).toMatchObject({ verified: true });
    await reopen();
    expect(await ledger.publishCheckpoint()).toMatchObject({ size: 4 });
  });

  it('is one whose key was exchanged by hand: it signs nothing either', async () => {
    await append('x');
    await reopen(newSigner());
    await append('y');
    await expect(ledger.publishCheckpoint()).rejects.toMatchObject({ code: 'KEY_MISSING' });
    expect(await ledger.verify()).toMatchObject({ verified: false, fault: 'key-unknown' });
  });
});

describe('a rotation that was cut short', () => {
  it('leaves a key that signs nothing; the next rotation takes it', async () => {
    await append('x');
    const stray = newSigner();
    keys.held.add(stray);
    await reopen();
    await append('y');
    expect(signersOf((await ledger.publishCheckpoint())?.note ?? '')).toEqual([idOf(first)]);
    expect(await ledger.keys.list()).toMatchObject({ unrecorded: [idOf(stray)] });
    expect(await ledger.keys.rotate(author)).toMatchObject({ added: idOf(stray) });
    expect(keys.held.size).toBe(2);
    expect(await ledger.keys.list()).toMatchObject({ unrecorded: [] });
  });

  it('or a retirement, leaves a private key that the next start destroys', async () => {
    await append('x');
    await ledger.keys.rotate(author);
    await ledger.keys.retire(idOf(first), author);
    keys.held.add(first);
    await reopen();
    expect(keys.held).not.toContain(first);
  });
});

it('lets nobody else write its entries', async () => {
  const draft = { kind: 'k', actor: 'a', at: author.at, body: {} };
  for (const own of [{ kind: 'ledger.key-added' }, { idem: 'ledger.key:0' }]) {
    await expect(ledger.append({ ...draft, ...own })).rejects.toMatchObject({ code: 'ENTRY_INVALID' });
  }
});
