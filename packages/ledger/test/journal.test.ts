import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openTestDatabase, type TestDatabase } from '@zoqore/database/testing';
import { sql, type SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createSigner,
  openLedger,
  type CompanionWriter,
  type Ledger,
  type LedgerTransaction,
} from '../src/index.ts';
import { createSqlStore, type LedgerDatabase, type SqlStoreOptions } from '../src/postgres/index.ts';

const origin = 'zoqore/journal/main';
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);

let database: TestDatabase;
let journalDirectory: string;
beforeAll(async () => {
  database = await openTestDatabase();
  await database.query(sql`create table revoked (id text primary key)`);
});
afterAll(async () => {
  await database.close();
});
beforeEach(async () => {
  journalDirectory = await mkdtemp(join(tmpdir(), 'zoqore-journal-'));
  await loseTables();
});
afterEach(async () => {
  await rm(journalDirectory, { recursive: true });
});

const loseTables = async (): Promise<void> => {
  await database.query(sql`drop schema if exists zoqore_ledger cascade`);
  await database.query(sql`delete from revoked`);
};
const revoke: CompanionWriter = {
  kind: 'revoke',
  isRestrictive: true,
  write: (rows) =>
    rows.map(
      ({ row }) =>
        sql`insert into revoked values (${JSON.stringify(row['id'])}::json #>> '{}') on conflict do nothing`,
    ),
};
const open = async (more: Partial<SqlStoreOptions> = {}): Promise<Ledger> =>
  await openLedger({
    store: createSqlStore({ database, durability: 'fsync', journalDirectory, ...more }),
    origin,
    signer,
    companions: [revoke],
  });
const append = async (ledger: Ledger, from: number, to: number): Promise<void> => {
  for (let at = from; at < to; at += 1) {
    await ledger.append(
      {
        kind: 'k',
        actor: 'a',
        at: '2026-11-23T03:00:00.000Z',
        idem: `i${at}`,
        body: { at, text: 'é'.repeat(at) },
      },
      at % 5 === 0 ? [{ kind: 'revoke', row: { id: `r${at}` } }] : [],
    );
  }
};
const segments = async (): Promise<readonly string[]> =>
  (await readdir(journalDirectory)).filter((name) => name.endsWith('.zqj')).toSorted();
const lastSegment = async (): Promise<string> => join(journalDirectory, (await segments()).at(-1) ?? '');
const revoked = async (): Promise<number> => (await database.query(sql`select 1 from revoked`)).length;

