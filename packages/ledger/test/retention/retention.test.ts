import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '@zoqore/database';
import { openTestDatabase, startTestPostgres, type TestPostgres } from '@zoqore/database/testing';
import { sql, type SQL } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createSigner,
  exportBundle,
  openLedger,
  parseVerifierKey,
  type CompanionWriter,
  type Ledger,
} from '../../src/index.ts';
import { createSqlStore } from '../../src/postgres/index.ts';
import { createTileReader } from '../../src/proof/store-tiles.ts';
import { RemovalFinder } from '../../src/retention/find-removal.ts';
import type { LedgerStore, PageQuery } from '../../src/store.ts';
import { verifyBundle, verifyEntryProof } from '../../src/verify/index.ts';

const origin = 'zoqore/retention/main';
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const keys = [await parseVerifierKey(signer.verifierKey)];
const at = '2026-11-25T03:00:00.000Z';
const doer = { actor: 'officer', at };

/** Keeps a secret beside each entry, as callers do. */
const secretWriter: CompanionWriter = {
  kind: 'secret',
  isRestrictive: true,
  forgotten: (row) => ({ ...row, secret: '' }),
  write: (rows) =>
    rows.map(
      ({ index, row }) =>
        sql`insert into secrets values (${index}::bigint, ${row['secret'] as string}::text) on conflict do nothing`,
    ),
};
const secretEraser: CompanionWriter = {
  kind: 'secret-eraser',
  isRestrictive: true,
  write: (rows) =>
    rows.map(
      ({
        row,
      }) => sql`update secrets set secret = '' from json_array_elements(${JSON.stringify(row['ranges'])}::text::json) r
        where index >= (r ->> 0)::bigint and index < (r ->> 1)::bigint`,
    ),
};

interface Engine {
  readonly name: string;
  readonly hasJournal: boolean;
  readonly start: () => Promise<Database>;
  readonly stop: () => Promise<void>;
}
let server: TestPostgres;
const engines: readonly Engine[] = [
  { name: 'PGlite', hasJournal: true, start: async () => openTestDatabase(), stop: async () => undefined },
  {
    name: 'PostgreSQL',
    hasJournal: false,
    start: async () => {
      server = await startTestPostgres();
      return openDatabase({ url: server.url });
    },
    stop: async () => server.stop(),
  },
];

