import { measureHeap } from './heap.ts';
import { load, startServer, stopServer } from './load.ts';
import type { Round } from './load.ts';
import { median } from './percentile.ts';
import { warmUp } from './warm-up.ts';

/**
 * `POST /evaluate` end to end with the durable append, as a ratio of a bare Hono route that parses the same body.
 * Interleaved rounds in one run; medians. `--heap` measures the heap between 20 k and 100 k decisions instead.
 */
const rounds = Number(process.env['ROUNDS'] ?? 7);
const seconds = Number(process.env['SECONDS'] ?? 4);
const connections = Number(process.env['CONNECTIONS'] ?? 32);
const warmUpSeconds = Number(process.env['WARMUP'] ?? 30);
const decisions = Number(process.env['DECISIONS'] ?? 100_000);

if (process.argv.includes('--heap')) await measureHeap(decisions);
else await measureRate();

async function measureRate(): Promise<void> {
  const servers = {
    bare: await startServer('./bare-server.ts'),
    fsync: await startServer('./runtime-server.ts', 'fsync'),
    process: await startServer('./runtime-server.ts', 'process'),
  };
  const names = ['bare', 'fsync', 'process'] as const;
  for (const name of names) {
    const { isStable, turns } = await warmUp(
      async () => (await load(servers[name], connections, { duration: 1 })).perSecond,
      { least: Math.min(8, warmUpSeconds), most: warmUpSeconds },
    );
    console.log(`${name.padEnd(8)} ${isStable ? 'stable' : 'not stable'} after ${turns} s`);
  }
  const results: Record<(typeof names)[number], Round[]> = { bare: [], fsync: [], process: [] };
  for (let round = 0; round < rounds; round++) {
    for (const name of names)
      results[name].push(await load(servers[name], connections, { duration: seconds }));
  }
  console.log(
    `POST /evaluate, ${connections} connections, medians of ${rounds} interleaved rounds of ${seconds} s`,
  );
  for (const name of names) {
    const of = (part: keyof Round): number => median(results[name].map((round) => round[part]));
    // Of each round with its neighbour, not of the medians: what slows the machine slows both.
    const ratio = median(
      results[name].map((round, i) => round.perSecond / (results.bare[i]?.perSecond ?? Number.NaN)),
    );
    console.log(
      `${name.padEnd(8)} ${of('perSecond').toFixed(0).padStart(7)} /s  ${ratio.toFixed(2)} × bare  p50 ${of('p50')} ms  p99 ${of('p99')} ms`,
    );
  }
  for (const server of Object.values(servers)) await stopServer(server);
}
