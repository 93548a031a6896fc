import { startTestPostgres } from '@zoqore/database/testing';
import { sql } from 'drizzle-orm';
import { percentile } from '../percentile.ts';
import { appendAll } from './appends.ts';
import { openLog } from './stores.ts';

/** What grows with a log: memory of a verification, time of a proof, and bytes of an entry in the tables. */
export async function measureLarge(folder: string, entries: number, engine: string): Promise<void> {
  const server = engine === 'postgres' ? await startTestPostgres() : undefined;
  const log = await openLog({
    ...(server === undefined ? { folder } : { url: server.url }),
    durability: 'fsync',
  });
  let size = 0;
  for (const step of [10_000, 100_000, 300_000, 1_000_000, 3_000_000].filter((each) => each <= entries)) {
    await appendAll(log.ledger, step - size, 1024);
    size = step;
    await log.ledger.publishCheckpoint();
    const heap: number[] = [];
    const began = performance.now();
    const report = await log.ledger.verify({
      onProgress: ({ checked }) => {
        if (Math.floor(checked / 1024) % 8 === 0) {
          globalThis.gc?.();
          const { heapUsed, external } = process.memoryUsage();
          heap.push((heapUsed + external) / 2 ** 20);
        }
      },
    });
    const seconds = (performance.now() - began) / 1000;
    if (!report.verified) throw new Error(JSON.stringify(report));
    const rss = process.memoryUsage().rss / 2 ** 20;
    const waits: number[] = [];
    for (let at = 0; at < 300; at += 1) {
      const asked = performance.now();
      await log.ledger.proof(Math.floor((at * 7919 * size) / 300) % size);
      waits.push(performance.now() - asked);
    }
    const again = performance.now();
    await log.ledger.verify({ from: size });
    const last = performance.now() - again;
    const [bytes] = await log.database.query<{ entry: number; subtree: number }>(
      sql`select pg_total_relation_size('zoqore_ledger.entry') as entry,
        pg_total_relation_size('zoqore_ledger.subtree') as subtree`,
    );
    process.stdout.write(
      [
        `${engine}, ${size} entries`,
        `verify ${(size / seconds).toFixed(0)} /s`,
        `heap at most ${Math.max(...heap).toFixed(0)} MiB`,
        `rss ${rss.toFixed(0)} MiB`,
        `since the last checkpoint ${last.toFixed(0)} ms`,
        `proof p50 ${percentile(waits, 0.5).toFixed(1)} ms, p99 ${percentile(waits, 0.99).toFixed(1)} ms`,
        `tables ${((bytes?.entry ?? 0) / size).toFixed(0)} + ${((bytes?.subtree ?? 0) / size).toFixed(1)} bytes an entry`,
      ].join(', ') + '\n',
    );
  }
  await log.close();
  await server?.stop();
}
