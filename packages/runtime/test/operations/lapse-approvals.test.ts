import { createSqlStore } from '@zoqore/ledger/postgres';
import { expect, it } from 'vitest';
import { openTestRuntime, required, request } from '../open-test-runtime.ts';

it('open approvals end when the machine failed under the store', async () => {
  const test = await openTestRuntime();
  const asked = request({ action: 'write', targetPath: 'docs/doubt.md', content: 'x' });
  const { approval } = await test.runtime.decide(test.agent, asked);
  const { id } = required(approval);
  await test.runtime.approvals.decide(test.host, id, { decision: 'approve' });

  // The store as it reports itself after an unclean stop; the ledger then verifies everything first.
  const store = createSqlStore({ database: test.database, durability: 'process' });
  const open = store.open.bind(store);
  store.open = async (log) => ({ ...(await open(log)), isDoubtful: true });
  const doubtful = await test.restart({ store });
  expect(doubtful.runtime.ledger.recovered.isDoubtful).toBe(true);
  expect(await doubtful.runtime.approvals.get(doubtful.host, id)).toMatchObject({ state: 'expired' });
  const retry = await doubtful.runtime.decide(doubtful.agent, {
    ...asked,
    requestId: 'doubt-retry',
    approvalId: id,
  });
  expect(retry.decision).toBe('ESCALATE');
  const [entry] = await doubtful.runtime.ledger.entries({ kind: 'approvals.lapsed', limit: 1 });
  expect(entry).toBeDefined();
  await doubtful.close();
});
