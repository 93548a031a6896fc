import { engines } from './engines/engines.ts';
import type { EngineName } from './engines/engines.ts';
import type { Asked, Round } from './round.ts';
import { check, measure } from './round.ts';
import { isAllowed, workloadOf } from './workload.ts';

/** One engine in a process of its own. It measures a round each time its parent asks for one. */
export interface Start {
  readonly engine: EngineName;
  readonly rules: number;
  readonly seed: number;
  /** For the calls of a round, which are made twice. */
  readonly roundMs: number;
}

export type Report =
  | { readonly kind: 'ready'; readonly loadMs: number; readonly compared: number }
  | { readonly kind: 'round'; readonly round: Round }
  /** A package that npm has for other machines only. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly reason: string };

const [argument = ''] = process.argv.slice(2);
const { engine, rules, seed, roundMs } = JSON.parse(argument) as Start;

const checkMs = 1_000;
const warmUpMs = 1_000;

try {
  const workload = workloadOf(rules, seed);
  const from = performance.now();
  const load = await engines[engine]();
  const ask = await load(workload.rules);
  const loadMs = performance.now() - from;
  const asked = workload.requests.map((request): Asked => {
    return { question: ask(request), expected: isAllowed(workload.rules, request) };
  });
  const compared = await check(asked, checkMs);
  const size = await roundSize(asked);
  let next = 0;
  process.on('message', () => {
    const turn = Array.from({ length: size }, (_, at) => asked[(next + at) % asked.length]);
    next += size;
    measure(turn.filter((each) => each !== undefined)).then(
      (round) => report({ kind: 'round', round }),
      fail,
    );
  });
  report({ kind: 'ready', loadMs, compared });
} catch (error) {
  fail(error);
}

/** Warms up for a second, however slow the engine; the rate in it says how many calls fit into a round. */
async function roundSize(asked: readonly Asked[]): Promise<number> {
  const from = performance.now();
  let calls = 0;
  for (let elapsedMs = 0; elapsedMs < warmUpMs; elapsedMs = performance.now() - from) {
    const each = asked[calls % asked.length];
    if (each !== undefined) await each.question();
    calls += 1;
  }
  const fitting = Math.floor((calls * roundMs) / (performance.now() - from));
  return Math.min(asked.length, Math.max(1, fitting));
}

function report(message: Report): void {
  process.send?.(message);
}

function fail(error: unknown): void {
  const isAbsent = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
  if (isAbsent) report({ kind: 'absent' });
  else report({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  process.disconnect();
}
