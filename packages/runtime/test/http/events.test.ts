import { expect, it } from 'vitest';
import { feed } from '../../src/http/events.ts';
import { openTestRuntime } from '../open-test-runtime.ts';

it('lets go of the ledger when it cannot be read', async () => {
  const test = await openTestRuntime();
  let listeners = 0;
  const { ledger } = test.runtime;
  const subscribe: typeof ledger.subscribe = (listener) => {
    listeners += 1;
    const end = ledger.subscribe(listener);
    return () => {
      listeners -= 1;
      end();
    };
  };
  await test.database.close();
  const { body } = feed({
    runtime: { ...test.runtime, ledger: { ...ledger, subscribe } },
    credential: test.host,
    after: -1,
    isAuthorized: () => true,
    signal: new AbortController().signal,
  });
  await expect(body?.getReader().read()).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  expect(listeners).toBe(0);
  await test.runtime.close().catch(() => undefined);
});
