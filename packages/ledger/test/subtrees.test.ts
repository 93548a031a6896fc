import { generateKeyPairSync } from 'node:crypto';
import { openTestDatabase, type TestDatabase } from '@zoqore/database/testing';
import { sql, type SQL } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSigner, openLedger, type Ledger } from '../src/index.ts';
import { createSqlStore } from '../src/postgres/index.ts';

/** The roots of full tiles, from which proofs are made. */

const origin = 'zoqore/subtrees/main';
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const size = 2 * 256 + 10;

let database: TestDatabase;
let ledger: Ledger;
const open = async (): Promise<Ledger> =>
  await openLedger({ store: createSqlStore({ database, durability: 'process' }), origin, signer });

beforeAll(async () => {
  database = await openTestDatabase();
  ledger = await open();
  await Promise.all(
    Array.from(
      { length: size },
      async (_, at) =>
        await ledger.append({ kind: 'k', actor: 'a', at: '2026-11-23T03:00:00.000Z', body: { at } }),
    ),
  );
});
afterAll(async () => {
  await ledger.close();
  await database.close();
});

/** As the owner of the tables could. */
const tamper = async (...statements: readonly SQL[]): Promise<void> => {
  await database.query(sql`set session_replication_role = replica`);
  try {
    for (const statement of statements) await database.query(statement);
  } finally {
    await database.query(sql`set session_replication_role = origin`);
  }
};
const rows = async (): Promise<unknown> =>
  await database.query(sql`select level, index, hash from zoqore_ledger.subtree order by level, index`);

describe('the hashes kept for full tiles', () => {
  it('are refused to be changed', async () => {
    for (const statement of [
      sql`update zoqore_ledger.subtree set index = 9`,
      sql`delete from zoqore_ledger.subtree`,
      sql`truncate zoqore_ledger.subtree`,
    ]) {
      await expect(database.query(statement)).rejects.toMatchObject({ code: '23001' });
    }
  });

  it.each([
    [
      'changed',
      sql`update zoqore_ledger.subtree set hash = sha256('x') where index = 1`,
      'column-altered',
      256,
    ],
    ['moved', sql`update zoqore_ledger.subtree set index = 7 where index = 1`, 'column-altered', 256],
    [
      'of another level',
      sql`update zoqore_ledger.subtree set level = 2 where index = 1`,
      'column-altered',
      256,
    ],
    ['deleted', sql`delete from zoqore_ledger.subtree where index = 0`, 'column-altered', 0],
    [
      'made up',
      sql`insert into zoqore_ledger.subtree select log_id, level, 2, hash from zoqore_ledger.subtree where index = 0`,
      'surplus',
      size,
    ],
  ])('are found to be %s', async (_name, statement, fault, index) => {
    await tamper(sql`create table public.kept as select * from zoqore_ledger.subtree`, statement);
    try {
      expect(await ledger.verify()).toMatchObject({ verified: false, fault, index });
    } finally {
      await tamper(
        sql`delete from zoqore_ledger.subtree`,
        sql`insert into zoqore_ledger.subtree select * from public.kept`,
        sql`drop table public.kept`,
      );
    }
    expect(await ledger.verify()).toMatchObject({ verified: true, size });
  });

  it('let no proof out that leads elsewhere', async () => {
    await tamper(
      sql`create table public.kept as select * from zoqore_ledger.subtree`,
      sql`update zoqore_ledger.subtree set hash = sha256('x') where index = 1`,
    );
    try {
      await expect(ledger.proof(0)).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    } finally {
      await tamper(
        sql`delete from zoqore_ledger.subtree`,
        sql`insert into zoqore_ledger.subtree select * from public.kept`,
        sql`drop table public.kept`,
      );
    }
  });

  it('are made up for when a log was begun without them', async () => {
    const before = await rows();
    await ledger.close();
    await tamper(sql`delete from zoqore_ledger.subtree`);
    ledger = await open();
    expect(await rows()).toEqual(before);
    expect(await ledger.verify()).toMatchObject({ verified: true, size });
  });
});