describe.each(engines)('retention on $name', ({ hasJournal, start, stop }) => {
  let database: Database;
  let store: LedgerStore;
  let ledger: Ledger;
  let journalDirectory: string;

  const open = async (): Promise<void> => {
    store = createSqlStore({
      database,
      durability: 'fsync',
      ...(hasJournal ? { journalDirectory, journalSegmentBytes: 1_500 } : {}),
    });
    ledger = await openLedger({ store, origin, signer, companions: [secretWriter], erasers: [secretEraser] });
  };
  const journalText = async (): Promise<string> => {
    const names = await readdir(journalDirectory);
    const texts = await Promise.all(names.map((name) => readFile(join(journalDirectory, name), 'latin1')));
    return texts.join('\n');
  };
  const bypassing = async (...statements: readonly SQL[]): Promise<void> => {
    await database.query(sql`alter table zoqore_ledger.entry disable trigger all`);
    for (const statement of statements) await database.query(statement);
    await database.query(sql`alter table zoqore_ledger.entry enable trigger all`);
  };
  const secretOf = async (index: number): Promise<string | undefined> => {
    const [row] = await database.query<{ secret: string }>(
      sql`select secret from secrets where index = ${index}::bigint`,
    );
    return row?.secret;
  };

  beforeAll(async () => {
    database = await start();
  });
  afterAll(async () => {
    await database.close();
    await stop();
  });
  beforeEach(async () => {
    journalDirectory = await mkdtemp(join(tmpdir(), 'zoqore-retention-'));
    await database.query(sql`drop schema if exists zoqore_ledger cascade`);
    await database.query(sql`drop table if exists secrets`);
    await database.query(sql`create table secrets (index bigint primary key, secret text)`);
    await open();
    const append = async (index: number): Promise<unknown> =>
      await ledger.append(
        {
          kind: index % 5 === 0 ? 'rare' : 'common',
          actor: index % 2 === 0 ? 'even' : 'odd',
          at: `2026-11-25T03:00:${String(index).padStart(2, '0')}.000Z`,
          idem: `idem-${index}`,
          body: { personal: `person-${index}.` },
        },
        [{ kind: 'secret', row: { secret: `secret-${index}.` } }],
      );
    // In the order of the calls; four batches make several segments.
    for (const from of [0, 5, 10, 15]) {
      await Promise.all(Array.from({ length: 5 }, async (_, offset) => await append(from + offset)));
    }
    await ledger.publishCheckpoint();
  });
  afterEach(async () => {
    await ledger.close();
    await rm(journalDirectory, { recursive: true });
  });

  it('prunes below an index, and everything still verifies and says so', async () => {
    const before = await ledger.head();
    const kept = await ledger.proof(3);
    const request = { act: 'prune', before: 12, reason: 'policy', isUnarchivedToo: true } as const;
    expect(await ledger.retention.plan(request)).toMatchObject({
      entries: 12,
      leaves: 12,
      held: [],
      kept: 0,
      unarchived: 12,
      ranges: [[0, 12]],
    });
    expect(await ledger.head()).toEqual(before);
    const done = await ledger.retention.remove(doer, request);
    expect(done.receipts).toMatchObject([{ index: 20 }]);
    expect(await ledger.verify()).toMatchObject({
      verified: true,
      size: 21,
      returned: 0,
      removals: [
        {
          by: 20,
          act: 'pruned',
          actor: 'officer',
          reason: 'policy',
          first: 0,
          last: 11,
          entries: 12,
          leaves: 12,
        },
      ],
    });
    expect(await ledger.verify({ from: 15 })).toMatchObject({ verified: true });
    await expect(ledger.entry(3)).rejects.toMatchObject({
      code: 'ENTRY_GONE',
      details: { by: 20, act: 'pruned' },
    });
    await expect(ledger.proof(3)).rejects.toMatchObject({ code: 'ENTRY_GONE' });
    expect(await ledger.entryByIdem('idem-3')).toBeUndefined();
    expect((await ledger.entries({ limit: 100 })).map(({ index }) => index)).toEqual([
      12, 13, 14, 15, 16, 17, 18, 19, 20,
    ]);
    expect(await ledger.entries({ limit: 100, kind: 'rare' })).toHaveLength(1);
    expect(await ledger.entryBundle({ index: 0, width: 20 })).toBeUndefined();
    expect(await ledger.tile(0, { index: 0, width: 20 })).toHaveLength(640);
    // What was taken before verifies for ever, and so does the hash of what is gone.
    expect(await verifyEntryProof(kept ?? '', { keys })).toMatchObject({ verified: true, index: 3 });
    const note = (await ledger.publishCheckpoint())?.note ?? '';
    const source = {
      ...createTileReader(store),
      leaves: async (a: number, b: number) => ledger.leaves(a, b),
    };
    const bundle = exportBundle(source, { from: 10, to: 15, checkpoint: note });
    const bytes = (async function* () {
      for await (const text of bundle) yield new TextEncoder().encode(text);
    })();
    expect(await verifyBundle(bytes, { keys })).toMatchObject({ verified: true, withoutLeaf: 2 });
    // Nothing is left to do.
    expect(await ledger.retention.plan(request)).toMatchObject({ entries: 0 });
    expect(await ledger.retention.remove(doer, request)).toMatchObject({ receipts: [], isForgotten: true });
  });

  it('leaves nothing of a removed leaf in the tables or in the journal', async () => {
    await ledger.retention.remove(doer, {
      act: 'erase',
      ranges: [[4, 7]],
      reason: 'asked for',
      isLeafToo: true,
    });
    const rows = await database.query(
      sql`select leaf, kind, actor, tenant, at, idem from zoqore_ledger.entry where index >= 4::bigint and index < 7::bigint`,
    );
    expect(rows).toEqual(
      Array.from({ length: 3 }, () => ({
        leaf: null,
        kind: null,
        actor: null,
        tenant: null,
        at: null,
        idem: null,
      })),
    );
    expect([await secretOf(3), await secretOf(4), await secretOf(6), await secretOf(7)]).toEqual([
      'secret-3.',
      '',
      '',
      'secret-7.',
    ]);
    if (!hasJournal) return;
    const text = await journalText();
    for (const gone of ['person-4.', 'person-6.', 'secret-4.', 'secret-6.', 'idem-5'])
      expect(text).not.toContain(gone);
    for (const stays of ['person-3.', 'secret-7.']) expect(text).toContain(stays);
  });

  it('erases what opens commitments and leaves the leaf, unless told otherwise', async () => {
    const done = await ledger.retention.remove(doer, {
      act: 'erase',
      ranges: [[0, 20]],
      actor: 'odd',
      reason: 'subject asked',
    });
    expect(done).toMatchObject({ entries: 10, leaves: 0 });
    expect(await ledger.entry(5)).toMatchObject({ body: { personal: 'person-5.' } });
    expect([await secretOf(5), await secretOf(6)]).toEqual(['', 'secret-6.']);
    expect(await ledger.verify()).toMatchObject({
      verified: true,
      removals: [{ act: 'erased', entries: 10, leaves: 0 }],
    });
    if (hasJournal) expect(await journalText()).not.toContain('secret-5.');
  });

  it('goes on from tables and journal after an erasure, and stays erased when either is lost', async () => {
    await ledger.retention.remove(doer, {
      act: 'erase',
      ranges: [[4, 7]],
      reason: 'asked for',
      isLeafToo: true,
    });
    await ledger.append({ kind: 'common', actor: 'even', at, body: {} }, [
      { kind: 'secret', row: { secret: 's' } },
    ]);
    await ledger.close();
    await open();
    expect(await ledger.verify()).toMatchObject({ verified: true, size: 22, returned: 0 });
    if (!hasJournal) return;
    await ledger.close();
    await database.query(sql`drop schema zoqore_ledger cascade`);
    await database.query(sql`delete from secrets`);
    await open();
    expect(ledger.recovered.replayed).toBe(22);
    expect(await ledger.verify()).toMatchObject({
      verified: true,
      size: 22,
      removals: [{ leaves: 3 }],
      returned: 0,
    });
    expect([await secretOf(5), await secretOf(8)]).toEqual(['', 'secret-8.']);
    await ledger.close();
    await rm(journalDirectory, { recursive: true });
    await open();
    expect(ledger.recovered.backfilled).toBe(22);
    expect(await ledger.verify()).toMatchObject({ verified: true, size: 22 });
    expect(await journalText()).not.toContain('person-5.');
  });

  it.runIf(hasJournal)('makes up at the next start for segments that a stop left as they were', async () => {
    const names = (await readdir(journalDirectory)).filter((name) => name.endsWith('.zqj')).toSorted();
    expect(names.length).toBeGreaterThan(2);
    const [first = ''] = names;
    const segment = await readFile(join(journalDirectory, first));
    await ledger.retention.remove(doer, {
      act: 'erase',
      ranges: [[0, 2]],
      reason: 'asked for',
      isLeafToo: true,
    });
    await ledger.close();
    // As if the machine had stopped between the transaction and the rewriting, with half a file left over.
    await writeFile(join(journalDirectory, first), segment);
    await writeFile(join(journalDirectory, `${first}.new`), 'half');
    await rm(join(journalDirectory, 'forgotten.json'));
    expect(await journalText()).toContain('person-1.');
    await open();
    expect(await journalText()).not.toContain('person-1.');
    expect(await ledger.verify()).toMatchObject({ verified: true });
    await ledger.append({ kind: 'common', actor: 'even', at, body: {} });
  });

  it.runIf(hasJournal)(
    'answers a removal that stands although the journal could not be rewritten',
    async () => {
      const names = (await readdir(journalDirectory)).filter((name) => name.endsWith('.zqj')).toSorted();
      const inTheWay = join(journalDirectory, `${names[0]}.new`);
      await mkdir(inTheWay);
      const erase = { act: 'erase', ranges: [[0, 2]], reason: 'asked for', isLeafToo: true } as const;
      expect(await ledger.retention.remove(doer, erase)).toMatchObject({
        entries: 2,
        receipts: [{ index: 20 }],
        isForgotten: false,
      });
      expect(await secretOf(1)).toBe('');
      await rm(inTheWay, { recursive: true });
      expect(await journalText()).toContain('person-1.');
      await ledger.append({ kind: 'common', actor: 'even', at, body: {} });
      await ledger.close();
      await open();
      expect(await journalText()).not.toContain('person-1.');
      expect(await ledger.verify()).toMatchObject({ verified: true, size: 22 });
    },
  );

  it.runIf(hasJournal)('hides no error of a removal behind one of the journal', async () => {
    await ledger.retention.remove(doer, { act: 'erase', ranges: [[0, 2]], reason: 'x', isLeafToo: true });
    const names = (await readdir(journalDirectory)).filter((name) => name.endsWith('.zqj')).toSorted();
    await mkdir(join(journalDirectory, `${names[0]}.new`));
    await rm(join(journalDirectory, 'forgotten.json'));
    await database.query(sql`alter table secrets rename to hidden`);
    const failed = ledger.retention.remove(doer, { act: 'erase', ranges: [[2, 3]], reason: 'x' });
    await expect(failed).rejects.toMatchObject({ message: expect.not.stringContaining('journal could not') });
    await database.query(sql`alter table hidden rename to secrets`);
    await rm(join(journalDirectory, `${names[0]}.new`), { recursive: true });
  });

  it('catches a leaf that is gone without an entry that says so', async () => {
    const nothing = sql`leaf = null, kind = null, actor = null, tenant = null, at = null, idem = null`;
    await bypassing(sql`update zoqore_ledger.entry set ${nothing} where index = 7::bigint`);
    expect(await ledger.verify()).toMatchObject({ verified: false, index: 7, fault: 'missing' });
    expect(await ledger.verify({ from: 15 })).toMatchObject({ verified: false, index: 7, fault: 'missing' });
    await expect(ledger.entry(7)).rejects.toMatchObject({
      code: 'ENTRY_GONE',
      message: /run a verification/,
    });
    await ledger.retention.remove(doer, { act: 'prune', before: 5, reason: 'policy', isUnarchivedToo: true });
    expect(await ledger.verify()).toMatchObject({ verified: false, index: 7, fault: 'missing' });
  });

  it('catches a forged hash in the place of a removed leaf, and an entry that was made to say more', async () => {
    await ledger.retention.remove(doer, { act: 'prune', before: 5, reason: 'policy', isUnarchivedToo: true });
    await bypassing(sql`update zoqore_ledger.entry set leaf_hash = sha256('x') where index = 3::bigint`);
    expect(await ledger.verify()).toMatchObject({ verified: false, index: 3 });
  });

  it('catches a leaf removed under an entry whose text was widened, also when it verifies from later on', async () => {
    await ledger.retention.remove(doer, { act: 'prune', before: 5, reason: 'policy', isUnarchivedToo: true });
    await bypassing(
      sql`update zoqore_ledger.entry set leaf = replace(leaf, '[[0,5]]', '[[0,9]]') where index = 20::bigint`,
      sql`update zoqore_ledger.entry set leaf = null, kind = null, actor = null, at = null, idem = null where index = 8::bigint`,
    );
    for (const from of [0, 21]) {
      expect(await ledger.verify({ from })).toMatchObject({
        verified: false,
        index: 20,
        fault: 'payload-altered',
      });
    }
  });

  it('reads each entry that removes once, however often somebody asks for what is gone', async () => {
    const erase = (index: number) =>
      ledger.retention.remove(doer, {
        act: 'erase',
        ranges: [[index, index + 1]],
        reason: 'asked for',
        isLeafToo: true,
      });
    await ledger.retention.remove(doer, { act: 'prune', before: 5, reason: 'policy', isUnarchivedToo: true });
    for (const index of [7, 9]) await erase(index);
    let read = 0;
    const watched = {
      read: async (query: PageQuery) => {
        const page = await store.read(query);
        read += page.length;
        return page;
      },
    };
    const finder = new RemovalFinder(origin, watched);
    const asked = [9, 3, 9, 7, 12, 12, 0].map(async (index) => (await finder.find(index))?.by);
    expect(await Promise.all(asked)).toEqual([22, 20, 22, 21, undefined, undefined, 20]);
    expect(read).toBe(3);
    await erase(12);
    expect(await finder.find(12)).toMatchObject({ by: 23, act: 'erased' });
    expect(read).toBe(4);
  });

  it('counts what a restored backup brought back', async () => {
    await database.query(sql`create table kept as select * from zoqore_ledger.entry`);
    await ledger.retention.remove(doer, { act: 'prune', before: 5, reason: 'policy', isUnarchivedToo: true });
    await bypassing(
      sql`update zoqore_ledger.entry e set leaf = k.leaf, kind = k.kind, actor = k.actor, at = k.at, idem = k.idem
        from kept k where k.index = e.index and e.index < 2::bigint`,
    );
    await database.query(sql`drop table kept`);
    expect(await ledger.verify()).toMatchObject({ verified: true, returned: 2 });
  });

  describe('a legal hold', () => {
    it('keeps what it covers from pruning, and refuses an erasure of it, until it is released', async () => {
      const hold = await ledger.retention.placeHold(doer, { kinds: ['rare'], to: 11, reason: 'case 7' });
      expect(hold).toMatchObject({ id: 20, kinds: ['rare'], to: 11, placedBy: 'officer', reason: 'case 7' });
      expect(await ledger.retention.holds()).toEqual([hold]);
      const prune = { act: 'prune', before: 18, reason: 'policy', isUnarchivedToo: true } as const;
      expect(await ledger.retention.plan(prune)).toMatchObject({
        entries: 15,
        held: [{ hold: 20, entries: 3 }],
        ranges: [
          [1, 5],
          [6, 10],
          [11, 18],
        ],
      });
      const erase = { act: 'erase', ranges: [[4, 6]], reason: 'asked for', isLeafToo: true } as const;
      await expect(ledger.retention.remove(doer, erase)).rejects.toMatchObject({ code: 'ENTRY_HELD' });
      await ledger.retention.remove(doer, prune);
      expect(await ledger.entry(5)).toMatchObject({ kind: 'rare' });
      expect(await ledger.verify()).toMatchObject({ verified: true });
      await expect(ledger.retention.releaseHold(doer, 19, 'over')).rejects.toMatchObject({
        code: 'ENTRY_INVALID',
      });
      await ledger.retention.releaseHold(doer, hold.id, 'over');
      await expect(ledger.retention.releaseHold(doer, hold.id, 'over')).rejects.toMatchObject({
        code: 'ENTRY_INVALID',
      });
      expect(await ledger.retention.holds()).toEqual([]);
      await ledger.retention.remove(doer, erase);
      await expect(ledger.entry(5)).rejects.toMatchObject({ code: 'ENTRY_GONE' });
      expect(await ledger.verify()).toMatchObject({ verified: true });
    });

    it('covers by actor and by range, and all of the log without terms', async () => {
      const all = { act: 'prune', before: 20, reason: 'policy', isUnarchivedToo: true } as const;
      await ledger.retention.placeHold(doer, { actors: ['odd'], from: 10, reason: 'one' });
      expect(await ledger.retention.plan(all)).toMatchObject({ entries: 15 });
      await ledger.retention.placeHold(doer, { reason: 'everything' });
      expect(await ledger.retention.plan({ ...all, before: 22 })).toMatchObject({ entries: 0, kept: 2 });
    });

    it('that would cover nothing is refused, and not recorded', async () => {
      const { size } = await ledger.head();
      for (const terms of [{ from: 10, to: 3 }, { from: 5, to: 5 }, { to: 0 }]) {
        await expect(ledger.retention.placeHold(doer, { ...terms, reason: 'case' })).rejects.toMatchObject({
          code: 'ENTRY_INVALID',
        });
      }
      expect(await ledger.head()).toMatchObject({ size });
    });

    it('that another process places while a removal is planned refuses the removal', async () => {
      const racing = ledger.retention.remove(doer, { act: 'erase', ranges: [[1, 3]], reason: 'asked for' });
      const placed = ledger.retention.placeHold(doer, { reason: 'case' });
      const [removed] = await Promise.allSettled([racing, placed]);
      const hold = await placed;
      // Whichever came first in the log: nothing is erased behind a hold.
      if (removed.status === 'fulfilled') expect(removed.value.receipts[0]?.index).toBeLessThan(hold.id);
      else expect(removed.reason).toMatchObject({ code: 'ENTRY_HELD' });
    });
  });

  it('prunes what is archived, and what is not only when told', async () => {
    const { root } = (await ledger.publishCheckpoint()) ?? { root: '' };
    const archive = { from: 0, to: 8, size: 20, root, sha256: '00'.repeat(32), place: 'tape 1' };
    await expect(
      ledger.retention.recordArchive(doer, { ...archive, root: '11'.repeat(32) }),
    ).rejects.toMatchObject({
      code: 'ENTRY_INVALID',
    });
    await expect(ledger.retention.recordArchive(doer, { ...archive, to: 21 })).rejects.toMatchObject({
      code: 'ENTRY_INVALID',
    });
    await ledger.retention.recordArchive(doer, archive);
    const request = { act: 'prune', before: 10, reason: 'policy' } as const;
    expect(await ledger.retention.plan(request)).toMatchObject({ entries: 10, unarchived: 2 });
    await expect(ledger.retention.remove(doer, request)).rejects.toMatchObject({ code: 'ENTRY_UNARCHIVED' });
    expect(await ledger.retention.remove(doer, { ...request, before: 8 })).toMatchObject({ entries: 8 });
  });

  it('prunes by age up to the first entry that is not older', async () => {
    const request = {
      act: 'prune',
      before: 20,
      olderThan: '2026-11-25T03:00:06.000Z',
      reason: 'policy',
      isUnarchivedToo: true,
    } as const;
    expect(await ledger.retention.plan(request)).toMatchObject({ ranges: [[0, 6]] });
  });

  it('never removes entries of the ledger itself, and lets nobody else write them', async () => {
    await ledger.retention.placeHold(doer, { from: 1000, reason: 'later' });
    await ledger.retention.remove(doer, { act: 'erase', ranges: [[19, 22]], reason: 'all', isLeafToo: true });
    expect(await ledger.entry(20)).toMatchObject({ kind: 'ledger.hold-placed' });
    for (const kind of ['ledger.pruned', 'ledger.anything']) {
      await expect(
        ledger.append({
          kind,
          actor: 'mallory',
          at,
          body: { ranges: [[0, 5]], removed: [[0, 5]], reason: 'x' },
        }),
      ).rejects.toMatchObject({ code: 'ENTRY_INVALID' });
    }
  });

  it('lets triggers pass exactly a removal that an entry says', async () => {
    const gone = sql`leaf = null, kind = null, actor = null, tenant = null, at = null, idem = null`;
    const log = sql`(select id from zoqore_ledger.log)`;
    const refused = async (statement: SQL): Promise<void> => {
      await expect(database.query(statement)).rejects.toMatchObject({ code: '23001' });
    };
    await refused(sql`update zoqore_ledger.entry set ${gone} where index = 3::bigint`);
    await refused(sql`update zoqore_ledger.entry set leaf = 'x' where index = 3::bigint`);
    await refused(sql`delete from zoqore_ledger.entry where index = 3::bigint`);
    await refused(sql`truncate zoqore_ledger.entry`);
    // No entry says so: one of another kind, and none at all.
    await refused(sql`select zoqore_ledger.remove_leaves(${log}, 3::bigint)`);
    await refused(sql`select zoqore_ledger.remove_leaves(${log}, 99::bigint)`);
    await ledger.retention.remove(doer, { act: 'erase', ranges: [[3, 4]], reason: 'x', isLeafToo: true });
    await refused(sql`update zoqore_ledger.entry set leaf_hash = 'x' where index = 3::bigint`);
    await refused(sql`delete from zoqore_ledger.entry where index = 3::bigint`);
    // The setting alone does not change a hash, nor an entry of the ledger.
    await expect(
      database.transaction(async (tx) => {
        await tx.query(sql`select set_config('zoqore_ledger.removal', ${log}::text, true)`);
        await tx.query(sql`update zoqore_ledger.entry set ${gone}, chain = 'x' where index = 5::bigint`);
      }),
    ).rejects.toMatchObject({ code: '23001' });
    await expect(
      database.transaction(async (tx) => {
        await tx.query(sql`select set_config('zoqore_ledger.removal', ${log}::text, true)`);
        await tx.query(sql`update zoqore_ledger.entry set ${gone} where index = 20::bigint`);
      }),
    ).rejects.toMatchObject({ code: '23001' });
  });
});
