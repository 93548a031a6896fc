import { readFileSync } from 'node:fs';
import { createClient } from '@zoqore/runtime/client';
import { median } from './percentile.ts';
import { readCorpus } from './risk/corpus.ts';
import { requestOf, serve } from './risk/served.ts';

/**
 * Requests a second through `POST /v1/policy/simulate`, client and server in one process, under the pack `balanced`: the
 * commands of the half of the risk corpus that is for tuning.
 */
const requests = readCorpus()
  .commands.filter(({ split }) => split === 'tuning')
  .map(requestOf);
const served = await serve();
const client = createClient({ baseUrl: served.url, key: readFileSync(served.keyFile, 'utf8').trim() });

async function simulateAll(): Promise<void> {
  for (let at = 0; at < requests.length;) {
    const { items } = await client.policy.simulate({ requests: requests.slice(at, at + 200) });
    at += items.length;
  }
}

await simulateAll();
const rates: number[] = [];
for (let round = 0; round < 10; round++) {
  const begun = performance.now();
  await simulateAll();
  rates.push((requests.length / (performance.now() - begun)) * 1000);
}
await served.close();
console.log(
  `${Math.round(median(rates))} requests a second, explained, in calls of 200 (median of 10 rounds)`,
);
