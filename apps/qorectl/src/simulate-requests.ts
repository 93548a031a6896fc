import type { SimulatedItem, SimulationQuery } from '@zoqore/runtime';
import type { RuntimeClient } from '@zoqore/runtime/client';
import { jsonLength } from './json-length.ts';
import type { ListedRequest } from './requests-file.ts';

/** A request and what it would be answered. */
export interface Simulated {
  readonly listed: ListedRequest;
  readonly item: SimulatedItem;
}

/** Of one call. */
const mostRequests = 200;
const mostCharacters = 300_000;

/**
 * The answers in the order of the requests, as soon as the runtime gives them.
 * @throws ClientError for all of them: no answer is left out for the fault of one request, which is in its item
 */
export async function* simulateRequests(
  client: Pick<RuntimeClient, 'policy'>,
  requests: AsyncIterable<ListedRequest>,
  world: Pick<SimulationQuery, 'policy' | 'suppose'>,
): AsyncGenerator<Simulated> {
  let index = 0;
  for await (const batch of batchesOf(requests)) {
    let rest = batch;
    while (rest.length > 0) {
      const asked = rest.map(({ request }) => request ?? null);
      const { items, next = rest.length } = await client.policy.simulate({ requests: asked, ...world });
      for (const [at, item] of items.entries()) {
        const listed = rest[at];
        if (listed !== undefined) yield { listed, item: { ...faultOr(listed, item), index: index++ } };
      }
      rest = rest.slice(next);
    }
  }
}

/** What is no request is said in the words of whoever read the file. */
function faultOr({ fault }: ListedRequest, item: SimulatedItem): SimulatedItem {
  if (fault === undefined) return item;
  return { index: item.index, error: { code: 'VALIDATION_ERROR', message: fault, details: {} } };
}

async function* batchesOf(requests: AsyncIterable<ListedRequest>): AsyncGenerator<ListedRequest[]> {
  let batch: ListedRequest[] = [];
  let characters = 0;
  for await (const listed of requests) {
    const { each, length } = bounded(listed);
    if (batch.length === mostRequests || (batch.length > 0 && characters + length > mostCharacters)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(each);
    characters += length;
  }
  if (batch.length > 0) yield batch;
}

/** What one call could not carry is said here, and the others are asked. */
function bounded(each: ListedRequest): { readonly each: ListedRequest; readonly length: number } {
  const length = jsonLength(each.request ?? null);
  if (length <= mostCharacters) return { each, length };
  const fault = `expected at most ${mostCharacters} characters of JSON in a request, and no deep nesting`;
  return { each: { at: each.at, request: undefined, fault }, length: 0 };
}
