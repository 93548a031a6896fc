import { generateKeyPairSync } from 'node:crypto';
import { openTestDatabase, type TestDatabase } from '@zoqore/database/testing';
import { sql, type SQL } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLeaf, createSigner, openLedger, signNote, type Ledger } from '../../src/index.ts';
import { createSqlStore } from '../../src/postgres/index.ts';

const origin = 'zoqore/verify/main';
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const stranger = createSigner(origin, generateKeyPairSync('ed25519').privateKey);

let database: TestDatabase;
let ledger: Ledger;
beforeAll(async () => {
  database = await openTestDatabase();
  const store = createSqlStore({ database, durability: 'process' });
  ledger = await openLedger({ store, origin, signer });
  const append = async (at: number): Promise<unknown> =>
    await ledger.append({
      kind: at % 2 === 0 ? 'even' : 'odd',
      actor: 'a',
      tenant: 't',
      at: '2026-11-23T03:00:00.000Z',
      idem: `idem-${at}`,
      body: { at },
    });
  for (let at = 0; at < 6; at += 1) await append(at);
  await ledger.publishCheckpoint();
  for (let at = 6; at < 10; at += 1) await append(at);
  await ledger.publishCheckpoint();
});
afterAll(async () => {
  await ledger.close();
  await database.close();
});

/** Damages the tables as their owner could, looks, and takes it back. */
const reportAfter = async (...statements: readonly SQL[]): Promise<unknown> => {
  await database.query(sql`create schema copy`);
  for (const table of ['head', 'entry', 'checkpoint']) {
    const name = sql.identifier(table);
    await database.query(sql`create table copy.${name} as select * from zoqore_ledger.${name}`);
  }
  const restore = async (): Promise<void> => {
    for (const table of ['head', 'entry', 'checkpoint']) {
      const name = sql.identifier(table);
      await database.query(sql`delete from zoqore_ledger.${name}`);
      await database.query(sql`insert into zoqore_ledger.${name} select * from copy.${name}`);
    }
    await database.query(sql`drop schema copy cascade`);
    await database.query(sql`set session_replication_role = origin`);
  };
  await database.query(sql`set session_replication_role = replica`);
  try {
    for (const statement of statements) await database.query(statement);
    return await ledger.verify();
  } finally {
    await restore();
  }
};
const entry = sql`zoqore_ledger.entry`;
const set = (column: SQL, value: SQL, index = 4): SQL =>
  sql`update ${entry} set ${column} = ${value} where index = ${index}::bigint`;

