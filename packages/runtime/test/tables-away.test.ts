import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@zoqore/database';
import { openTestDatabase } from '@zoqore/database/testing';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { PgDialect } from 'drizzle-orm/pg-core';
import { expect, it } from 'vitest';
import { openTestRuntime, packs, request } from './open-test-runtime.ts';

it('keeps what it answered while the tables are away, shows nothing old, and goes on when they are back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zoqore-away-'));
  const database = await openTestDatabase({ directory: join(folder, 'db') });
  let isAway = false;
  const query: Database['query'] = async (statement) => {
    const isAppend = new PgDialect().sqlToQuery(statement).sql.includes('insert into zoqore_ledger.entry');
    if (isAway && isAppend) throw Object.assign(new Error('away'), { code: 'DATABASE_UNAVAILABLE' });
    return database.query(statement);
  };
  const store = createSqlStore({
    database: { ...database, query },
    durability: 'fsync',
    journalDirectory: join(folder, 'journal'),
  });
  const test = await openTestRuntime({ database, store, policy: packs.observe });
  const list = async () => (await test.runtime.decisions.list(test.host, { limit: 50 })).items;
  await test.runtime.decide(test.agent, request());
  expect(await list()).toHaveLength(1);

  isAway = true;
  const answered = await test.runtime.decide(test.agent, request());
  await expect
    .poll(async () => list().catch((error: unknown) => error))
    .toMatchObject({
      code: 'LEDGER_UNAVAILABLE',
    });
  await expect(test.runtime.decide(test.agent, request())).rejects.toMatchObject({
    code: 'LEDGER_UNAVAILABLE',
  });
  expect((await test.runtime.health()).status).toBe('degraded');

  isAway = false;
  await expect.poll(async () => (await test.runtime.health()).status).toBe('ok');
  await expect.poll(async () => list().catch(() => [])).toHaveLength(2);
  expect((await list()).map(({ decisionId }) => decisionId)).toContain(answered.decisionId);
  await test.close();
  await rm(folder, { recursive: true });
});
