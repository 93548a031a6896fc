import { sql, type SQL } from 'drizzle-orm';
import { hashLength, treeRoot, type Subtree, type TreeState } from '../tree.ts';
import type {
  CheckpointQuery,
  LeafPageQuery,
  PageQuery,
  PlacedEntry,
  StoreBatch,
  StoredCheckpoint,
  StoredCosignature,
} from '../store.ts';

export interface HeadRow {
  readonly size: number;
  readonly root: Uint8Array;
  readonly chain: Uint8Array;
  readonly frontier: Uint8Array;
}

export interface StoredHeadRow extends HeadRow {
  readonly epoch: number;
  readonly origin: string | null;
}

export interface EntryRow {
  readonly index: number;
  /** Null in the place of a removed entry, and every column below it with it. */
  readonly leaf: string | null;
  readonly leaf_hash: Uint8Array;
  readonly chain: Uint8Array;
  readonly kind: string | null;
  readonly actor: string | null;
  readonly tenant: string | null;
  readonly at: string | null;
  readonly idem: string | null;
}

export const selectHead = (log: number): SQL =>
  sql`select size, root, chain, frontier from zoqore_ledger.head where log_id = ${log}::int`;

export const selectStoredHead = (log: number): SQL =>
  sql`select size, root, chain, frontier, epoch, origin
    from zoqore_ledger.head left join zoqore_ledger.log on id = log_id where log_id = ${log}::int`;

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
    batch.entries.map((entry) =>
      entry.leaf === undefined
        ? { i: entry.index }
        : {
            i: entry.index,
            k: entry.kind,
            a: entry.actor,
            t: entry.tenant,
            m: entry.at,
            d: entry.idem,
          },
    ),
  );
  // Canonical JSON has no line break in it: a text of lines is quoted by nobody and taken apart by one search.
  const leaves = batch.entries.map(({ leaf }) => leaf ?? '').join('\n');
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
        string_to_array(${leaves}::text, E'\\n', ''), string_to_array(${hashes}::text, E'\\n'), string_to_array(${chains}::text, E'\\n')
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
  sql`select string_agg(leaf_hash, '' order by index) as hashes from zoqore_ledger.entry
    where log_id = ${log}::int and index >= ${from}::bigint and index < ${to}::bigint`;

export const selectSubtrees = (log: number, level: number, from: number, to: number): SQL =>
  sql`select level, index, hash from zoqore_ledger.subtree
    where log_id = ${log}::int and level = ${level}::int and index >= ${from}::bigint and index < ${to}::bigint
    order by index`;

export function selectPage(log: number, query: PageQuery): SQL {
  const kind = query.kind === undefined ? sql`` : sql` and kind = ${query.kind}::text`;
  const actor = query.actor === undefined ? sql`` : sql` and actor = ${query.actor}::text`;
  const order = query.order === 'ascending' ? sql`asc` : sql`desc`;
  const whole = query.isWhole === undefined ? sql`` : sql` and leaf is not null`;
  return sql`${entries} where log_id = ${log}::int and index >= ${query.from}::bigint
    and index < ${query.to}::bigint${kind}${actor}${whole} order by index ${order} limit ${query.limit}::int`;
}

/**
 * One row instead of thousands: the embedded engine packs entries four times as fast as it sends them one by one. Hashes of
 * another length would read as their neighbours: such a row does not count.
 */
export const selectPacked = (log: number, from: number, to: number): SQL =>
  sql`select count(*) filter (where octet_length(leaf_hash) = 32 and octet_length(chain) = 32) as count,
      coalesce(string_agg(coalesce(leaf, ''), E'\\n'), '') as leaves,
      coalesce(encode(string_agg(leaf_hash, ''), 'hex'), '') as "leafHashes",
      coalesce(encode(string_agg(chain, ''), 'hex'), '') as chains,
      json_build_array(json_agg(index), json_agg(kind), json_agg(actor), json_agg(tenant), json_agg(at),
        json_agg(idem))::text as columns
    from (
      select * from zoqore_ledger.entry where log_id = ${log}::int and index >= ${from}::bigint
        and index < ${to}::bigint order by index
    ) as page`;

export function selectLeafPage(log: number, query: LeafPageQuery): SQL {
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

export function selectCheckpoints(log: number, query: CheckpointQuery): SQL {
  const order = query.order === 'descending' ? sql`desc` : sql`asc`;
  return sql`${checkpoints} where log_id = ${log}::int and size >= ${query.from}::bigint
    and size < ${query.to ?? Number.MAX_SAFE_INTEGER}::bigint order by size ${order} limit ${query.limit}::int`;
}

export const selectLatestCheckpoint = (log: number): SQL =>
  sql`${checkpoints} where log_id = ${log}::int order by size desc limit 1`;

export const insertCheckpoint = (log: number, checkpoint: StoredCheckpoint): SQL =>
  sql`insert into zoqore_ledger.checkpoint (log_id, size, root, note, at)
    values (${log}::int, ${checkpoint.size}::bigint, decode(${hex(checkpoint.root)}::text, 'hex'),
      ${checkpoint.note}::text, ${checkpoint.at}::text)
    on conflict (log_id, size) do nothing`;

export const insertCosignature = (log: number, { size, witness, line, at }: StoredCosignature): SQL =>
  sql`insert into zoqore_ledger.cosignature (log_id, size, witness, line, at)
    values (${log}::int, ${size}::bigint, ${witness}::text, ${line}::text, ${at}::text)
    on conflict do nothing`;

export const selectCosignatures = (log: number, from: number, to: number): SQL =>
  sql`select size, witness, line, at from zoqore_ledger.cosignature
    where log_id = ${log}::int and size >= ${from}::bigint and size < ${to}::bigint
    order by size, at, witness`;

export const selectCosignedSize = (log: number, witnesses: readonly string[], quorum: number): SQL =>
  sql`select size from zoqore_ledger.cosignature where log_id = ${log}::int and witness in
    (select value from json_array_elements_text(${JSON.stringify(witnesses)}::text::json) as value)
    group by size having count(*) >= ${quorum}::int order by size desc limit 1`;

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

export function toEntry(row: EntryRow): PlacedEntry {
  const { index, leaf, leaf_hash: leafHash, chain, kind, actor, tenant, at, idem } = row;
  if (leaf === null) return { index, leaf: undefined, leafHash, chain };
  // A check of the table holds these together; an empty text is what a verification finds if somebody took it away.
  const named = { kind: kind ?? '', actor: actor ?? '', at: at ?? '' };
  return { index, leaf, leafHash, chain, ...named, tenant: tenant ?? undefined, idem: idem ?? undefined };
}

const entries = sql`select index, leaf, leaf_hash, chain, kind, actor, tenant, at, idem from zoqore_ledger.entry`;
const checkpoints = sql`select size, root, note, at from zoqore_ledger.checkpoint`;

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