describe('verify', () => {
  it('accepts the log as it was written', async () => {
    expect(await ledger.verify()).toMatchObject({ verified: true, size: 10, checkpoints: 2 });
    expect(await ledger.verify({ from: 6 })).toMatchObject({ verified: true, size: 10, checkpoints: 2 });
  });

  it.each([
    ['leaf', sql`leaf`, sql`replace(leaf, '"at":4', '"at":5')`, 'payload-altered'],
    ['leaf, in white space', sql`leaf`, sql`leaf || ' '`, 'payload-altered'],
    ['leaf_hash', sql`leaf_hash`, sql`sha256('x')`, 'column-altered'],
    ['chain', sql`chain`, sql`sha256('x')`, 'column-altered'],
    ['kind', sql`kind`, sql`'other'`, 'column-altered'],
    ['actor', sql`actor`, sql`'other'`, 'column-altered'],
    ['tenant', sql`tenant`, sql`null`, 'column-altered'],
    ['at', sql`at`, sql`'2026-11-23T03:00:00.001Z'`, 'column-altered'],
    ['idem', sql`idem`, sql`'other'`, 'column-altered'],
  ])('names the entry whose %s was changed', async (_name, column, value, fault) => {
    expect(await reportAfter(set(column, value))).toMatchObject({ verified: false, index: 4, fault });
  });

  it('names the last entry when its chain value was changed', async () => {
    expect(await reportAfter(set(sql`chain`, sql`sha256('x')`, 9))).toMatchObject({
      verified: false,
      index: 9,
    });
  });

  it('sees a rewritten leaf whose hash was made to fit', async () => {
    const { text } = createLeaf(origin, {
      kind: 'even',
      actor: 'a',
      at: '2026-11-23T03:00:00.000Z',
      body: {},
    });
    const hash = sql`sha256(decode('00', 'hex') || convert_to(${text}::text, 'UTF8'))`;
    expect(await reportAfter(set(sql`leaf`, sql`${text}::text`), set(sql`leaf_hash`, hash))).toMatchObject({
      verified: false,
      index: 4,
      fault: 'payload-altered',
    });
  });

  it('names the first missing entry', async () => {
    expect(await reportAfter(sql`delete from ${entry} where index in (3, 7)`)).toMatchObject({
      verified: false,
      index: 3,
      fault: 'missing',
    });
  });

  it('names a missing entry when the later ones were moved up', async () => {
    const statements = [
      sql`delete from ${entry} where index = 3`,
      sql`update ${entry} set index = -index where index > 3`,
      sql`update ${entry} set index = -index - 1 where index < 0`,
    ];
    expect(await reportAfter(...statements)).toMatchObject({ verified: false, index: 3, fault: 'missing' });
  });

  it.each([
    ['with their hashes', sql`leaf_hash = o.leaf_hash, chain = e.chain`],
    ['with hashes and chain', sql`leaf_hash = o.leaf_hash, chain = o.chain`],
  ])('names the first of two entries that changed places %s', async (_name, columns) => {
    const swap = sql`update ${entry} e set leaf = o.leaf, ${columns}, kind = o.kind, idem = o.idem || '!'
      from ${entry} o where e.index in (2, 5) and o.index = 7 - e.index`;
    expect(await reportAfter(swap)).toMatchObject({ verified: false, index: 2, fault: 'reordered' });
  });

  it('names an entry that repeats an earlier one', async () => {
    const repeat = sql`update ${entry} e set leaf = o.leaf, leaf_hash = o.leaf_hash, idem = null
      from ${entry} o where e.index = 5 and o.index = 2`;
    expect(await reportAfter(repeat)).toMatchObject({ verified: false, index: 5, fault: 'duplicated' });
  });

  it('sees entries cut off the end', async () => {
    expect(await reportAfter(sql`delete from ${entry} where index >= 8`)).toMatchObject({
      verified: false,
      index: 8,
      fault: 'truncated',
    });
  });

  it('sees a whole log cut back, by its checkpoint', async () => {
    const shorter = await headAt(6);
    expect(
      await reportAfter(
        sql`delete from ${entry} where index >= 6`,
        sql`update zoqore_ledger.head set size = 6, chain = decode(${shorter.chain}::text, 'hex'),
          root = decode(${shorter.root}::text, 'hex'), frontier = decode(${shorter.frontier}::text, 'hex')`,
      ),
    ).toMatchObject({ verified: false, index: 6, fault: 'truncated' });
  });

  it.each(['root', 'chain', 'frontier'])('sees a changed %s in the head', async (column) => {
    const change = sql`update zoqore_ledger.head set ${sql.identifier(column)} = sha256('x')`;
    expect(await reportAfter(change)).toMatchObject({ verified: false, index: 10, fault: 'head-altered' });
  });

  it('sees a checkpoint that nobody signed, one of another key, and one of another root', async () => {
    const change = (note: string): SQL =>
      sql`update zoqore_ledger.checkpoint set note = ${note}::text where size = 6`;
    const checkpoint = await database.query<{ note: string }>(
      sql`select note from zoqore_ledger.checkpoint where size = 6`,
    );
    const note = checkpoint[0]?.note ?? '';
    const [text] = note.split('\n\n');
    const report = async (changed: string): Promise<unknown> => await reportAfter(change(changed));
    expect(await report(note.replace('\n6\n', '\n5\n'))).toMatchObject({ index: 5, fault: 'bad-signature' });
    expect(await report(await signNote(`${text}\n`, stranger))).toMatchObject({
      index: 5,
      fault: 'key-unknown',
    });
    const otherRoot = `${origin}\n6\n${Buffer.alloc(32, 1).toString('base64')}\n`;
    expect(await report(await signNote(otherRoot, signer))).toMatchObject({
      index: 5,
      fault: 'checkpoint-altered',
    });
    expect(
      await reportAfter(
        sql`update zoqore_ledger.checkpoint set note = ${await signNote(otherRoot, signer)}::text,
          root = decode(${'01'.repeat(32)}::text, 'hex') where size = 6`,
      ),
    ).toMatchObject({ index: 0, fault: 'forked' });
  });

  it('is not led astray by a checkpoint of a size that never was', async () => {
    const planted = sql`insert into zoqore_ledger.checkpoint
      select log_id, 0, root, note, at from zoqore_ledger.checkpoint where size = 6`;
    expect(await reportAfter(planted)).toMatchObject({ verified: false, fault: 'checkpoint-altered' });
  });

  it('stops when it is told to', async () => {
    await expect(ledger.verify({ signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

describe('the entry table', () => {
  it.each([
    sql`update zoqore_ledger.entry set kind = 'x'`,
    sql`delete from zoqore_ledger.entry`,
    sql`truncate zoqore_ledger.entry`,
    sql`update zoqore_ledger.checkpoint set at = 'x'`,
  ])('refuses to be changed', async (statement) => {
    await expect(database.query(statement)).rejects.toMatchObject({ code: '23001' });
  });
});

const headAt = async (size: number): Promise<{ chain: string; root: string; frontier: string }> => {
  const { emptyTree, extendTree, treeRoot } = await import('../../src/index.ts');
  const entries = await ledger.entries({ limit: size });
  const { state } = extendTree(
    emptyTree(origin),
    entries.map(({ leafHash }) => Buffer.from(leafHash, 'hex')),
  );
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  return {
    chain: hex(state.chain),
    root: hex(treeRoot(state)),
    frontier: hex(Buffer.concat(state.frontier)),
  };
};
