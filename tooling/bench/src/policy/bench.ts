import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Report, Start } from './engine-process.ts';
import { engines } from './engines/engines.ts';
import type { EngineName } from './engines/engines.ts';
import type { Round } from './round.ts';
import { printTable } from './table.ts';
import type { Row } from './table.ts';
import { isAllowed, workloadOf } from './workload.ts';

/**
 * Policy engines beside each other on the same rules and requests, every answer compared with one plain function. Each engine
 * has a process of its own, because wasm engines have brought down the process that they shared; one of them works at a time,
 * in shuffled rounds.
 */
const seed = Number(process.env['SEED'] ?? 20_261_123);
const rounds = Number(process.env['ROUNDS'] ?? 11);
const only = process.env['ENGINES']?.split(';');
const roundMs = 60;
const sizes = process.argv.slice(2).map(Number);
if (sizes.some((size) => !Number.isSafeInteger(size) || size < 1)) {
  console.error('error: expected numbers of rules, such as `pnpm bench policy 1000`');
  process.exit(2);
}

interface Running {
  readonly name: EngineName;
  readonly child: ChildProcess;
  readonly loadMs: number;
  readonly compared: number;
  readonly rounds: Round[];
}

console.log(`seed ${seed}, ${rounds} rounds, Node ${process.version}`);
for (const rules of sizes.length === 0 ? [10, 1_000, 10_000] : sizes) await compareAt(rules);

async function compareAt(rules: number): Promise<void> {
  const workload = workloadOf(rules, seed);
  const allowed = workload.requests.filter((request) => isAllowed(workload.rules, request)).length;
  const share = ((100 * allowed) / workload.requests.length).toFixed(0);
  console.log(`\n${rules} rules, ${workload.requests.length} requests, ${share} % of them allowed`);
  const running: Running[] = [];
  try {
    for (const name of Object.keys(engines) as EngineName[]) {
      if (only?.includes(name) === false) continue;
      const started = await start(name, rules);
      if (started === undefined)
        console.log(`${name}: not measured, npm has a part of it for other machines only`);
      else running.push(started);
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const engine of shuffled(running)) engine.rounds.push(await nextRound(engine));
    }
    printTable(running.map((engine): Row => engine));
  } finally {
    for (const { child } of running) child.kill();
  }
}

async function start(engine: EngineName, rules: number): Promise<Running | undefined> {
  const argument: Start = { engine, rules, seed, roundMs };
  const child = fork(
    fileURLToPath(new URL('engine-process.ts', import.meta.url)),
    [JSON.stringify(argument)],
    {
      // Without the second, V8 aborts now and then while it runs Cedar's wasm.
      execArgv: ['--conditions=@zoqore/source', '--no-turbo-inline-js-wasm-calls'],
    },
  );
  const report = await answer(engine, child);
  if (report.kind === 'absent') return undefined;
  if (report.kind !== 'ready') throw new Error(`${engine}: expected it to load, found ${report.kind}`);
  return { name: engine, child, loadMs: report.loadMs, compared: report.compared, rounds: [] };
}

async function nextRound({ name, child }: Running): Promise<Round> {
  child.send('round');
  const report = await answer(name, child);
  if (report.kind !== 'round') throw new Error(`${name}: expected a round, found ${report.kind}`);
  return report.round;
}

/** @throws Error when the engine failed, disagreed, or its process ended */
async function answer(name: EngineName, child: ChildProcess): Promise<Report> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    const ended = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`${name}: its process ended with ${String(code)}`);
    });
    const [report] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Report];
    if (report.kind === 'failed') throw new Error(`${name}: ${report.reason}`);
    return report;
  } finally {
    waiting.abort();
  }
}

function shuffled<T>(values: readonly T[]): readonly T[] {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
