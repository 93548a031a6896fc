import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

/**
 * `POST /evaluate` end to end with the durable append, as a ratio of a bare Hono route that parses the same body.
 * Interleaved rounds in one run; medians. `--heap` adds the heap between 20 k and 100 k decisions.
 */
const rounds = Number(process.env['ROUNDS'] ?? 7);
const seconds = Number(process.env['SECONDS'] ?? 4);
const connections = Number(process.env['CONNECTIONS'] ?? 32);

interface Ready {
  readonly url: string;
  readonly key?: string;
  readonly directory?: string;
}

async function start(file: string, ...args: string[]): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--conditions=@zoqore/source', '--expose-gc'],
  });
  const [ready] = (await once(child, 'message')) as [Ready];
  return { child, ready };
}

interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

let run = 0;
async function load(ready: Ready, limit: { duration: number } | { amount: number }): Promise<Round> {
  const result = await autocannon({
    url: `${ready.url}/evaluate`,
    method: 'POST',
    connections,
    ...limit,
    headers: {
      'content-type': 'application/json',
      ...(ready.key === undefined ? {} : { 'x-qore-api-key': ready.key }),
    },
    // A new id each time: nothing is answered from memory.
    idReplacement: true,
    body: JSON.stringify({
      requestId: `bench-${++run}-[<id>]`,
      actorId: 'did:myth:bench',
      action: 'read',
      targetPath: 'docs/guide/readme.md',
      context: { session: 'bench', purpose: 'measure the pipeline' },
    }),
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`expected only 200, found ${result.non2xx} others and ${result.errors} errors`);
  }
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const medians = (list: readonly Round[]): Round => ({
  perSecond: median(list.map((round) => round.perSecond)),
  p50: median(list.map((round) => round.p50)),
  p99: median(list.map((round) => round.p99)),
});

const servers = {
  bare: await start('./bare-server.ts'),
  fsync: await start('./runtime-server.ts', 'fsync'),
  process: await start('./runtime-server.ts', 'process'),
};
const names = ['bare', 'fsync', 'process'] as const;
for (const name of names) await load(servers[name].ready, { duration: 2 });
const results: Record<(typeof names)[number], Round[]> = { bare: [], fsync: [], process: [] };
for (let round = 0; round < rounds; round++) {
  for (const name of names) results[name].push(await load(servers[name].ready, { duration: seconds }));
}
console.log(
  `POST /evaluate, ${connections} connections, medians of ${rounds} interleaved rounds of ${seconds} s`,
);
for (const name of names) {
  const { perSecond, p50, p99 } = medians(results[name]);
  const ratio = median(
    results[name].map((round, i) => round.perSecond / (results.bare[i]?.perSecond ?? Number.NaN)),
  );
  console.log(
    `${name.padEnd(8)} ${perSecond.toFixed(0).padStart(7)} /s  ${ratio.toFixed(2)} × bare  p50 ${p50} ms  p99 ${p99} ms`,
  );
}
if (process.argv.includes('--heap')) await heap();
for (const { child, ready } of Object.values(servers)) {
  child.kill();
  await once(child, 'exit');
  if (ready.directory !== undefined) rmSync(ready.directory, { recursive: true });
}

async function heap(): Promise<void> {
  const { child, ready } = await start('./runtime-server.ts', 'fsync');
  const measure = async (): Promise<number> => {
    child.send('heap');
    const [{ heapBytes }] = (await once(child, 'message')) as [{ heapBytes: number }];
    return heapBytes / 1024 / 1024;
  };
  await load(ready, { amount: 20_000 });
  const early = await measure();
  await load(ready, { amount: 80_000 });
  const late = await measure();
  console.log(
    `heap ${early.toFixed(1)} MiB after 20 k decisions, ${late.toFixed(1)} MiB after 100 k: ${(late / early).toFixed(2)} ×`,
  );
  child.kill();
  await once(child, 'exit');
  if (ready.directory !== undefined) rmSync(ready.directory, { recursive: true });
}
