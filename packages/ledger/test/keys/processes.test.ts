import { openDatabase, type Database } from '@zoqore/database';
import { startTestPostgres, type TestPostgres } from '@zoqore/database/testing';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  openLedger,
  parseLeaf,
  parseNote,
  parseVerifierKey,
  type Ledger,
  type Signer,
} from '../../src/index.ts';
import { commitBatch } from '../../src/commit-batch.ts';
import { createSqlStore } from '../../src/postgres/index.ts';
import { encodeLeaf } from '../../src/tree.ts';
import { verifyKeyHistory } from '../../src/verify/index.ts';
import { changeLeaf } from './forge.ts';
import { author, newSigner, origin, testKeys, type TestKeys } from './test-keys.ts';

/** Two ledgers on one real PostgreSQL, as two processes would be: nothing is shared but the database. */

let postgres: TestPostgres;
let databases: [Database, Database];
beforeAll(async () => {
  postgres = await startTestPostgres();
  databases = [await openDatabase({ url: postgres.url }), await openDatabase({ url: postgres.url })];
});
afterAll(async () => {
  for (const database of databases) await database.close();
  await postgres.stop();
});

let first: Signer;
let here: TestKeys;
let one: Ledger;
beforeEach(async () => {
  await databases[0].query(sql`drop schema if exists zoqore_ledger cascade`);
  first = newSigner();
  here = testKeys(first);
  one = await open(0, here);
  await append(one);
});

const open = async (which: 0 | 1, signer: TestKeys): Promise<Ledger> =>
  await openLedger({
    store: createSqlStore({ database: databases[which], durability: 'fsync' }),
    origin,
    signer,
  });
const append = async (ledger: Ledger): Promise<unknown> =>
  await ledger.append({ kind: 'k', actor: 'a', at: author.at, body: {} });
const idOf = ({ keyId }: Signer): string => Buffer.from(keyId).toString('hex');
const signersOf = async (ledger: Ledger): Promise<readonly string[]> =>
  parseNote((await ledger.publishCheckpoint())?.note ?? '').signatures.map(({ keyId }) =>
    Buffer.from(keyId).toString('hex'),
  );

describe('two processes on one log', () => {
  it('both sign with the new key when both have its file', async () => {
    const two = await open(1, here);
    const { added = '' } = await one.keys.rotate(author);
    await append(two);
    expect(await signersOf(two)).toEqual([idOf(first), added]);
    await one.keys.retire(idOf(first), author);
    await append(two);
    expect(await signersOf(two)).toEqual([added]);
    expect(await two.verify()).toMatchObject({ verified: true });
    await two.close();
    await one.close();
  });

  it('go on with the old key where the file of the new one is missing, and sign nothing once it has ended', async () => {
    const elsewhere = testKeys(first);
    const two = await open(1, elsewhere);
    await one.keys.rotate(author);
    await append(two);
    expect(await signersOf(two)).toEqual([idOf(first)]);
    await one.keys.revoke(idOf(first), author, { reason: 'stolen' });
    await append(two);
    await expect(two.publishCheckpoint()).rejects.toMatchObject({ code: 'KEY_MISSING' });
    expect(await two.keys.list()).toMatchObject({
      fault: expect.stringMatching(/^nothing is signed: no private key here/),
    });
    // A receipt of an entry that no checkpoint covers is not given; the other process signs, and then it is.
    await expect(two.proof(4)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await one.publishCheckpoint();
    expect(await two.proof(4)).toContain('index 4');
    // Its file is put there: it signs again.
    for (const signer of here.held) elsewhere.held.add(signer);
    await two.close();
    const again = await open(1, elsewhere);
    await append(again);
    expect(await signersOf(again)).toEqual([...here.held].map(idOf));
    expect(elsewhere.held).not.toContain(first);
    expect(await again.verify()).toMatchObject({ verified: true });
    await again.close();
    await one.close();
  });

  it('that rotate at one moment end with one change', async () => {
    const two = await open(1, testKeys(first));
    const both = await Promise.allSettled([one.keys.rotate(author), two.keys.rotate(author)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'KEY_CONFLICT' },
    });
    expect((await one.keys.list()).keys).toHaveLength(2);
    expect(await one.verify()).toMatchObject({ verified: true });
    const check = await verifyKeyHistory(await one.keys.history(), [
      await parseVerifierKey(first.verifierKey),
    ]);
    expect(check).toMatchObject({ verified: true, history: { changes: 1 } });
    await two.close();
    await one.close();
  });
});

