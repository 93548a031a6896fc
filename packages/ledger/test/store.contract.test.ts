import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '@zoqore/database';
import { openTestDatabase, startTestPostgres, type TestPostgres } from '@zoqore/database/testing';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createMemoryStore } from '../src/memory/index.ts';
import { createSqlStore } from '../src/postgres/index.ts';
import { ledgerStoreContract, type StoreUnderTest } from '../src/testing/index.ts';

describe('the store in memory', () => {
  const make = async (): Promise<StoreUnderTest> => {
    const store = createMemoryStore();
    return { open: () => store, close: async () => undefined };
  };
  it.each(ledgerStoreContract(make))('$name', async (contract) => await contract.run());
});

/** One database for all cases: its tables go with each. */
const clean = async (database: Database): Promise<void> => {
  await database.query(sql`drop schema if exists zoqore_ledger cascade`);
};

describe('the store on PGlite with a journal', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(async () => {
    await database.close();
  });
  const make = async (): Promise<StoreUnderTest> => {
    await clean(database);
    const journalDirectory = await mkdtemp(join(tmpdir(), 'zoqore-journal-'));
    return {
      open: () => createSqlStore({ database, durability: 'fsync', journalDirectory }),
      close: async () => await rm(journalDirectory, { recursive: true }),
    };
  };
  it.each(ledgerStoreContract(make))('$name', async (contract) => await contract.run());
});

describe('the store on PostgreSQL', () => {
  let server: TestPostgres;
  let database: Database;
  beforeAll(async () => {
    server = await startTestPostgres();
    database = await openDatabase({ url: server.url });
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });
  const make = async (): Promise<StoreUnderTest> => {
    await clean(database);
    return { open: () => createSqlStore({ database, durability: 'fsync' }), close: async () => undefined };
  };
  it.each(ledgerStoreContract(make))('$name', async (contract) => await contract.run());
});
