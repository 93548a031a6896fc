import { expect, it } from 'vitest';
import type { DecisionOutcome, Preview } from '../../src/index.ts';
import { openTestRuntime, packs, request, required } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

/** What a preview must have said: the same request is decided right after it, on the same facts. */
async function previewThenDecide(test: TestRuntime, asked: Record<string, unknown>): Promise<Preview> {
  const preview = await test.runtime.policies.preview(test.agent, asked);
  const { decision, riskGrade, evaluationTier, reasons, requiredActions, matchedRules, obligations } =
    await test.runtime.decide(test.agent, asked);
  expect(preview.decision).toEqual({
    outcome: decision,
    riskGrade,
    evaluationTier,
    reasons,
    requiredActions,
    matchedRules,
    obligations,
  });
  return preview;
}

it.each(Object.entries(packs))('says what %s will answer', async (_, policy) => {
  const test = await openTestRuntime({ policy });
  for (const fields of [
    {},
    { targetPath: '.env' },
    { action: 'write', targetPath: 'src/x.ts', content: 'export {};' },
    { action: 'execute', targetPath: '.', content: 'git push --force' },
    { action: 'network', targetPath: 'https://example.org/' },
    { action: 'write', approvalId: 'apr_none' },
  ])
    await previewThenDecide(test, request(fields));
  await test.runtime.halts.halt(test.host, { reason: 'drill' });
  await previewThenDecide(test, request({ action: 'write' }));
  await test.close();
});

it('looks at the approval that is cited, and leaves it to be used', async () => {
  const test = await openTestRuntime();
  const asked = request({ action: 'write', targetPath: 'docs/held.md' });
  const { approval } = await test.runtime.decide(test.agent, asked);
  const cited = { ...asked, approvalId: required(approval).id };
  const outcomeOf = async (): Promise<DecisionOutcome> =>
    (await test.runtime.policies.preview(test.agent, cited)).decision.outcome;
  expect(await outcomeOf()).toBe('ESCALATE');
  await test.runtime.approvals.decide(test.host, required(approval).id, { decision: 'approve' });
  const { size } = await test.runtime.ledger.head();
  expect([await outcomeOf(), await outcomeOf()]).toEqual(['ALLOW', 'ALLOW']);
  expect((await test.runtime.ledger.head()).size).toBe(size);
  const used = await previewThenDecide(test, { ...cited, requestId: 'held-1' });
  expect(used.decision).not.toHaveProperty('approvalUsed');
  expect(await outcomeOf()).toBe('ESCALATE');
  await test.close();
});

it('counts what a limit has let through, and adds nothing to it', async () => {
  const test = await openTestRuntime({
    policy: {
      source: 'limit.yaml',
      text: `apiVersion: zoqore.dev/policy/v1\nname: limit\nrules:\n  - { id: some, effect: allow, match: { action: read }, obligations: [{ limit: { perMinute: 2 } }] }\n`,
    },
  });
  const outcomes: DecisionOutcome[] = [];
  for (let i = 0; i < 3; i++) {
    await test.runtime.policies.preview(test.agent, request());
    outcomes.push((await previewThenDecide(test, request())).decision.outcome);
  }
  expect(outcomes).toEqual(['ALLOW', 'ALLOW', 'DENY']);
  await test.close();
});
