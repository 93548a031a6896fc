import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../src/index.ts';
import {
  openTestDatabase,
  startTestPostgres,
  type TestDatabase,
  type TestPostgres,
} from '../src/testing/index.ts';

it('keeps nothing of what it answered', async () => {
  const database = await openTestDatabase();
  const read = async (mebibytes: number): Promise<void> => {
    for (let at = 0; at < mebibytes; at += 1) {
      await database.query(sql`select repeat('x', 65536) from generate_series(1, 16)`);
    }
  };
  await read(64);
  const before = process.memoryUsage().rss;
  await read(512);
  // The collector may leave some of it for later; an engine that keeps its answers has all of it.
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(256);
  await database.close();
});

describe.each(['pglite', 'postgres'] as const)('a database on %s', (engine) => {
  let server: TestPostgres | undefined;
  let database: Database;
  beforeAll(async () => {
    if (engine === 'pglite') {
      database = await openTestDatabase();
      return;
    }
    server = await startTestPostgres();
    database = await openDatabase({ url: server.url });
  });
  afterAll(async () => {
    await database.close();
    await server?.stop();
  });

  it('answers with the same plain values on either engine', async () => {
    const [row] = await database.query(sql`select ${7}::bigint as count, ${'x'}::text as name, true as yes,
      '{"a":[1]}'::jsonb as json, 1.50::numeric as amount, timestamptz '2026-11-23 03:00Z' at time zone 'UTC' as at,
      array['a','b'] as list, decode('00ff','hex') as bytes, null as nothing`);
    expect(row).toEqual({
      count: 7,
      name: 'x',
      yes: true,
      json: { a: [1] },
      amount: '1.50',
      at: '2026-11-23 03:00:00',
      list: ['a', 'b'],
      bytes: Buffer.from([0, 255]),
      nothing: null,
    });
  });

  it('refuses integers that a number cannot hold', async () => {
    const max = 2n ** 53n;
    await expect(database.query(sql`select ${max}::bigint as n`)).rejects.toMatchObject({
      code: 'DATABASE_VALUE_INVALID',
    });
    expect(await database.query(sql`select ${max - 1n}::bigint as n`)).toEqual([{ n: Number(max - 1n) }]);
  });

  it('refuses text with NUL and parameters that are not scalars, and still works', async () => {
    await expect(database.query(sql`select ${'a\0b'}::text`)).rejects.toMatchObject({
      code: 'DATABASE_VALUE_INVALID',
    });
    await expect(database.query(sql`select ${sql.param({})}::json`)).rejects.toMatchObject({
      code: 'DATABASE_VALUE_INVALID',
    });
    expect(await database.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  it('passes the fault of a statement on with its SQLSTATE', async () => {
    await expect(database.query(sql`select 1/0`)).rejects.toMatchObject({ code: '22012' });
  });

  it('keeps concurrent transactions apart, and rolls back what throws', async () => {
    await database.query(sql`create table counter (id int primary key, n int)`);
    await database.query(sql`insert into counter values (1, 0)`);
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, async (_, at) => {
        await database.transaction(async (tx) => {
          const [row] = await tx.query<{ n: number }>(sql`select n from counter where id = 1 for update`);
          await tx.query(sql`update counter set n = ${(row?.n ?? 0) + 1}::int where id = 1`);
          if (at % 4 === 0) throw new Error('changed my mind');
        });
      }),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(await database.query(sql`select n from counter`)).toEqual([{ n: 30 }]);
  });

  it('refuses to commit a transaction in which a statement failed, even a caught one', async () => {
    await database.query(sql`create table caught (id int primary key)`);
    const work = database.transaction(async (tx) => {
      await tx.query(sql`insert into caught values (1)`);
      await tx.query(sql`insert into caught values (1)`).catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(await database.query(sql`select * from caught`)).toEqual([]);
  });

  it('refuses statements of a transaction that is over', async () => {
    const leaked = await database.transaction(async (tx) => tx);
    await expect(leaked.query(sql`select 1`)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('lets drizzle nest a transaction in one of ours', async () => {
    await database.query(sql`create table nested (id int)`);
    await database.transaction(async (tx) => {
      await tx.drizzle.execute(sql`insert into nested values (1)`);
      await tx.drizzle
        .transaction(async (inner) => {
          await inner.execute(sql`insert into nested values (2)`);
          throw new Error('only the inner one');
        })
        .catch(() => undefined);
    });
    expect(await database.query(sql`select id from nested`)).toEqual([{ id: 1 }]);
  });

  it('answers a question put through drizzle, and tells its failure without the statement', async () => {
    await database.query(sql`create table asked (id int)`);
    await database.query(sql`insert into asked values (7)`);
    const ask = (column: string) =>
      database.read((drizzle) => drizzle.select({ id: sql.raw(column) }).from(sql`asked`));
    expect(await ask('id')).toEqual([{ id: 7 }]);
    await expect(ask('secret')).rejects.toMatchObject({
      code: '42703',
      message: expect.not.stringContaining('select') as string,
    });
  });

  it('refuses work after close', async () => {
    const other = server === undefined ? await openTestDatabase() : await openDatabase({ url: server.url });
    await Promise.all([other.close(), other.close()]);
    await expect(other.query(sql`select 1`)).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
    await expect(other.read((drizzle) => drizzle.execute(sql`select 1`))).rejects.toMatchObject({
      code: 'DATABASE_CLOSED',
    });
  });
});

describe('openDatabase', () => {
  it.each(['', 'mysql://x', 'pglite:', 'pglite://x', 'postgres://%'])('refuses the url `%s`', async (url) => {
    await expect(openDatabase({ url })).rejects.toMatchObject({ code: 'DATABASE_URL_INVALID' });
  });

  it('never shows a password', async () => {
    const url = 'postgres://someone:s3cret@127.0.0.1:1/none';
    const error = await openDatabase({ url }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(String(error) + String(error instanceof Error && error.cause)).not.toContain('s3cret');
  });
});

describe('an embedded directory', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase({ storage: 'directory' });
    await database.query(sql`create table kept (id int primary key)`);
  });
  afterAll(async () => {
    await database.close();
  });

  it('is private', async () => {
    const { mode } = await stat(database.directory ?? '');
    expect(mode & 0o777).toBe(0o700);
  });

  it('is refused to a second opener in this process, by name', async () => {
    await expect(openDatabase({ url: database.url })).rejects.toMatchObject({
      code: 'DATABASE_LOCKED',
      details: { pid: process.pid, directory: database.directory },
    });
  });

  it('is refused to another process', async () => {
    const script = `
      import { openDatabase } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
      try {
        const db = await openDatabase({ url: process.argv[1], lockTimeoutMs: Number(process.argv[2]) });
        await db.close();
        console.log('opened');
      } catch (error) { console.log(error.code + ' ' + error.details.pid); }`;
    const run = async (lockTimeoutMs: number): Promise<string> => {
      const child = spawn(process.execPath, [
        '--input-type=module',
        '-e',
        script,
        database.url,
        String(lockTimeoutMs),
      ]);
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await once(child, 'close');
      return output.trim();
    };
    expect(await run(0)).toBe(`DATABASE_LOCKED ${process.pid}`);
  });

  it('takes over from a holder that died', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zoqore-lock-'));
    try {
      await writeFile(
        join(folder, 'lock'),
        JSON.stringify({ pid: 999_999_999, start: '1', since: 'long ago' }),
      );
      const other = await openTestDatabase({ directory: folder });
      expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
      await other.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
