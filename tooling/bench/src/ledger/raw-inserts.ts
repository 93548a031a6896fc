import { randomUUID } from 'node:crypto';
import type { Database } from '@zoqore/database';
import { createLeaf } from '@zoqore/ledger';
import { sql, type SQL } from 'drizzle-orm';
import { draft } from './appends.ts';
import { origin } from './stores.ts';

/** The table of the entries without a ledger over it: what the engine takes by itself. */
export async function makeRawTable(database: Database): Promise<void> {
  await database.query(sql`drop table if exists raw_entry`);
  await database.query(sql`create table raw_entry (like zoqore_ledger.entry including indexes)`);
}

const leaf = createLeaf(origin, draft()).text;
const hash = 'ab'.repeat(32);

function insertOf(rows: string): SQL {
  return sql`insert into raw_entry (log_id, index, leaf, leaf_hash, chain, kind, actor, at, idem)
    select 1, i, l, decode(h, 'hex'), decode(h, 'hex'), k, a, m, d
    from json_to_recordset(${rows}::text::json) as e(i bigint, l text, h text, k text, a text, m text, d text)`;
}

const rowsOf = (first: number, count: number): string =>
  JSON.stringify(
    Array.from({ length: count }, (_, at) => ({
      i: first + at,
      l: leaf,
      h: hash,
      k: 'decision',
      a: 'agent-1',
      m: '2026-11-23T03:00:00.000Z',
      d: randomUUID(),
    })),
  );

/** Rows a second, so many in a statement; the JSON of the rows is made before. `first` keeps processes apart. */
export async function insertRaw(
  database: Database,
  rows: number,
  perStatement: number,
  first = 0,
): Promise<number> {
  const statements = Array.from({ length: Math.ceil(rows / perStatement) }, (_, at) =>
    insertOf(rowsOf(first + at * perStatement, perStatement)),
  );
  const began = performance.now();
  for (const statement of statements) await database.query(statement);
  return (statements.length * perStatement) / ((performance.now() - began) / 1000);
}
