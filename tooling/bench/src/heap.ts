import { once } from 'node:events';
import { load, startServer, stopServer } from './load.ts';
import type { Server } from './load.ts';

/**
 * The heap of the runtime's process between a fifth of the decisions and all of them, each sample after a forced
 * collection. A line is fitted through the samples: two points alone would show whatever was alive at those moments. Many
 * connections and no fsync, because only the number of decisions counts here.
 */
export async function measureHeap(decisions: number): Promise<void> {
  const server = await startServer('./runtime-server.ts', 'process');
  const step = decisions / 10;
  const samples: { readonly decisions: number; readonly mebibytes: number }[] = [];
  const begun = performance.now();
  await load(server, 256, { amount: 2 * step });
  for (let made = 2 * step; ; made += step) {
    samples.push({ decisions: made, mebibytes: await heapOf(server) });
    if (made >= decisions) break;
    await load(server, 256, { amount: step });
  }
  const seconds = (performance.now() - begun) / 1000;
  await stopServer(server);
  for (const sample of samples)
    console.log(`heap after ${sample.decisions} decisions  ${sample.mebibytes.toFixed(1)} MiB`);
  const { at, slope } = lineThrough(samples.map((sample) => [sample.decisions, sample.mebibytes]));
  const [early, late] = [at(2 * step), at(decisions)];
  console.log(
    `heap, fitted  ${early.toFixed(1)} MiB at ${2 * step}, ${late.toFixed(1)} MiB at ${decisions}: ${(late / early).toFixed(3)} ×  (${(slope * 1024 * 1024).toFixed(1)} bytes a decision, ${seconds.toFixed(0)} s)`,
  );
}

async function heapOf({ child }: Server): Promise<number> {
  child.send('heap');
  const [{ heapBytes }] = (await once(child, 'message')) as [{ heapBytes: number }];
  return heapBytes / 1024 / 1024;
}

/** Least squares. */
function lineThrough(points: readonly (readonly [number, number])[]): {
  at: (x: number) => number;
  slope: number;
} {
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [meanOf(points.map((point) => point[0])), meanOf(points.map((point) => point[1]))];
  const slope =
    meanOf(points.map((point) => (point[0] - x) * (point[1] - y))) /
    meanOf(points.map((point) => (point[0] - x) ** 2));
  return { at: (place) => y + slope * (place - x), slope };
}
