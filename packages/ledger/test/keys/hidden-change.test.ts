import { openTestDatabase, type TestDatabase } from '@zoqore/database/testing';
import { sql, type SQL } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger, type Fault, type Ledger, type LedgerStore } from '../../src/index.ts';
import { createSqlStore } from '../../src/postgres/index.ts';
import { checkpointBy } from './forge.ts';
import { author, newSigner, origin, testKeys } from './test-keys.ts';

/** A thief has a key that was revoked, and the tables. */
const stolen = newSigner();
const keys = testKeys(stolen);
const entry = sql`zoqore_ledger.entry`;
let database: TestDatabase;
let store: LedgerStore;
let ledger: Ledger;
/** Of the revocation. */
let index = 0;

const open = async (): Promise<void> => {
  store = createSqlStore({ database, durability: 'process' });
  ledger = await openLedger({ store, origin, signer: keys });
};
const append = async (count: number): Promise<void> => {
  await Promise.all(
    Array.from({ length: count }, (_, at) =>
      ledger.append({ kind: 'k', actor: 'a', at: author.at, body: { at } }),
    ),
  );
};

beforeAll(async () => {
  database = await openTestDatabase();
  await open();
  await append(1100);
  const id = Buffer.from(stolen.keyId).toString('hex');
  index = (await ledger.keys.revoke(id, author, { reason: 'stolen' })).receipt.index;
  await append(1500);
  await ledger.publishCheckpoint();
  await append(5);
  await store.saveCheckpoint(await checkpointBy(stolen, store));
  await ledger.close();
  await database.query(sql`set session_replication_role = replica`);
});
afterAll(async () => {
  await ledger.close();
  await database.close();
});

describe('a revocation that the tables hide', () => {
  const hidden: readonly (readonly [string, SQL, Fault])[] = [
    ['has no idem', sql`idem = null`, 'column-altered'],
    ['has another kind', sql`kind = 'k'`, 'column-altered'],
    ['has the kind of another change', sql`kind = 'ledger.key-added'`, 'column-altered'],
    ['has another leaf', sql`leaf = '{}'`, 'payload-altered'],
  ];

  it('is known while it is not hidden, from wherever a verification begins', async () => {
    await open();
    expect(await ledger.verify({ from: 2604 })).toMatchObject({ fault: 'key-revoked', index: 2606 });
    await ledger.close();
  });

  it.each(hidden)('%s, and no checkpoint of the stolen key counts', async (_what, change, fault) => {
    const hide = async (): Promise<void> => {
      await database.query(sql`update ${entry} set ${change} where index = ${index}::bigint`);
    };
    const restore = async (): Promise<void> => {
      await database.query(sql`delete from ${entry} where index = ${index}::bigint`);
      await database.query(sql`insert into ${entry} select * from kept`);
    };
    await database.query(sql`create table kept as select * from ${entry} where index = ${index}::bigint`);
    await hide();
    await open();
    expect(await ledger.verify({ from: 2604 })).toMatchObject({ verified: false, fault, index });
    expect(await ledger.keys.list()).toMatchObject({ fault: expect.stringContaining('nothing is signed') });
    await ledger.close();
    await restore();
    // While a process runs that has read it before.
    await open();
    await hide();
    expect(await ledger.verify({ from: 2604 })).toMatchObject({ verified: false, fault, index });
    await ledger.close();
    await restore();
    await database.query(sql`drop table kept`);
  });
});