describe('the journal', () => {
  it('rebuilds a lost table, rows beside the entries included', async () => {
    const first = await open({ journalSegmentBytes: 2000 });
    await append(first, 0, 30);
    const head = await first.head();
    await first.close();
    expect((await segments()).length).toBeGreaterThan(3);
    await loseTables();
    const second = await open();
    expect(second.recovered).toMatchObject({ replayed: 30, tornBytes: 0 });
    expect(await second.head()).toEqual(head);
    expect(await second.verify()).toMatchObject({ verified: true, size: 30 });
    expect(await revoked()).toBe(6);
    await append(second, 30, 31);
    await second.close();
  });

  it('loses an unfinished frame at its end, at whatever byte it was torn', async () => {
    const first = await open();
    await append(first, 0, 3);
    await first.close();
    const path = await lastSegment();
    const whole = await readFile(path);
    const fourth = await open();
    await append(fourth, 3, 4);
    await fourth.close();
    const longer = await readFile(path);
    await database.query(sql`set session_replication_role = replica`);
    for (const cut of [whole.length + 1, whole.length + 7, whole.length + 40, longer.length - 1]) {
      await writeFile(path, longer.subarray(0, cut));
      await loseTables();
      const again = await open();
      expect(again.recovered).toMatchObject({ replayed: 3, tornBytes: cut - whole.length });
      expect((await stat(path)).size).toBe(whole.length);
      await again.close();
    }
    const frame = longer.subarray(whole.length);
    const flipped = Buffer.from(frame);
    flipped[frame.length - 9] = (flipped[frame.length - 9] ?? 0) ^ 1;
    // What a machine may leave that stopped before it had written all: zeros, noise, a mark and a length, a page of them.
    for (const garbled of [
      Buffer.alloc(5000),
      randomBytes(4096),
      Buffer.concat([Buffer.from('ZQF1'), randomBytes(3000)]),
      Buffer.concat([frame.subarray(0, 40), Buffer.alloc(frame.length - 40)]),
      Buffer.concat([Buffer.alloc(40), frame.subarray(40)]),
      flipped,
    ]) {
      await writeFile(path, Buffer.concat([whole, garbled]));
      const again = await open();
      expect(again.recovered).toMatchObject({ tornBytes: garbled.length });
      expect(await again.verify()).toMatchObject({ verified: true, size: 3 });
      await again.close();
    }
    await database.query(sql`set session_replication_role = origin`);
  });

  it('is refused with the offset when it is damaged before its end', async () => {
    const first = await open();
    await append(first, 0, 3);
    await first.close();
    const path = await lastSegment();
    const bytes = await readFile(path);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await writeFile(path, bytes);
    await expect(open()).rejects.toMatchObject({
      code: 'LEDGER_JOURNAL_MISMATCH',
      message: expect.stringContaining('offset 0'),
    });
  });

  it('is refused when a segment is gone, and when it belongs to another log', async () => {
    const first = await open({ journalSegmentBytes: 500 });
    await append(first, 0, 9);
    await first.close();
    const names = await segments();
    const middle = join(journalDirectory, names[1] ?? '');
    await copyFile(middle, `${middle}.away`);
    await rm(middle);
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_JOURNAL_MISMATCH' });
    await copyFile(`${middle}.away`, middle);
    const other = 'zoqore/journal/other';
    await expect(
      openLedger({
        store: createSqlStore({ database, durability: 'fsync', journalDirectory }),
        origin: other,
        signer: createSigner(other, generateKeyPairSync('ed25519').privateKey),
      }),
    ).rejects.toMatchObject({ code: 'LEDGER_JOURNAL_MISMATCH' });
  });

  it('is refused when it tells of other entries than the table', async () => {
    const first = await open();
    await append(first, 0, 3);
    await first.close();
    await database.query(sql`drop schema zoqore_ledger cascade`);
    const elsewhere = await mkdtemp(join(tmpdir(), 'zoqore-journal-'));
    const other = await open({ journalDirectory: elsewhere });
    await append(other, 7, 9);
    await other.close();
    await rm(elsewhere, { recursive: true });
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_JOURNAL_MISMATCH' });
  });

  it('is written from the table when it is new or behind', async () => {
    const plain = await openLedger({
      store: createSqlStore({ database, durability: 'process' }),
      origin,
      signer,
    });
    await plain.append({ kind: 'k', actor: 'a', at: '2026-11-23T03:00:00.000Z', body: {} });
    await plain.close();
    const first = await open();
    expect(first.recovered).toMatchObject({ backfilled: 1 });
    await append(first, 0, 2);
    await first.close();
    await loseTables();
    const rebuilt = await open();
    expect(rebuilt.recovered).toMatchObject({ replayed: 3 });
    await rebuilt.close();
  });

  it('is demanded for an embedded database that must survive the loss of power', async () => {
    const store = createSqlStore({ database, durability: 'fsync' });
    await expect(openLedger({ store, origin, signer })).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  });
});

describe('a stop of the machine', () => {
  const pretend = async (): Promise<void> => {
    await writeFile(
      join(journalDirectory, 'state.json'),
      JSON.stringify({ isClean: false, boot: 'an earlier one' }),
    );
  };

  it('has everything verified and every restriction written again', async () => {
    const first = await open();
    await append(first, 0, 11);
    await first.close();
    await database.query(sql`delete from revoked`);
    await pretend();
    const second = await open();
    expect(second.recovered).toMatchObject({ isDoubtful: true, restricted: 3, replayed: 0 });
    expect(await revoked()).toBe(3);
    await second.close();
    const third = await open();
    expect(third.recovered.isDoubtful).toBe(false);
    await third.close();
  });

  it('is not passed over when the log does not hold', async () => {
    const first = await open();
    await append(first, 0, 5);
    await first.close();
    await database.query(sql`set session_replication_role = replica`);
    await database.query(sql`update zoqore_ledger.entry set actor = 'other' where index = 2`);
    await database.query(sql`set session_replication_role = origin`);
    await pretend();
    await expect(open()).rejects.toMatchObject({
      code: 'LEDGER_UNAVAILABLE',
      details: { report: { index: 2, fault: 'column-altered' } },
    });
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  });
});

const isAppend = (statement: SQL): boolean =>
  new PgDialect().sqlToQuery(statement).sql.includes('insert into zoqore_ledger.entry');

