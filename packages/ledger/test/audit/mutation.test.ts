import { generateKeyPairSync } from 'node:crypto';
import { openDatabase, type Database } from '@zoqore/database';
import { openTestDatabase, startTestPostgres, type TestPostgres } from '@zoqore/database/testing';
import { sql, type SQL } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createCosigner,
  createSigner,
  openLedger,
  parseNote,
  parseVerifierKey,
  signNote,
  type Fault,
  type Ledger,
  type LedgerTransaction,
  type VerifyOptions,
  type VerifyReport,
} from '../../src/index.ts';
import { createSqlStore } from '../../src/postgres/index.ts';

const origin = 'zoqore/mutation/main';
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const stranger = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const witnessKey = generateKeyPairSync('ed25519').privateKey;
const witness = createCosigner('witness.example/w1', witnessKey);
/** Two pages of a verification, and tiles of two levels do not fit: five full ones of level 1. */
const size = 1300;
/** Of checkpoints. */
const sizes = [500, 1100, size];

const entry = sql`zoqore_ledger.entry`;
const head = sql`zoqore_ledger.head`;
const checkpoint = sql`zoqore_ledger.checkpoint`;
const subtree = sql`zoqore_ledger.subtree`;
const cosignature = sql`zoqore_ledger.cosignature`;
const other = sql`sha256('other')`;
const setEntry = (change: SQL, index: number): SQL =>
  sql`update ${entry} set ${change} where index = ${index}::bigint`;

interface Mutation {
  readonly by: readonly SQL[];
  readonly fault: Fault | 'unseen';
  readonly index?: number;
}

