import { availableParallelism } from 'node:os';
import type { Ledger } from '@zoqore/ledger';
import type { PolicyEnvironment } from '@zoqore/policy';
import { decisionKind } from '../entry/decision-entry.ts';
import type { PolicyFile } from '../standing/load-policy.ts';
import { ReplayThread } from './replay-thread.ts';
import { joinTallies } from './tally.ts';
import type { ReplayTally } from './tally.ts';

export interface ReplayOptions {
  readonly before: PolicyFile;
  readonly after: PolicyFile;
  readonly environment: PolicyEnvironment;
  /** Decisions of this instant and later; RFC 3339 in UTC with milliseconds. */
  readonly since?: string;
  /** Decisions before this instant. */
  readonly until?: string;
  /** Flipped decisions to show of each change. */
  readonly maxSamples: number;
  readonly signal?: AbortSignal;
}

/** Decisions of one message: enough to be worth it, few enough that none of 65,535 bytes each fill the memory. */
const pageSize = 200;
const maxThreads = 4;

/**
 * Evaluates the recorded decisions again under two policies. Other threads do it, with memory that does not grow with
 * the ledger; this one reads. What is decided meanwhile is not looked at.
 *
 * @throws RuntimeError LEDGER_UNAVAILABLE; what aborts the signal
 */
export async function replay(
  ledger: Pick<Ledger, 'head' | 'leafPage'>,
  options: ReplayOptions,
): Promise<ReplayTally> {
  const { before, after, environment, maxSamples, since, until, signal } = options;
  const { size } = await ledger.head();
  const range = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
  let from = 0;
  let reading = Promise.resolve();
  /** One page after the other, whoever asks. */
  const nextPage = async () => {
    const turn = reading.then(async () => {
      signal?.throwIfAborted();
      const page = await ledger.leafPage({ kind: decisionKind, from, to: size, limit: pageSize, ...range });
      from = (page.indices.at(-1) ?? size) + 1;
      return page;
    });
    reading = turn.then(
      () => undefined,
      () => undefined,
    );
    return await turn;
  };
  const count = Math.max(1, Math.min(maxThreads, availableParallelism() - 1));
  const threads = Array.from(
    { length: count },
    () => new ReplayThread({ before, after, environment, maxSamples }),
  );
  try {
    const parts = await Promise.all(
      threads.map(async (thread) => {
        let page = await nextPage();
        while (page.indices.length > 0) {
          // The next page is read while this one is counted.
          const [next] = await Promise.all([nextPage(), thread.count(page)]);
          page = next;
        }
        return await thread.end();
      }),
    );
    return joinTallies(parts, maxSamples);
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}