const draft = (n: number) => ({
  kind: 'k',
  actor: 'a',
  at: '2026-11-23T03:00:00.000Z',
  idem: `n${n}`,
  body: { n },
});

describe('a transaction that fails behind its frame', () => {
  /** The database, with commits that fail or answer too late to be heard. */
  const faulty = (): { database: LedgerDatabase; fault: { at: 'commit' | 'answer' | undefined } } => {
    const fault: { at: 'commit' | 'answer' | undefined } = { at: undefined };
    const query: LedgerDatabase['query'] = async (statement) => {
      if (!isAppend(statement)) return await database.query(statement);
      const { at } = fault;
      fault.at = undefined;
      if (at === 'commit') throw Object.assign(new Error('gone'), { code: 'DATABASE_UNAVAILABLE' });
      const rows = await database.query<never>(statement);
      if (at === 'answer') throw Object.assign(new Error('lost'), { code: 'DATABASE_UNAVAILABLE' });
      return rows;
    };
    const transaction: LedgerDatabase['transaction'] = async (work) => {
      const { at } = fault;
      fault.at = undefined;
      const result = await database.transaction(async (tx: LedgerTransaction) => {
        const inner = await work(tx);
        if (at === 'commit') throw Object.assign(new Error('gone'), { code: 'DATABASE_UNAVAILABLE' });
        return inner;
      });
      if (at === 'answer') throw Object.assign(new Error('lost'), { code: 'DATABASE_UNAVAILABLE' });
      return result;
    };
    return { database: { ...database, query, transaction }, fault };
  };

  it.each([
    ['in one statement', 'named', []],
    ['with statements of its companions', undefined, [{ kind: 'revoke', row: { id: 'lost' } }]],
  ])('leaves neither entry nor frame, and the next one stands: %s', async (_, idem, companions) => {
    const { database: broken, fault } = faulty();
    const ledger = await open({ database: broken });
    await append(ledger, 0, 2);
    const { size } = await stat(await lastSegment());
    fault.at = 'commit';
    await expect(
      ledger.append(
        {
          kind: 'k',
          actor: 'a',
          at: '2026-11-23T03:00:00.000Z',
          body: {},
          ...(idem === undefined ? {} : { idem }),
        },
        companions,
      ),
    ).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    expect((await ledger.head()).size).toBe(2);
    expect(await database.query(sql`select * from revoked where id = 'lost'`)).toEqual([]);
    expect((await stat(await lastSegment())).size).toBe(size);
    await append(ledger, 3, 4);
    await ledger.close();
    await loseTables();
    const rebuilt = await open();
    expect((await rebuilt.entries({ limit: 9 })).map(({ body }) => body['at'])).toEqual([0, 1, 3]);
    await rebuilt.close();
  });

  it.each(['commit', 'answer'] as const)('takes none of the batches behind it along: %s', async (at) => {
    const { database: broken, fault } = faulty();
    const ledger = await open({ database: broken });
    await append(ledger, 0, 1);
    fault.at = at;
    // In turns, so that several batches are under way when the first one fails.
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, async (_, n) => {
        for (let turn = 0; turn < n % 6; turn += 1) await nextTurn();
        return await ledger.append(draft(n));
      }),
    );
    const acknowledged = results.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
    expect(acknowledged.length).toBeGreaterThanOrEqual(at === 'answer' ? 60 : 40);
    await ledger.close();
    await loseTables();
    const rebuilt = await open();
    const entries = await rebuilt.entries({ limit: 100, from: 1 });
    expect(new Set(entries.map(({ body }) => body['n']))).toEqual(new Set(acknowledged));
    expect(await rebuilt.verify()).toMatchObject({ verified: true, size: acknowledged.length + 1 });
    await rebuilt.close();
  });

  it('is acknowledged when it did commit and only the answer was lost', async () => {
    const { database: broken, fault } = faulty();
    const ledger = await open({ database: broken });
    fault.at = 'answer';
    await append(ledger, 0, 1);
    expect((await ledger.head()).size).toBe(1);
    await append(ledger, 1, 2);
    expect(await ledger.verify()).toMatchObject({ verified: true, size: 2 });
    await ledger.close();
  });
});