/** What a change of each column is called. A column that is not here fails the suite: give it a fault, or say why none. */
const columns: Record<string, Mutation> = {
  'log.id': {
    by: [
      sql`alter table zoqore_ledger.log alter id drop identity`,
      sql`update zoqore_ledger.log set id = id + 7`,
    ],
    fault: 'head-altered',
    index: 0,
  },
  'log.origin': {
    by: [sql`update zoqore_ledger.log set origin = 'zoqore/x/main'`],
    fault: 'head-altered',
    index: 0,
  },
  'head.log_id': { by: [sql`update ${head} set log_id = log_id + 7`], fault: 'head-altered', index: 0 },
  'head.size': { by: [sql`update ${head} set size = size + 1`], fault: 'truncated', index: size },
  'head.root': { by: [sql`update ${head} set root = ${other}`], fault: 'head-altered', index: size },
  'head.chain': { by: [sql`update ${head} set chain = ${other}`], fault: 'head-altered', index: size },
  'head.frontier': {
    by: [sql`update ${head} set frontier = frontier || ${other}`],
    fault: 'head-altered',
    index: size,
  },
  'head.epoch': { by: [sql`update ${head} set epoch = 1`], fault: 'head-altered', index: size },
  'entry.log_id': { by: [setEntry(sql`log_id = log_id + 7`, 1200)], fault: 'missing', index: 1200 },
  'entry.index': { by: [setEntry(sql`index = index + 9000`, 1200)], fault: 'missing', index: 1200 },
  'entry.leaf': {
    by: [setEntry(sql`leaf = replace(leaf, '"at":1200', '"at":1201')`, 1200)],
    fault: 'payload-altered',
    index: 1200,
  },
  'entry.leaf_hash': {
    by: [setEntry(sql`leaf_hash = ${other}`, 1200)],
    fault: 'column-altered',
    index: 1200,
  },
  'entry.chain': { by: [setEntry(sql`chain = ${other}`, 1200)], fault: 'column-altered', index: 1200 },
  'entry.kind': { by: [setEntry(sql`kind = 'other'`, 1200)], fault: 'column-altered', index: 1200 },
  'entry.actor': { by: [setEntry(sql`actor = 'other'`, 1200)], fault: 'column-altered', index: 1200 },
  'entry.tenant': { by: [setEntry(sql`tenant = null`, 1200)], fault: 'column-altered', index: 1200 },
  'entry.at': {
    by: [setEntry(sql`at = '2026-11-23T03:00:00.001Z'`, 1200)],
    fault: 'column-altered',
    index: 1200,
  },
  'entry.idem': { by: [setEntry(sql`idem = 'other'`, 1200)], fault: 'column-altered', index: 1200 },
  'checkpoint.log_id': {
    // Missing it is not told from never signed; so the newest one of the log is asked for elsewhere, by whoever kept it.
    by: [sql`update ${checkpoint} set log_id = log_id + 7 where size = 500`],
    fault: 'unseen',
  },
  'checkpoint.size': {
    by: [sql`update ${checkpoint} set size = 501 where size = 500`],
    fault: 'checkpoint-altered',
    index: 500,
  },
  'checkpoint.root': {
    by: [sql`update ${checkpoint} set root = ${other} where size = 500`],
    fault: 'checkpoint-altered',
    index: 499,
  },
  'checkpoint.note': {
    by: [
      sql`update ${checkpoint} set note = replace(note, ${`\n500\n`}::text, ${`\n501\n`}::text) where size = 500`,
    ],
    fault: 'bad-signature',
    index: 499,
  },
  'checkpoint.at': {
    by: [sql`update ${checkpoint} set at = 'yesterday' where size = 500`],
    fault: 'checkpoint-altered',
    index: 499,
  },
  'cosignature.log_id': {
    // As with a checkpoint: one that is gone is not told from one that never came.
    by: [sql`update ${cosignature} set log_id = log_id + 7`],
    fault: 'unseen',
  },
  'cosignature.size': {
    by: [sql`update ${cosignature} set size = 501`],
    fault: 'checkpoint-altered',
    index: 500,
  },
  'cosignature.witness': {
    by: [
      sql`update ${cosignature} set witness = ${createCosigner('witness.example/w2', witnessKey).verifierKey}::text`,
    ],
    fault: 'bad-signature',
    index: 1099,
  },
  'cosignature.line': {
    by: [sql`update ${cosignature} set line = ${witness.cosign('another text\n', 1)}::text`],
    fault: 'bad-signature',
    index: 1099,
  },
  'cosignature.at': {
    by: [sql`update ${cosignature} set at = 'yesterday'`],
    fault: 'checkpoint-altered',
    index: 1099,
  },
  'subtree.log_id': {
    by: [sql`update ${subtree} set log_id = log_id + 7 where index = 1`],
    fault: 'column-altered',
    index: 256,
  },
  'subtree.level': {
    by: [sql`update ${subtree} set level = 2 where index = 1`],
    fault: 'column-altered',
    index: 256,
  },
  'subtree.index': {
    by: [sql`update ${subtree} set index = 9 where index = 1`],
    fault: 'column-altered',
    index: 256,
  },
  'subtree.hash': {
    by: [sql`update ${subtree} set hash = ${other} where index = 1`],
    fault: 'column-altered',
    index: 256,
  },
};

const swap = (a: number, b: number, more: SQL): SQL =>
  sql`update ${entry} e set leaf = o.leaf, leaf_hash = o.leaf_hash, kind = o.kind, actor = o.actor, tenant = o.tenant,
    at = o.at, idem = o.idem || '!' ${more}
    from ${entry} o where e.index in (${a}::bigint, ${b}::bigint) and o.index = ${a + b}::bigint - e.index`;
const signed = async (text: string, by = signer): Promise<SQL> =>
  sql`update ${checkpoint} set note = ${await signNote(text, by)}::text where size = 500`;

