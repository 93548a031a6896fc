import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, listen } from '../../src/http/index.ts';
import type { Listener } from '../../src/http/index.ts';
import { openTestRuntime } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

let test: TestRuntime;
let listener: Listener;
beforeAll(async () => {
  test = await openTestRuntime();
  const app = createHttpApp({ runtime: () => test.runtime, version: '0.0.0', onFault: () => undefined });
  listener = await listen({ ...app, address: { host: '127.0.0.1', port: 0 } });
});
afterAll(async () => {
  await listener.close();
  await test.close();
});

const refusal = { code: 'RATE_LIMITED', details: { retryAfterSeconds: 5 } };

describe('a verification', () => {
  const verify = (accept: string): Promise<Response> =>
    fetch(`${listener.url}/v1/ledger/verify`, {
      method: 'POST',
      headers: { 'x-qore-api-key': test.hostKey, 'content-type': 'application/json', accept },
      body: '{}',
    });

  it('is refused beside two others, before any work, and runs when they have ended', async () => {
    const { audit } = test.runtime;
    const all = await Promise.allSettled([1, 2, 3, 4].map(() => audit.verify(test.host)));
    expect(all).toMatchObject([
      { status: 'fulfilled', value: { verified: true } },
      { status: 'fulfilled', value: { verified: true } },
      { status: 'rejected', reason: refusal },
      { status: 'rejected', reason: refusal },
    ]);
    expect(await audit.verify(test.host)).toMatchObject({ verified: true });
  });

  it('is refused over HTTP too, as a whole answer or in its last line', async () => {
    const { audit } = test.runtime;
    let letGo = (): void => undefined;
    const answered = new Promise<void>((resolve) => (letGo = resolve));
    // While this has the database, no verification reads a page.
    const held = test.database.transaction(async () => await answered);
    const two = [1, 2].map(() => audit.verify(test.host));
    const [whole, lines] = await Promise.all([verify('application/json'), verify('application/x-ndjson')]);
    expect([whole.status, whole.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await whole.json()).toMatchObject({ error: { code: 'RATE_LIMITED' } });
    expect(JSON.parse(await lines.text())).toMatchObject({ error: { code: 'RATE_LIMITED' } });
    letGo();
    await Promise.all([held, ...two]);
    expect(await (await verify('application/json')).json()).toMatchObject({ verified: true });
  });
});