describe('what is acknowledged with the journal', () => {
  /** The database, whose appends fail while it is down and are counted, and which can be held up. */
  const wayward = () => {
    const state = { isDown: false, held: Promise.resolve(), appends: 0 };
    const query: LedgerDatabase['query'] = async (statement) => {
      if (isAppend(statement)) state.appends += 1;
      await state.held;
      if (isAppend(statement) && state.isDown) {
        throw Object.assign(new Error('down'), { code: 'DATABASE_UNAVAILABLE' });
      }
      return await database.query(statement);
    };
    return { database: { ...database, query }, state };
  };
  const isIdemNew = true;
  const numbers = async (ledger: Ledger): Promise<unknown[]> =>
    (await ledger.entries({ limit: 1000 })).map(({ body }) => body['n']);

  it('does not wait for the tables, which get it in as few statements as it can be', async () => {
    const { database: slow, state } = wayward();
    const ledger = await open({ database: slow });
    await ledger.append(draft(0));
    const held = Promise.withResolvers<void>();
    state.held = held.promise;
    state.appends = 0;
    for (let n = 1; n < 50; n += 1) await ledger.append(draft(n), [], { isIdemNew });
    expect((await ledger.head()).size).toBe(50);
    // None where all came within the time that the first of them waits for others, else the first ones.
    const sent = state.appends;
    expect(sent).toBeLessThanOrEqual(1);
    held.resolve();
    expect(await numbers(ledger)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect([1, sent + 1]).toContain(state.appends);
    await ledger.close();
  });

  it('is seen by whoever asks the tables after catching up', async () => {
    const ledger = await open();
    for (let n = 0; n < 20; n += 1) {
      const result = await ledger.append(draft(n), [], { isIdemNew });
      if (result.outcome !== 'appended') throw new Error('expected an entry');
      ledger.catchUp();
      const rows = await database.query<{ size: number }>(
        sql`select count(*)::int as size from zoqore_ledger.entry`,
      );
      expect(rows[0]?.size).toBe(n + 1);
      expect(await ledger.entryByIdem(`n${n}`)).toMatchObject({ index: result.receipt.index });
    }
    await ledger.close();
  });

  it('is not lost while the tables are away, and nothing is taken that they might have to refuse', async () => {
    const { database: broken, state } = wayward();
    const ledger = await open({ database: broken });
    await ledger.append(draft(0), [], { isIdemNew });
    await ledger.entries({ limit: 1 });
    state.isDown = true;
    const { size } = await stat(await lastSegment());
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, async (_, n) => {
        for (let turn = 0; turn < n; turn += 1) await nextTurn();
        return await ledger.append(draft(n + 1), [], { isIdemNew });
      }),
    );
    const acknowledged = results.flatMap(({ status }, n) => (status === 'fulfilled' ? [n + 1] : []));
    expect(acknowledged.length).toBeGreaterThan(0);
    expect((await stat(await lastSegment())).size).toBeGreaterThan(size);
    await expect(ledger.append(draft(90))).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    await expect(ledger.entries({ limit: 9 })).rejects.toThrow('down');
    state.isDown = false;
    await ledger.append(draft(99), [], { isIdemNew });
    expect(await numbers(ledger)).toEqual([0, ...acknowledged, 99]);
    expect(await ledger.verify()).toMatchObject({ verified: true, size: acknowledged.length + 2 });
    await ledger.close();
    await loseTables();
    const rebuilt = await open();
    expect(await numbers(rebuilt)).toEqual([0, ...acknowledged, 99]);
    await rebuilt.close();
  });

  it('is found in the journal when the process ended before the tables had it', async () => {
    const { database: broken, state } = wayward();
    const first = await open({ database: broken });
    state.isDown = true;
    await first.append(draft(0), [], { isIdemNew });
    await first.close().catch(() => undefined);
    const second = await open();
    expect(second.recovered.replayed).toBe(1);
    expect(await numbers(second)).toEqual([0]);
    await second.close();
  });
});

describe('the free-space guard', () => {
  it('refuses before anything is touched, and stops refusing by itself', async () => {
    let free = 100;
    const ledger = await open({ freeBytes: () => free, minFreeBytes: 50 });
    await append(ledger, 0, 1);
    free = 49;
    await expect(append(ledger, 1, 2)).rejects.toMatchObject({
      code: 'LEDGER_UNAVAILABLE',
      message: 'disk is full: expected 50 free bytes, found 49',
    });
    free = 50;
    await append(ledger, 1, 2);
    expect((await ledger.head()).size).toBe(2);
    await ledger.close();
  });
});