/** Done by somebody who knows the tables well. */
const attacks: Record<string, (body: string) => Promise<Mutation>> = {
  'an entry deleted': async () => ({
    by: [sql`delete from ${entry} where index = 700`],
    fault: 'missing',
    index: 700,
  }),
  'an entry deleted and the later ones moved up': async () => ({
    by: [
      sql`delete from ${entry} where index = 700`,
      sql`update ${entry} set index = -index where index > 700`,
      sql`update ${entry} set index = -index - 1 where index < 0`,
    ],
    fault: 'missing',
    index: 700,
  }),
  'the first entry deleted': async () => ({
    by: [sql`delete from ${entry} where index = 0`],
    fault: 'missing',
    index: 0,
  }),
  'all entries deleted': async () => ({ by: [sql`truncate ${entry}`], fault: 'truncated', index: 0 }),
  'the end cut off': async () => ({
    by: [sql`delete from ${entry} where index >= 1290`],
    fault: 'truncated',
    index: 1290,
  }),
  'two entries of one page swapped, hashes too': async () => ({
    by: [swap(600, 605, sql``)],
    fault: 'reordered',
    index: 600,
  }),
  'two entries of different pages swapped, chain values too': async () => ({
    by: [swap(600, 1205, sql`, chain = o.chain`)],
    fault: 'reordered',
    index: 600,
  }),
  'an entry repeated in the place of another': async () => ({
    by: [
      sql`update ${entry} e set leaf = o.leaf, leaf_hash = o.leaf_hash, idem = null
        from ${entry} o where e.index = 1200 and o.index = 2`,
    ],
    fault: 'duplicated',
    index: 1200,
  }),
  'an entry inserted twice, where no constraint holds any more': async () => ({
    by: [
      sql`alter table ${entry} drop constraint entry_pk`,
      sql`drop index zoqore_ledger.entry_idem`,
      sql`insert into ${entry} select * from ${entry} where index = 1200`,
    ],
    fault: 'duplicated',
    index: 1200,
  }),
  'an index written over by its neighbour, all else in order': async () => ({
    by: [
      sql`alter table ${entry} drop constraint entry_pk`,
      sql`update ${entry} set index = 700 where index = 701`,
    ],
    fault: 'duplicated',
    index: 700,
  }),
  'an entry added behind the head': async () => ({
    by: [
      sql`insert into ${entry} select log_id, ${size}::bigint, leaf, leaf_hash, chain, kind, actor, tenant, at, null
        from ${entry} where index = 0`,
    ],
    fault: 'surplus',
    index: size,
  }),
  'an entry added before the first one': async () => ({
    by: [
      sql`insert into ${entry} select log_id, -1, leaf, leaf_hash, chain, kind, actor, tenant, at, null
        from ${entry} where index = 0`,
    ],
    fault: 'surplus',
    index: size,
  }),
  'a byte moved from a chain value to the hash beside it': async () => ({
    by: [
      setEntry(sql`leaf_hash = leaf_hash || '\\x00'::bytea`, 700),
      setEntry(sql`chain = substring(chain from 2)`, 700),
    ],
    fault: 'payload-altered',
    index: 700,
  }),
  'a byte moved from a hash to that of the next entry': async () => ({
    by: [
      sql`update ${entry} e set leaf_hash = substring(e.leaf_hash from 32) || o.leaf_hash
        from ${entry} o where e.index = 700 and o.index = 701`,
      setEntry(sql`leaf_hash = ''`, 701),
    ],
    fault: 'column-altered',
    index: 700,
  }),
  'a line break slipped into a leaf': async () => ({
    by: [setEntry(sql`leaf = leaf || E'\n'`, 700)],
    fault: 'payload-altered',
    index: 700,
  }),
  'a line break and a quote slipped into a column': async () => ({
    by: [setEntry(sql`actor = actor || E'\n","'`, 700)],
    fault: 'column-altered',
    index: 700,
  }),
  'the log forked: another history, signed at the same size': async (body) => {
    const root = Buffer.alloc(32, 1);
    const lines = body.split('\n');
    lines[2] = root.toString('base64');
    return {
      by: [
        await signed(lines.join('\n')),
        sql`update ${checkpoint} set root = decode(${root.toString('hex')}::text, 'hex') where size = 500`,
      ],
      fault: 'forked',
      index: 0,
    };
  },
  'a later checkpoint of another history': async () => {
    const root = Buffer.alloc(32, 1);
    const note = await signNote(`${origin}\n1100\n${root.toString('base64')}\n`, signer);
    return {
      by: [
        sql`update ${checkpoint} set note = ${note}::text, root = decode(${root.toString('hex')}::text, 'hex')
          where size = 1100`,
      ],
      fault: 'forked',
      index: 500,
    };
  },
  'the key swapped for a stranger’s of the same name': async (body) => ({
    by: [await signed(body, stranger)],
    fault: 'key-unknown',
    index: 499,
  }),
  'signatures of others added to a checkpoint': async () => ({
    by: [
      sql`update ${checkpoint} set note = note || ${witness.cosign('another text\n', 1)}::text where size = 500`,
    ],
    fault: 'checkpoint-altered',
    index: 499,
  }),
  'the signature of the log given twice': async () => ({
    by: [
      sql`update ${checkpoint} set note = note || substring(note from position(E'\n\n' in note) + 2) where size = 500`,
    ],
    fault: 'checkpoint-altered',
    index: 499,
  }),
  'a checkpoint of a longer log kept': async () => {
    const root = Buffer.alloc(32, 1);
    const note = await signNote(`${origin}\n9000\n${root.toString('base64')}\n`, signer);
    return {
      by: [
        sql`insert into ${checkpoint} select log_id, 9000, root, ${note}::text, at from ${checkpoint} where size = 500`,
      ],
      fault: 'truncated',
      index: size,
    };
  },
  'a checkpoint of no entries planted': async () => ({
    by: [sql`insert into ${checkpoint} select log_id, 0, root, note, at from ${checkpoint} where size = 500`],
    fault: 'checkpoint-altered',
    index: 0,
  }),
};

