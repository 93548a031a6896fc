import { openDatabase, type Database } from '@zoqore/database';
import { startTestPostgres, type TestPostgres } from '@zoqore/database/testing';
import { ledgerGrants, readLedgerRole } from '@zoqore/ledger/postgres';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimeGrants } from '../src/index.ts';
import { openTestRuntime, request, type TestRuntime } from './open-test-runtime.ts';

// A superuser migrates, a role of its own runs: as `qorectl database role` sets it up.
describe('the runtime as a role that can only append', () => {
  let server: TestPostgres;
  let owner: Database;
  let database: Database;
  let test: TestRuntime;

  beforeAll(async () => {
    server = await startTestPostgres();
    owner = await openDatabase({ url: server.url });
    const first = await openTestRuntime({ database: owner });
    await first.close();
    await owner.query(sql`create role narrow login password 'narrow'`);
    for (const statement of [...ledgerGrants('narrow'), ...runtimeGrants('narrow')]) {
      await owner.query(sql.raw(statement));
    }
    database = await openDatabase({ url: server.url.replace(/\/\/[^@]+@/, '//narrow:narrow@') });
    test = await openTestRuntime({ database, keys: { agent: first.agentKey, host: first.hostKey } });
  });
  afterAll(async () => {
    await test.close();
    await database.close();
    await owner.close();
    await server.stop();
  });

  it('decides, approves, halts, erases, prunes and verifies', async () => {
    const held = await test.runtime.decide(
      test.agent,
      request({ action: 'write', targetPath: 'config/prod.yaml', content: 'x' }),
    );
    expect(held.decision).toBe('ESCALATE');
    await test.runtime.approvals.decide(test.host, held.approval?.id ?? '', { decision: 'refuse' });
    await test.runtime.halts.halt(test.host, { reason: 'test' });
    await test.runtime.halts.resume(test.host, {});
    await test.runtime.ledger.checkpoint();
    test.advance(10 * 60_000);
    await test.runtime.retention.remove(test.host, {
      act: 'erase',
      ranges: [[held.receipt.index, held.receipt.index + 1]],
      isLeafToo: true,
      reason: 'asked for',
    });
    expect(await test.runtime.ledger.verify()).toMatchObject({ verified: true, removals: [{ leaves: 1 }] });
  });

  it.each([
    ['UPDATE', sql`update zoqore_ledger.entry set actor = 'x'`],
    ['DELETE', sql`delete from zoqore_ledger.entry`],
    ['TRUNCATE', sql`truncate zoqore_ledger.entry`],
    ['UPDATE of checkpoints', sql`update zoqore_ledger.checkpoint set note = ''`],
    ['DELETE of checkpoints', sql`delete from zoqore_ledger.checkpoint`],
    ['DELETE of subtrees', sql`delete from zoqore_ledger.subtree`],
    ['DELETE of the head', sql`delete from zoqore_ledger.head`],
    ['another epoch', sql`update zoqore_ledger.head set epoch = 9`],
    ['no triggers', sql`alter table zoqore_ledger.entry disable trigger all`],
    ['no triggers in its session', sql`set session_replication_role = replica`],
    ['no trigger', sql`drop trigger entry_append_only on zoqore_ledger.entry`],
    [
      'another function',
      sql`create or replace function zoqore_ledger.allow_removal() returns trigger language plpgsql as 'begin return new; end'`,
    ],
    ['a table of its own', sql`create table zoqore_ledger.mine (id int)`],
    ['to forget migrations', sql`delete from zoqore_ledger.__migrations`],
    ['to make up migrations', sql`insert into zoqore_ledger.__migrations (hash) values ('x')`],
    ['TRUNCATE of decisions', sql`truncate zoqore_runtime.decision`],
  ])('is refused %s', async (_what, statement) => {
    await expect(database.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('is refused a removal that no entry says, though the function is its own to call', async () => {
    await expect(database.query(sql`select zoqore_ledger.remove_leaves(1, 0::bigint)`)).rejects.toMatchObject(
      {
        code: '23001',
      },
    );
  });

  it('is told apart from the owner', async () => {
    expect(await readLedgerRole(database)).toEqual({
      name: 'narrow',
      isSuperuser: false,
      isOwner: false,
      mayChange: false,
    });
    expect(await readLedgerRole(owner)).toMatchObject({ isSuperuser: true, isOwner: true, mayChange: true });
    expect(await test.runtime.databaseRole()).toMatchObject({ name: 'narrow' });
  });

  it.each([
    'update (actor) on zoqore_ledger.entry',
    'truncate on zoqore_ledger.entry',
    'update (hash) on zoqore_ledger.subtree',
    'delete on zoqore_ledger.subtree',
    'update (note) on zoqore_ledger.checkpoint',
    'delete on zoqore_ledger.checkpoint',
    'update (line) on zoqore_ledger.cosignature',
    'delete on zoqore_ledger.cosignature',
    'delete on zoqore_ledger.head',
    'truncate on zoqore_ledger.head',
  ])('is found out when it has %s', async (right) => {
    await owner.query(sql.raw(`grant ${right} to narrow`));
    expect(await readLedgerRole(database)).toMatchObject({ isOwner: false, mayChange: true });
    await owner.query(sql.raw(`revoke ${right} from narrow`));
    expect(await readLedgerRole(database)).toMatchObject({ isOwner: false, mayChange: false });
  });

  it('is an owner also where it would have to change into one', async () => {
    const [table] = await owner.query<{ name: string }>(
      sql`select tableowner as name from pg_tables where schemaname = 'zoqore_ledger' and tablename = 'entry'`,
    );
    await owner.query(sql`create role keeper noinherit`);
    const move = async (to: string): Promise<void> => {
      await owner.query(sql.raw(`alter table zoqore_ledger.entry owner to ${to}`));
    };
    await move('keeper');
    await owner.query(sql`alter role narrow noinherit`);
    await owner.query(sql`grant keeper to narrow`);
    expect(await readLedgerRole(database)).toMatchObject({ isOwner: true, mayChange: false });
    await owner.query(sql`revoke keeper from narrow`);
    await move(`"${table?.name ?? ''}"`);
    expect(await readLedgerRole(database)).toMatchObject({ isOwner: false });
  });

  it('says that a pending migration takes the owner', async () => {
    await owner.query(sql`delete from zoqore_runtime.__migrations`);
    await expect(openTestRuntime({ database })).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('open the database once as its owner'),
    });
  });
});
