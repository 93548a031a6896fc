import { openTestDatabase } from '@zoqore/database/testing';
import type { Database } from '@zoqore/database';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLeaf, extendTree, openLedger, type EntryDraft, type Ledger } from '../../src/index.ts';
import { createSqlStore } from '../../src/postgres/index.ts';
import { insertBatch, selectHead, toState, type HeadRow } from '../../src/postgres/statements.ts';
import { author, newSigner, origin, testKeys, type TestKeys } from '../keys/test-keys.ts';

/** Somebody can write every row and has no key of the log. */

const at = '2026-11-25T03:00:00.000Z';
const doer = { actor: 'officer', at };
let database: Database;
let signer: TestKeys;
let ledger: Ledger;

const open = (): Promise<Ledger> =>
  openLedger({ store: createSqlStore({ database, durability: 'process' }), origin, signer });
const append = (count: number): Promise<unknown> =>
  Promise.all(
    Array.from({ length: count }, (_, n) => ledger.append({ kind: 'note', actor: 'agent', at, body: { n } })),
  );

beforeEach(async () => {
  database = await openTestDatabase();
  signer = testKeys(newSigner());
  ledger = await open();
  await append(4);
});
afterEach(async () => {
  await ledger.close();
  await database.close();
});

/** Appends an entry as the tables have it, its leaves removed as it says, while no process runs. Returns its index. */
async function forge(
  draft: EntryDraft,
  removed: readonly (readonly [number, number])[] = [],
): Promise<number> {
  await ledger.close();
  const [row] = await database.query<HeadRow>(selectHead(1));
  if (row === undefined) throw new Error('expected a head');
  const before = toState(row);
  const { text, bytes, hash } = createLeaf(origin, draft);
  const { state: after, chains, subtrees } = extendTree(before, [hash]);
  const { kind, actor } = draft;
  const entry = {
    index: before.size,
    leaf: text,
    bytes,
    leafHash: hash,
    chain: chains[0] ?? hash,
    kind,
    actor,
    at,
  };
  await database.transaction(async (tx) => {
    await tx.query(
      insertBatch(
        1,
        {
          entries: [{ ...entry, tenant: undefined, idem: undefined, companions: [] }],
          before,
          after,
          subtrees,
        },
        [],
      ),
    );
    await tx.query(sql`set local session_replication_role = replica`);
    for (const [from, to] of removed) {
      await tx.query(sql`update zoqore_ledger.entry
        set leaf = null, kind = null, actor = null, tenant = null, at = null, idem = null
        where index >= ${from}::bigint and index < ${to}::bigint`);
    }
  });
  ledger = await open();
  return before.size;
}

const prune = (...ranges: readonly (readonly [number, number])[]): EntryDraft => ({
  kind: 'ledger.pruned',
  actor: 'host',
  at,
  body: { ranges, removed: ranges, reason: 'because' },
});

it('cannot remove: the entry that says so is a fault', async () => {
  const index = await forge(prune([1, 3]), [[1, 3]]);
  expect(await ledger.verify()).toMatchObject({ verified: false, index, fault: 'act-invalid' });
});

it('cannot make a revocation of a key not to have been', async () => {
  await ledger.keys.rotate(author);
  const { keys } = await ledger.keys.list();
  const { receipt } = await ledger.keys.revoke(keys[0]?.id ?? '', author, { reason: 'stolen' });
  const { index } = receipt;
  const by = await forge(prune([index, index + 1]), [[index, index + 1]]);
  const report = await ledger.verify();
  expect(report.verified).toBe(false);
  if (!report.verified) expect([index, by]).toContain(report.index);
});

it('cannot pass on what a key once signed: not for another entry, not in another place of the keys', async () => {
  await ledger.retention.remove(doer, { act: 'prune', before: 1, isUnarchivedToo: true, reason: 'old' });
  const [pruned] = await ledger.entries({ limit: 1, kind: 'ledger.pruned' });
  const note = pruned?.body['note'] ?? '';
  const index = await forge({ ...prune([1, 2]), body: { ...prune([1, 2]).body, note } }, [[1, 2]]);
  expect(await ledger.verify()).toMatchObject({ verified: false, index, fault: 'act-invalid' });
});

it('cannot release a legal hold, nor record an archive that prune would trust', async () => {
  const { id } = await ledger.retention.placeHold(doer, { reason: 'a lawsuit' });
  await forge({ kind: 'ledger.hold-released', actor: 'host', at, body: { hold: id, reason: 'never mind' } });
  expect((await ledger.retention.holds()).map((hold) => hold.id)).toEqual([id]);
  const archived = {
    from: 0,
    to: 4,
    size: 4,
    root: '00'.repeat(32),
    sha256: '00'.repeat(32),
    place: 'nowhere',
  };
  const index = await forge({ kind: 'ledger.archived', actor: 'host', at, body: archived });
  await ledger.retention.releaseHold(doer, id, 'settled');
  await expect(
    ledger.retention.remove(doer, { act: 'prune', before: 4, reason: 'old' }),
  ).rejects.toMatchObject({
    code: 'ENTRY_UNARCHIVED',
  });
  const report = await ledger.verify();
  expect(report).toMatchObject({ verified: false, fault: 'act-invalid' });
  if (!report.verified) expect(report.index).toBeLessThanOrEqual(index);
});

it('cannot have leaves removed by an entry that is not the log’s', async () => {
  const bogus = database.transaction(async (tx) => {
    await tx.query(sql`insert into zoqore_ledger.entry (log_id, index, leaf, leaf_hash, chain, kind, actor, at)
      values (1, 1000000, '{"body":{"removed":[[0,1000000]]}}', '', '', 'ledger.pruned', 'x', 'x')`);
    await tx.query(sql`select zoqore_ledger.remove_leaves(1, 1000000)`);
  });
  await expect(bogus).rejects.toThrow(/removes nothing/);
  expect(await ledger.verify()).toMatchObject({ verified: true });
});

it('is told from whoever has the keys, while these change', async () => {
  const acts = [
    ledger.retention.remove(doer, { act: 'prune', before: 2, isUnarchivedToo: true, reason: 'old' }),
    ledger.keys.rotate(author),
    ledger.retention.placeHold(doer, { reason: 'a lawsuit', from: 2 }),
    append(3),
  ];
  await Promise.allSettled(acts);
  expect(await ledger.retention.holds()).toHaveLength(1);
  expect(await ledger.verify()).toMatchObject({ verified: true });
});
