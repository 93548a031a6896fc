import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ComparedDirection } from '@zoqore/policy';
import type { WideningWorkerData } from './widening-worker.ts';
import { createWorkLimit } from './work-limit.ts';

// `rewriteRelativeImportExtensions` does not reach into URLs.
const file = new URL(`./widening-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/**
 * Whether the second set lets through more. In a thread of its own: two very different sets take a second or more.
 * @throws RuntimeError RATE_LIMITED while four wait for another one
 */
export type CompareSets = (sets: WideningWorkerData) => Promise<ComparedDirection>;

export function createComparison(): CompareSets {
  const comparisons = createWorkLimit({ what: 'comparisons of policy sets', atOnce: 1, waiting: 4 });
  return async (sets) => await comparisons.run(async () => await compare(sets));
}

async function compare(sets: WideningWorkerData): Promise<ComparedDirection> {
  const worker = new Worker(file, { workerData: sets, env: {} });
  try {
    const [answer] = (await once(worker, 'message')) as [ComparedDirection];
    return answer;
  } finally {
    await worker.terminate();
  }
}
