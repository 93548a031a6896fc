import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestRuntime, packs, request } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

let test: TestRuntime;
beforeAll(async () => {
  test = await openTestRuntime({ policy: packs.observe });
});
afterAll(async () => {
  await test.close();
});

const allowedOn = async (surface: 'http' | 'mcp'): Promise<string> =>
  (await test.runtime.decide(test.agent, request(), { surface })).decisionId;

it('lets nobody but the surface that ran a call say what followed', async () => {
  const decisionId = await allowedOn('mcp');
  await expect(
    test.runtime.recordOutcome(test.agent, { decisionId, status: 'executed' }),
  ).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
  await test.runtime.recordOutcome(test.agent, { decisionId, status: 'failed' }, { isVerified: true });
  const { outcome } = await test.runtime.decisions.get(test.agent, decisionId);
  expect(outcome).toMatchObject({ status: 'failed', isVerified: true });
});

it('says the same of a decision that this process no longer remembers', async () => {
  const decisionId = await allowedOn('mcp');
  test = await test.restart({ policy: packs.observe });
  await expect(
    test.runtime.recordOutcome(test.agent, { decisionId, status: 'executed' }),
  ).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
});

it('takes the report of whoever asked over HTTP', async () => {
  const decisionId = await allowedOn('http');
  await test.runtime.recordOutcome(test.agent, { decisionId, status: 'executed' });
});

it('loses no outcome to a text that no entry can hold', async () => {
  const decisionId = await allowedOn('mcp');
  await test.runtime.recordOutcome(
    test.agent,
    { decisionId, status: 'failed', detail: 'half a \ud83d' },
    { isVerified: true },
  );
  const { outcome } = await test.runtime.decisions.get(test.agent, decisionId);
  expect(outcome).toMatchObject({ status: 'failed', detail: 'half a \ufffd' });
});
