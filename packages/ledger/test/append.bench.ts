/**
 * Appends per second beside what the same engine takes in raw batches, in interleaved rounds of one run.
 *
 *     node --conditions=@zoqore/source packages/ledger/test/append.bench.ts [entries a round] [rounds]
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '@zoqore/database';
import { sql } from 'drizzle-orm';
import { createSigner, openLedger, type Companion, type CompanionWriter, type Ledger } from '../src/index.ts';
import { createSqlStore } from '../src/postgres/index.ts';

const perRound = Number(process.argv[2] ?? 8192);
const rounds = Number(process.argv[3] ?? 3);
const origin = 'zoqore/bench/main';
const body = {
  decision: 'ALLOW',
  reasons: ['policy.allow', 'risk.low'],
  request: {
    tool: 'read_file',
    arguments: { path: '/workspace/notes/2026-11-23.md', text: 'x'.repeat(180) },
  },
};

const folder = await mkdtemp(join(tmpdir(), 'zoqore-bench-'));
const results = new Map<string, number[]>();
const note = (name: string, perSecond: number): void => {
  results.set(name, [...(results.get(name) ?? []), perSecond]);
};

const open = async (durability: 'fsync' | 'process'): Promise<{ database: Database; ledger: Ledger }> => {
  const database = await openDatabase({ url: `pglite:${join(folder, durability)}` });
  await database.query(sql`create table seen (id text primary key, answer text)`);
  await database.query(sql`create table shown (index bigint primary key, body text)`);
  const ledger = await openLedger({
    store: createSqlStore({ database, durability, journalDirectory: join(folder, `${durability}-journal`) }),
    origin,
    signer: createSigner(origin, generateKeyPairSync('ed25519').privateKey),
    companions: [seen, shown],
  });
  return { database, ledger };
};

const seen: CompanionWriter = {
  kind: 'seen',
  claim: async (tx, rows) => {
    const ids = JSON.stringify(rows.map(({ id }) => id));
    const found = await tx.query<{ id: string }>(
      sql`select id from seen where id in (select json_array_elements_text(${ids}::text::json))`,
    );
    const known = new Set(found.map(({ id }) => id));
    return rows.map((row) =>
      typeof row['id'] === 'string' && known.has(row['id']) ? { id: row['id'] } : undefined,
    );
  },
  isSelfContained: true,
  write: (rows) => [
    sql`insert into seen select id, answer
      from json_to_recordset(${JSON.stringify(rows.map(({ row }) => row))}::text::json) as r(id text, answer text)`,
  ],
};

const shown: CompanionWriter = {
  kind: 'shown',
  isSelfContained: true,
  write: (rows) => {
    const values = JSON.stringify(rows.map(({ index, row }) => ({ index, body: row['body'] })));
    return [
      sql`insert into shown select index, body
        from json_to_recordset(${values}::text::json) as r(index bigint, body text)`,
    ];
  },
};

const append = async (
  ledger: Ledger,
  callers: number,
  companions: (id: string) => readonly Companion[],
): Promise<number> => {
  let left = perRound;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left > 0) {
        left -= 1;
        const idem = randomUUID();
        const at = '2026-11-23T03:00:00.000Z';
        await ledger.append({ kind: 'decision', actor: 'agent-1', at, idem, body }, companions(idem));
      }
    }),
  );
  return perRound / ((performance.now() - began) / 1000);
};

const raw = async (database: Database): Promise<number> => {
  await database.query(sql`drop table if exists raw_entry`);
  await database.query(sql`create table raw_entry (like zoqore_ledger.entry including indexes)`);
  const leaf = JSON.stringify({
    v: 1,
    log: origin,
    kind: 'decision',
    actor: 'agent-1',
    body,
    commitments: {},
  });
  const batches = Array.from({ length: perRound / 256 }, (_, batch) =>
    JSON.stringify(
      Array.from({ length: 256 }, (_, at) => ({
        i: batch * 256 + at,
        l: leaf,
        h: 'ab'.repeat(32),
        k: 'decision',
        a: 'agent-1',
        m: '2026-11-23T03:00:00.000Z',
        d: randomUUID(),
      })),
    ),
  );
  const began = performance.now();
  for (const rows of batches) {
    await database.query(sql`insert into raw_entry (log_id, index, leaf, leaf_hash, chain, kind, actor, at, idem)
      select 1, i, l, decode(h, 'hex'), decode(h, 'hex'), k, a, m, d
      from json_to_recordset(${rows}::text::json) as e(i bigint, l text, h text, k text, a text, m text, d text)`);
  }
  return perRound / ((performance.now() - began) / 1000);
};

const fsync = await open('fsync');
const process_ = await open('process');
const rows = (id: string): readonly Companion[] => [
  { kind: 'seen', row: { id, answer: 'y'.repeat(300) } },
  { kind: 'shown', row: { body: 'z'.repeat(300) } },
];
for (let round = 0; round < rounds; round += 1) {
  note('raw batch 256', await raw(process_.database));
  note('process, 256 callers', await append(process_.ledger, 256, () => []));
  note('fsync, 256 callers', await append(fsync.ledger, 256, () => []));
  note('fsync, 64 callers', await append(fsync.ledger, 64, () => []));
  note('fsync, 32 callers, 2 companions', await append(fsync.ledger, 32, rows));

  const began = performance.now();
  const report = await fsync.ledger.verify();
  if (!report.verified) throw new Error(JSON.stringify(report));
  note('verify', report.size / ((performance.now() - began) / 1000));
}
const median = (name: string): number =>
  (results.get(name) ?? []).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
for (const name of results.keys())
  process.stdout.write(`${name.padEnd(34)} ${Math.round(median(name))} /s\n`);
const ratio = (a: string, b: string): string => (median(a) / median(b)).toFixed(2);
process.stdout.write(
  `append 256 ÷ raw 256               ${ratio('process, 256 callers', 'raw batch 256')}\n`,
);
process.stdout.write(
  `fsync ÷ process                    ${ratio('fsync, 256 callers', 'process, 256 callers')}\n`,
);
for (const { ledger, database } of [fsync, process_]) {
  await ledger.close();
  await database.close();
}
await rm(folder, { recursive: true });
