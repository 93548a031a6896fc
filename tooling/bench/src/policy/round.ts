import type { Question } from './engines/engine.ts';
import { median, percentile } from '../percentile.ts';

export interface Asked {
  readonly question: Question;
  readonly expected: boolean;
}

/** What one engine did in its turn. */
export interface Round {
  /** Of single calls, in microseconds, two looks at the clock included. */
  readonly p50: number;
  readonly p99: number;
  /** Of all calls of the turn in one go. */
  readonly perSecond: number;
  /** Processor time of the whole process for each of those calls, in microseconds: a collector on its own thread counts. */
  readonly cpu: number;
  readonly calls: number;
}

/**
 * Asks everything once and compares each answer, for at most so long.
 *
 * @throws Error naming the first answer that differs
 * @returns how many were compared
 */
export async function check(asked: readonly Asked[], mostMs: number): Promise<number> {
  const end = performance.now() + mostMs;
  for (const [at, { question, expected }] of asked.entries()) {
    const answer = await question();
    if (answer !== expected) throw new Error(`request ${at}: expected ${expected}, found ${answer}`);
    if (performance.now() > end) return at + 1;
  }
  return asked.length;
}

/** @throws Error when an answer differs */
export async function measure(asked: readonly Asked[]): Promise<Round> {
  const times: number[] = [];
  for (const each of asked) {
    const from = process.hrtime.bigint();
    const answer = each.question();
    // What answers at once is not made to wait for a turn of the queue.
    const isRight = (typeof answer === 'boolean' ? answer : await answer) === each.expected;
    times.push(Number(process.hrtime.bigint() - from) / 1_000);
    if (!isRight) throw new Error('an answer changed between two rounds');
  }
  const cpuBefore = process.cpuUsage();
  const from = performance.now();
  let wrong = 0;
  for (const { question, expected } of asked) {
    const answer = question();
    if ((typeof answer === 'boolean' ? answer : await answer) !== expected) wrong += 1;
  }
  const elapsedMs = performance.now() - from;
  const cpu = process.cpuUsage(cpuBefore);
  if (wrong > 0) throw new Error(`${wrong} answers changed between two rounds`);
  const calls = asked.length;
  return {
    p50: median(times),
    p99: percentile(times, 0.99),
    perSecond: (calls / elapsedMs) * 1_000,
    cpu: (cpu.user + cpu.system) / calls,
    calls,
  };
}
