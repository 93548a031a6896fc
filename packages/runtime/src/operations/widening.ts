import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ComparedDirection } from '@zoqore/policy';
import type { WideningWorkerData } from './widening-worker.ts';

// `rewriteRelativeImportExtensions` does not reach into URLs.
const file = new URL(`./widening-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/** Whether the second set lets through more. In a thread of its own: two very different sets take a second or more. */
export async function wideningBetween(sets: WideningWorkerData): Promise<ComparedDirection> {
  const worker = new Worker(file, { workerData: sets, env: {} });
  try {
    const [answer] = (await once(worker, 'message')) as [ComparedDirection];
    return answer;
  } finally {
    await worker.terminate();
  }
}
