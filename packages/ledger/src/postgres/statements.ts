import { sql, type SQL } from 'drizzle-orm';
import { hashLength, treeRoot, type Subtree, type TreeState } from '../tree.ts';
import type { LeavesQuery, PageQuery, StoreBatch, StoredCheckpoint, StoredEntry } from '../store.ts';

export interface HeadRow {
  readonly size: number;
  readonly root: Uint8Array;
  readonly chain: Uint8Array;
  readonly frontier: Uint8Array;
}

export interface EntryRow {
  readonly index: number;
  readonly leaf: string;
  readonly leaf_hash: Uint8Array;
  readonly chain: Uint8Array;
  readonly kind: string;
  readonly actor: string;
  readonly tenant: string | null;
  readonly at: string;
  readonly idem: string | null;
}

export const selectHead = (log: number): SQL =>
  sql`select size, root, chain, frontier from zoqore_ledger.head where log_id = ${log}::int`;

export const lockHead = (log: number): SQL => sql`${selectHead(log)} for update`;

/** SQLSTATE with which `insertBatch` ends when the head is not where the batch begins. */
export const movedHead = '22012';

/**
 * The batch, the head that it makes, and statements that go with it, in one. Writes nothing unless the head still is
 * where the batch begins.
 */
export function insertBatch(log: number, batch: StoreBatch, joined: readonly SQL[]): SQL {
  // Text, cast twice: a json parameter would be encoded once more by some clients.
  const rows = JSON.stringify(
    batch.entries.map(({ index, kind, actor, tenant, at, idem }) => ({
      i: index,
      k: kind,
      a: actor,
      t: tenant,
      m: at,
      d: idem,
    })),
  );
  // Canonical JSON has no line break in it: a text of lines is quoted by nobody and taken apart by one search.
  const leaves = batch.entries.map(({ leaf }) => leaf).join('\n');
  const hashes = batch.entries.map(({ leafHash }) => hex(leafHash)).join('\n');
  const chains = batch.entries.map(({ chain }) => hex(chain)).join('\n');
  const { after, before } = batch;
  return sql`with moved as (
    update zoqore_ledger.head set size = ${after.size}::bigint, root = decode(${hex(treeRoot(after))}::text, 'hex'),
      chain = decode(${hex(after.chain)}::text, 'hex'), frontier = decode(${hex(Buffer.concat(after.frontier))}::text, 'hex')
    where log_id = ${log}::int and size = ${before.size}::bigint
      and chain = decode(${hex(before.chain)}::text, 'hex')
    returning log_id
  ), placed as (
    insert into zoqore_ledger.entry (log_id, index, leaf, leaf_hash, chain, kind, actor, tenant, at, idem)
    select moved.log_id, e.i, e.l, decode(e.h, 'hex'), decode(e.c, 'hex'), e.k, e.a, e.t, e.m, e.d
    from moved, rows from (
      json_to_recordset(${rows}::text::json) as (i bigint, k text, a text, t text, m text, d text),
      unnest(
        string_to_array(${leaves}::text, E'\\n'), string_to_array(${hashes}::text, E'\\n'), string_to_array(${chains}::text, E'\\n')
      )
    ) as e(i, k, a, t, m, d, l, h, c)
  )${batch.subtrees.length === 0 ? sql`` : sql`, sealed as (${insertSubtrees(log, batch.subtrees)})`}${sql.join(joined.map((statement, at) => sql`, ${sql.identifier(`joined_${at}`)} as (${statement})`))}
  -- Without a moved head this fails, and with it everything above.
  select 1 / (select count(*)::int from moved)`;
}

export function insertSubtrees(log: number, subtrees: readonly Subtree[]): SQL {
  const rows = JSON.stringify(subtrees.map(({ level, index, hash }) => ({ level, index, hash: hex(hash) })));
  return sql`insert into zoqore_ledger.subtree (log_id, level, index, hash)
    select ${log}::int, s.level, s.index, decode(s.hash, 'hex')
    from json_to_recordset(${rows}::text::json) as s(level int, index bigint, hash text)
    on conflict do nothing`;
}

export const selectLeafHashes = (log: number, from: number, to: number): SQL =>
  sql`select leaf_hash from zoqore_ledger.entry
    where log_id = ${log}::int and index >= ${from}::bigint and index < ${to}::bigint order by index`;

