import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@zoqore/database';
import { openTestDatabase } from '@zoqore/database/testing';
import { sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createSigner,
  openLedger,
  type CompanionWriter,
  type EntryDraft,
  type Ledger,
} from '../src/index.ts';
import { createSqlStore, type LedgerDatabase } from '../src/postgres/index.ts';

const origin = 'zoqore/settle/main';
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const draft = (n: string): EntryDraft => ({
  kind: 'k',
  actor: 'a',
  at: '2026-11-23T03:00:00.000Z',
  body: { n },
});
/** Asks the tables before its entry is planned. */
const asking: CompanionWriter = {
  kind: 'asking',
  isSelfContained: true,
  claim: async (tx, rows) => {
    await tx.query(sql`select 1 as claimed`);
    return rows.map(() => undefined);
  },
  write: () => [],
};

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoqore-settle-'));
  database = await openTestDatabase({ directory: join(folder, 'db') });
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const open = async (over: LedgerDatabase): Promise<Ledger> =>
  await openLedger({
    store: createSqlStore({
      database: over,
      durability: 'fsync',
      journalDirectory: join(folder, 'journal'),
    }),
    origin,
    signer,
    companions: [asking],
  });
const texts = async (ledger: Ledger): Promise<unknown[]> =>
  (await ledger.entries({ limit: 100 })).map(({ body }) => body['n']);

it('keeps an append that was planned while a doubt came up and was settled', async () => {
  // Answers are held back one by one: the write fails, the plan waits for its claim, a reader settles the doubt.
  const gates: { readonly mark: string; readonly hold: PromiseWithResolvers<void> }[] = [];
  const gate = (mark: string): PromiseWithResolvers<void> => {
    const hold = Promise.withResolvers<void>();
    gates.push({ mark, hold });
    return hold;
  };
  const query: LedgerDatabase['query'] = async (statement) => {
    const text = new PgDialect().sqlToQuery(statement).sql;
    const at = gates.findIndex(({ mark }) => text.includes(mark));
    if (at < 0) return await database.query(statement);
    const [found] = gates.splice(at, 1);
    if (found?.mark === 'with moved as') {
      await found.hold.promise;
      throw Object.assign(new Error('connection lost'), { code: 'DATABASE_UNAVAILABLE' });
    }
    const rows = await database.query<never>(statement);
    await found?.hold.promise;
    return rows;
  };
  const ledger = await open({ ...database, query });
  await ledger.append(draft('zero'));
  await ledger.publishCheckpoint();
  const write = gate('with moved as');
  await ledger.append(draft('written late'));
  const claim = gate('claimed');
  const planned = ledger.append(draft('planned'), [{ kind: 'asking', row: {} }]);
  await pause(30);
  const head = gate('from zoqore_ledger.head');
  write.resolve();
  await pause(5);
  const reader = ledger.head();
  await pause(30);
  claim.resolve();
  await pause(1);
  head.resolve();
  expect(await planned).toMatchObject({ outcome: 'appended', receipt: { index: 2 } });
  await reader;
  expect(await ledger.append(draft('next'))).toMatchObject({ receipt: { index: 3 } });
  const all = ['zero', 'written late', 'planned', 'next'];
  expect(await texts(ledger)).toEqual(all);
  expect(await ledger.verify()).toMatchObject({ verified: true, size: 4 });
  await ledger.close();
  const again = await open(database);
  expect(await texts(again)).toEqual(all);
  await again.close();
});
