import type { SimulationQuery } from '@zoqore/runtime';
import { describe, expect, it } from 'vitest';
import type { ListedRequest } from '../src/requests-file.ts';
import { type Simulated, simulateRequests } from '../src/simulate-requests.ts';
import { createTally } from '../src/simulation-tally.ts';

type Asking = Parameters<typeof simulateRequests>[0];

/** Stands in for a runtime that has time for so many requests in a call. */
function runtime(perCall: number): { client: Asking; calls: number[] } {
  const calls: number[] = [];
  const simulate = async ({ requests }: SimulationQuery): Promise<object> => {
    calls.push(requests.length);
    const items = requests.slice(0, perCall).map((request, index) => ({ index, inForce: request }));
    return { items, ...(items.length < requests.length ? { next: items.length } : {}) };
  };
  return { client: { policy: { simulate } } as unknown as Asking, calls };
}

async function* listed(requests: readonly unknown[]): AsyncGenerator<ListedRequest> {
  for (const [at, request] of requests.entries()) yield { at: `line ${at + 1}`, request };
}

const simulated = async (perCall: number, requests: readonly unknown[]) => {
  const { client, calls } = runtime(perCall);
  const found: Simulated[] = [];
  for await (const each of simulateRequests(client, listed(requests), {})) found.push(each);
  return { found, calls };
};

describe('simulateRequests', () => {
  it('answers each once and in order, however many the runtime takes at a time', async () => {
    const requests = Array.from({ length: 450 }, (_, n) => ({ n }));
    for (const perCall of [1000, 70, 1]) {
      const { found } = await simulated(perCall, requests);
      expect(found.map(({ item }) => item.index)).toEqual(requests.map((_, at) => at));
      expect(found.map(({ item }) => Object(item).inForce as unknown)).toEqual(requests);
      expect(found.map(({ listed: { request } }) => request)).toEqual(requests);
    }
    expect((await simulated(1000, requests)).calls).toEqual([200, 200, 50]);
  });

  it('keeps calls short, and what is too long to itself', async () => {
    const { found, calls } = await simulated(1000, [
      { text: 'x'.repeat(200_000) },
      { text: 'x'.repeat(200_000) },
      { text: 'x'.repeat(400_000) },
      { text: 'y' },
    ]);
    expect(calls).toEqual([1, 3]);
    expect(found.map(({ item }) => 'error' in item)).toEqual([false, false, true, false]);
  });
});

describe('createTally', () => {
  const answer = (outcome: string, more: object = {}) =>
    ({
      listed: { at: 'line 1', request: {}, ...more },
      item: { index: 0, inForce: { decision: { outcome } } },
    }) as unknown as Parameters<ReturnType<typeof createTally>['count']>[0];
  const invalid = {
    listed: { at: 'line 2', request: null },
    item: { index: 1, error: { code: 'VALIDATION_ERROR', message: 'no', details: {} } },
  } as const;

  it('ends well, with a warning for what is no request, and refused for what was named', () => {
    const code = (
      options: Partial<Parameters<typeof createTally>[0]>,
      ...all: Parameters<ReturnType<typeof createTally>['count']>[0][]
    ): number => {
      const tally = createTally({ expect: undefined, failOn: [], ...options });
      for (const each of all) tally.count(each);
      return tally.exitCode();
    };
    expect(code({}, answer('ALLOW'), answer('DENY'))).toBe(0);
    expect(code({}, answer('ALLOW'), invalid)).toBe(3);
    expect(code({ failOn: ['error'] }, invalid)).toBe(6);
    expect(code({ failOn: ['deny'] }, answer('ESCALATE'))).toBe(0);
    expect(code({ failOn: ['deny'] }, answer('DENY'))).toBe(6);
    expect(code({ expect: 'allow' }, answer('ALLOW'))).toBe(0);
    expect(code({ expect: 'allow' }, answer('ALLOW'), answer('ESCALATE'))).toBe(6);
    expect(code({ expect: 'allow' }, answer('ESCALATE', { expect: 'escalate' }))).toBe(0);
    expect(code({ expect: 'allow' }, invalid)).toBe(6);
  });
});