export const selectSubtrees = (log: number, level: number, from: number, to: number): SQL =>
  sql`select level, index, hash from zoqore_ledger.subtree
    where log_id = ${log}::int and level = ${level}::int and index >= ${from}::bigint and index < ${to}::bigint
    order by index`;

export function selectPage(log: number, query: PageQuery): SQL {
  const kind = query.kind === undefined ? sql`` : sql` and kind = ${query.kind}::text`;
  const actor = query.actor === undefined ? sql`` : sql` and actor = ${query.actor}::text`;
  const order = query.order === 'ascending' ? sql`asc` : sql`desc`;
  return sql`${entries} where log_id = ${log}::int and index >= ${query.from}::bigint
    and index < ${query.to}::bigint${kind}${actor} order by index ${order} limit ${query.limit}::int`;
}

export function selectLeaves(log: number, query: LeavesQuery): SQL {
  const since = query.since === undefined ? sql`` : sql` and at collate "C" >= ${query.since}::text`;
  const until = query.until === undefined ? sql`` : sql` and at collate "C" < ${query.until}::text`;
  return sql`select coalesce(string_agg(index::text, ',' order by index), '') as indices,
      '[' || coalesce(string_agg(leaf, ',' order by index), '') || ']' as json
    from (select index, leaf from zoqore_ledger.entry
      where log_id = ${log}::int and kind = ${query.kind}::text and index >= ${query.from}::bigint
        and index < ${query.to}::bigint${since}${until}
      order by index limit ${query.limit}::int) as page`;
}

export const selectIdem = (log: number, idem: string): SQL =>
  sql`${entries} where log_id = ${log}::int and idem = ${idem}::text`;

export const selectTakenIdems = (log: number, idems: readonly string[]): SQL =>
  sql`select idem from zoqore_ledger.entry where log_id = ${log}::int and idem in
    (select value from json_array_elements_text(${JSON.stringify(idems)}::text::json) as value)`;

export const selectExtent = (log: number): SQL =>
  sql`select size, (select count(*) from zoqore_ledger.entry where log_id = ${log}::int) as count
    from zoqore_ledger.head where log_id = ${log}::int`;

export const selectCheckpoints = (log: number, from: number, limit: number): SQL =>
  sql`${checkpoints} where log_id = ${log}::int and size >= ${from}::bigint order by size limit ${limit}::int`;

export const selectLatestCheckpoint = (log: number): SQL =>
  sql`${checkpoints} where log_id = ${log}::int order by size desc limit 1`;

export const insertCheckpoint = (log: number, checkpoint: StoredCheckpoint): SQL =>
  sql`insert into zoqore_ledger.checkpoint (log_id, size, root, note, at)
    values (${log}::int, ${checkpoint.size}::bigint, decode(${hex(checkpoint.root)}::text, 'hex'),
      ${checkpoint.note}::text, ${checkpoint.at}::text)
    on conflict (log_id, size) do nothing`;

/** The log's number, made with an empty head when the origin is new. */
export const ensureLog = (origin: string, empty: TreeState): readonly SQL[] => [
  sql`insert into zoqore_ledger.log (origin) values (${origin}::text) on conflict (origin) do nothing`,
  sql`insert into zoqore_ledger.head (log_id, size, root, chain, frontier, epoch)
    select id, 0, decode(${hex(treeRoot(empty))}::text, 'hex'), decode(${hex(empty.chain)}::text, 'hex'), '', 0
    from zoqore_ledger.log where origin = ${origin}::text
      and not exists (select from zoqore_ledger.entry where log_id = id)
    on conflict (log_id) do nothing`,
  sql`select id from zoqore_ledger.log where origin = ${origin}::text`,
];

export function toState(row: HeadRow): TreeState {
  const frontier: Uint8Array[] = [];
  for (let at = 0; at + hashLength <= row.frontier.length; at += hashLength) {
    frontier.push(row.frontier.subarray(at, at + hashLength));
  }
  return { size: row.size, chain: row.chain, frontier };
}

export function toEntry(row: EntryRow): StoredEntry {
  const { leaf_hash: leafHash, tenant, idem, ...rest } = row;
  return { ...rest, leafHash, tenant: tenant ?? undefined, idem: idem ?? undefined };
}

const entries = sql`select index, leaf, leaf_hash, chain, kind, actor, tenant, at, idem from zoqore_ledger.entry`;
const checkpoints = sql`select size, root, note, at from zoqore_ledger.checkpoint`;

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