describe.each(['pglite', 'postgres'] as const)('what was changed in the tables on %s', (engine) => {
  let server: TestPostgres | undefined;
  let database: Database;
  let ledger: Ledger;
  let body = '';
  /** The transaction of the attacker while there is one: what the ledger asks is answered from within it. */
  let attacker: LedgerTransaction | undefined;

  beforeAll(async () => {
    server = engine === 'postgres' ? await startTestPostgres() : undefined;
    database = server === undefined ? await openTestDatabase() : await openDatabase({ url: server.url });
    const query: LedgerTransaction['query'] = async (statement) =>
      await (attacker ?? database).query(statement);
    const store = createSqlStore({ database: { ...database, query }, durability: 'process' });
    ledger = await openLedger({ store, origin, signer });
    let from = 0;
    for (const to of sizes) {
      await Promise.all(
        Array.from({ length: to - from }, async (_, offset) => {
          const at = from + offset;
          const instant = '2026-11-23T03:00:00.000Z';
          await ledger.append({
            kind: at % 2 === 0 ? 'even' : 'odd',
            actor: 'a',
            tenant: 't',
            at: instant,
            idem: `idem-${at}`,
            body: { at },
          });
        }),
      );
      await ledger.publishCheckpoint();
      from = to;
    }
    await database.transaction(async (tx) => {
      // Signed by the clock, if this took long.
      await tx.query(sql`set local session_replication_role = replica`);
      await tx.query(sql`delete from ${checkpoint} where size not in (500, 1100, 1300)`);
    });
    const kept = await database.query<{ size: number; note: string }>(
      sql`select size, note from zoqore_ledger.checkpoint order by size`,
    );
    expect(kept.map((row) => row.size)).toEqual(sizes);
    const witnessed = kept[1]?.note ?? '';
    await store.saveCosignature({
      size: 1100,
      witness: witness.verifierKey,
      line: witness.cosign(parseNote(witnessed).text, 1_795_600_000),
      at: '2026-11-25T10:00:00.000Z',
    });
    body = `${kept[0]?.note.split('\n\n')[0] ?? ''}\n`;
  });
  afterAll(async () => {
    await ledger.close();
    await database.close();
    await server?.stop();
  });

  /** Damages the tables as their owner could, looks, and takes it back. */
  const reportAfter = async (
    statements: readonly SQL[],
    options: VerifyOptions = {},
  ): Promise<VerifyReport> => {
    let report: VerifyReport | undefined;
    const undone = new Error('undone');
    const work = database.transaction(async (tx) => {
      await tx.query(sql`set local session_replication_role = replica`);
      for (const statement of statements) await tx.query(statement);
      attacker = tx;
      report = await ledger.verify(options);
      throw undone;
    });
    await work.catch((error: unknown) => {
      if (error !== undone) throw error;
    });
    attacker = undefined;
    if (report === undefined) throw new Error('expected a report');
    return report;
  };
  const expectNamed = async ({ by, fault, index }: Mutation): Promise<void> => {
    const expected = fault === 'unseen' ? { verified: true, size } : { verified: false, fault, index };
    expect(await reportAfter(by, { threads: 0 })).toMatchObject(expected);
  };

  it('is nothing yet', async () => {
    expect(await reportAfter([])).toMatchObject({ verified: true, size, checkpoints: sizes.length });
  });

  it('has a named fault for every column that there is', async () => {
    const found = await database.query<{ name: string }>(
      sql`select table_name || '.' || column_name as name from information_schema.columns
        where table_schema = 'zoqore_ledger' and table_name not like '%migrations%' order by 1`,
    );
    expect(found.map(({ name }) => name)).toEqual(Object.keys(columns).toSorted());
  });

  it.each(Object.keys(columns))('is named: column %s', async (name) => {
    const mutation = columns[name];
    if (mutation === undefined) throw new Error('expected a mutation');
    await expectNamed(mutation);
  });

  it.each(Object.keys(attacks))('is named: %s', async (name) => {
    const attack = attacks[name];
    if (attack === undefined) throw new Error('expected an attack');
    await expectNamed(await attack(body));
  });

  it('is called the same by threads', async () => {
    for (const name of ['entry.leaf', 'entry.actor', 'checkpoint.root', 'subtree.hash']) {
      const { by = [] } = columns[name] ?? {};
      expect(await reportAfter(by, { threads: 2 })).toEqual(await reportAfter(by, { threads: 0 }));
    }
    expect(await reportAfter([], { threads: 2 })).toEqual(await reportAfter([], { threads: 0 }));
  });

  it('is seen from a checkpoint on, and before it only where a hash was changed', async () => {
    const from = { from: size, threads: 0 };
    expect(await reportAfter([], from)).toMatchObject({ verified: true, from: 1024, checkpoints: 2 });
    // Behind the last page that a signature covers, all of it.
    const late = columns['entry.actor']?.by ?? [];
    expect(await reportAfter(late, from)).toMatchObject({ fault: 'column-altered', index: 1200 });
    // What a page before it holds is not looked at.
    expect(await reportAfter([setEntry(sql`actor = 'other'`, 700)], from)).toMatchObject({ verified: true });
    // A hash that the start rests on, or a start that nobody signed: everything is looked at, and named.
    const hash = columns['subtree.hash']?.by ?? [];
    expect(await reportAfter(hash, from)).toMatchObject({ fault: 'column-altered', index: 256 });
    const unsigned = [
      sql`update ${checkpoint} set note = (select note from ${checkpoint} where size = 500) where size = ${size}::bigint`,
      setEntry(sql`actor = 'other'`, 700),
    ];
    expect(await reportAfter(unsigned, from)).toMatchObject({ fault: 'column-altered', index: 700 });
    const keys = [await parseVerifierKey(stranger.verifierKey)];
    expect(await reportAfter([], { ...from, keys })).toMatchObject({ fault: 'key-unknown', index: 499 });
  });
});