it('with a key of its own that is not the one of the log signs nothing', async () => {
  await one.close();
  await databases[0].query(sql`drop schema if exists zoqore_ledger cascade`);
  one = await open(0, here);
  // Both find a new log.
  const two = await open(1, testKeys(newSigner()));
  await append(one);
  await one.publishCheckpoint();
  await append(two);
  await expect(two.publishCheckpoint()).rejects.toMatchObject({ code: 'KEY_MISSING' });
  await expect(two.keys.rotate(author)).rejects.toMatchObject({ code: 'KEY_MISSING' });
  expect(await signersOf(one)).toEqual([idOf(first)]);
  await two.close();
  await one.close();
});

describe('who owns the database and no key', () => {
  /** As the owner of the tables could, with every hash that fits. */
  const plant = async (leaf: string): Promise<void> => {
    const store = createSqlStore({ database: databases[1], durability: 'fsync' });
    await store.open({ origin, companions: [] });
    await commitBatch({ log: origin, store, writers: new Map(), sent: () => undefined }, [
      {
        draft: parseLeaf(origin, leaf),
        leaf: { text: leaf, ...encodeLeaf(leaf) },
        companions: [],
        isIdemNew: false,
      },
    ]);
    await store.close();
  };

  it('cannot bring a key in: the entry is named, and nothing more is signed', async () => {
    const thief = newSigner();
    const change = {
      log: origin,
      number: 0,
      first: first.verifierKey,
      act: 'add' as const,
      key: thief.verifierKey,
    };
    await plant(await changeLeaf(change, [thief]));
    expect(await one.verify()).toMatchObject({ verified: false, index: 1, fault: 'key-change-invalid' });
    await append(one);
    await expect(one.publishCheckpoint()).rejects.toMatchObject({ code: 'KEY_MISSING' });
    expect(await one.keys.list()).toMatchObject({ fault: expect.stringContaining('entry 1') });
    await one.close();
    // Nor by a history of its own, from the first key on.
    one = await open(0, here);
    expect(await one.verify()).toMatchObject({ verified: false, index: 1, fault: 'key-change-invalid' });
    await one.close();
  });

  it('cannot begin the history anew', async () => {
    const thief = newSigner();
    const other = newSigner();
    const change = {
      log: origin,
      number: 0,
      first: other.verifierKey,
      act: 'add' as const,
      key: thief.verifierKey,
    };
    await plant(await changeLeaf(change, [other, thief]));
    await one.close();
    one = await open(0, here);
    expect(await one.verify()).toMatchObject({ verified: false, index: 1, fault: 'key-change-invalid' });
    await append(one);
    await expect(one.publishCheckpoint()).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await one.close();
  });

  it('cannot hide a change', async () => {
    await one.keys.rotate(author);
    await databases[0].query(sql`alter table zoqore_ledger.entry disable trigger all`);
    await databases[0].query(sql`update zoqore_ledger.entry set idem = null where index = 1`);
    await databases[0].query(sql`alter table zoqore_ledger.entry enable trigger all`);
    expect(await one.verify()).toMatchObject({ verified: false, index: 1, fault: 'column-altered' });
    await one.close();
    const again = await open(0, here);
    expect(await again.verify()).toMatchObject({ verified: false, index: 1, fault: 'column-altered' });
    await again.close();
  });
});
