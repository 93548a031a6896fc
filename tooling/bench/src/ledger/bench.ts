/**
 * What the table "What to demand" of the ledger asks for: every ratio with its raw figures, in interleaved rounds of one
 * run, medians.
 *
 *     pnpm bench ledger [entries a round, default 8192] [rounds, default 5]
 *     pnpm bench ledger large [entries, default 1000000] [pglite|postgres]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestPostgres } from '@zoqore/database/testing';
import { median } from '../percentile.ts';
import { appendAll, type Appends } from './appends.ts';
import { measureLarge } from './large.ts';
import { fourProcesses } from './processes.ts';
import { insertRaw, makeRawTable } from './raw-inserts.ts';
import { openLog, type OpenLog } from './stores.ts';

const folder = await mkdtemp(join(tmpdir(), 'zoqore-bench-'));
const [first, ...others] = process.argv.slice(2);
if (first === 'large') await measureLarge(folder, Number(others[0] ?? 1_000_000), others[1] ?? 'pglite');
else await measureRatios(Number(first ?? 8192), Number(others[0] ?? 5));
await rm(folder, { recursive: true });

async function measureRatios(entries: number, rounds: number): Promise<void> {
  const rounded: Map<string, number>[] = [];
  const server = await startTestPostgres();
  const logs: Record<'pglite fsync' | 'pglite process' | 'postgres fsync', OpenLog> = {
    'pglite fsync': await openLog({ folder: join(folder, 'fsync'), durability: 'fsync' }),
    'pglite process': await openLog({ folder: join(folder, 'process'), durability: 'process' }),
    'postgres fsync': await openLog({ url: server.url, durability: 'fsync' }),
  };
  // The first rounds of an engine are slower than all that follow.
  for (const { ledger } of Object.values(logs)) await appendAll(ledger, entries, 256);
  for (let round = 0; round < rounds; round += 1) {
    const seen = new Map<string, number>();
    const note = (name: string, { perSecond, p50, p99 }: Appends): void => {
      seen.set(name, perSecond).set(`${name}, p50`, p50).set(`${name}, p99`, p99);
    };
    for (const name of ['pglite process', 'postgres fsync'] as const) {
      const { database } = logs[name];
      await makeRawTable(database);
      seen.set(`${name}, raw 256`, await insertRaw(database, entries, 256));
      await makeRawTable(database);
      seen.set(`${name}, raw 1`, await insertRaw(database, Math.ceil(entries / 8), 1));
    }
    for (const [name, { ledger }] of Object.entries(logs)) {
      note(`${name}, 256 callers`, await appendAll(ledger, entries, 256));
      note(`${name}, 64 callers`, await appendAll(ledger, entries, 64));
      note(`${name}, 1 caller`, await appendAll(ledger, Math.ceil(entries / 8), 1));
    }
    await makeRawTable(logs['postgres fsync'].database);
    seen.set('postgres fsync, 4 processes raw', await fourProcesses('raw', server.url, entries));
    seen.set('postgres fsync, 4 processes', await fourProcesses('append', server.url, entries));
    for (const name of ['pglite fsync', 'postgres fsync'] as const) {
      for (const threads of [0, 1, 2]) {
        const began = performance.now();
        const report = await logs[name].ledger.verify({ threads });
        if (!report.verified) throw new Error(JSON.stringify(report));
        seen.set(`${name}, verify, ${threads} threads`, report.size / ((performance.now() - began) / 1000));
      }
    }
    rounded.push(seen);
  }
  process.stdout.write(
    `${entries} entries a round, medians of ${rounds} rounds; ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}\n`,
  );
  for (const name of rounded[0]?.keys() ?? []) {
    const unit = /p\d\d$/.test(name) ? 'ms' : '/s';
    const value = median(rounded.map((seen) => seen.get(name) ?? Number.NaN));
    process.stdout.write(`${name.padEnd(36)} ${value.toFixed(unit === 'ms' ? 1 : 0).padStart(9)} ${unit}\n`);
  }
  /** Of the two within a round: what slows the machine slows both. */
  const ratio = (what: string, a: string, b: string, floor: number): void => {
    const value = median(rounded.map((seen) => (seen.get(a) ?? Number.NaN) / (seen.get(b) ?? Number.NaN)));
    process.stdout.write(`${what.padEnd(36)} ${value.toFixed(2).padStart(9)}    floor ${floor}\n`);
  };
  for (const name of ['pglite process', 'postgres fsync']) {
    ratio(`${name}: 256 ÷ raw 256`, `${name}, 256 callers`, `${name}, raw 256`, 0.35);
    ratio(`${name}: 1 ÷ raw 1`, `${name}, 1 caller`, `${name}, raw 1`, 0.35);
  }
  ratio(
    'postgres: 4 processes ÷ raw',
    'postgres fsync, 4 processes',
    'postgres fsync, 4 processes raw',
    0.25,
  );
  ratio('pglite: journal fsync ÷ process', 'pglite fsync, 256 callers', 'pglite process, 256 callers', 0.6);
  for (const log of Object.values(logs)) await log.close();
  await server.stop();
}
