import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestRuntime, request } from './open-test-runtime.ts';
import type { TestRuntime } from './open-test-runtime.ts';

/** What a surface found in texts from tools, on its way into the record. */

let test: TestRuntime;

beforeAll(async () => {
  test = await openTestRuntime();
});
afterAll(() => test.close());

it('what a result held stands in the outcome entry', async () => {
  const { decisionId } = await test.runtime.decide(test.agent, request());
  const findings = [{ id: 'content.injection-override', grade: 'L3' as const }];
  const receipt = await test.runtime.recordOutcome(test.agent, { decisionId, status: 'executed', findings });
  expect((await test.runtime.ledger.entry(receipt.index))?.body).toMatchObject({ decisionId, findings });
});

it('a description that reads like instructions is a factor of each decision on its tool', async () => {
  const tool = { server: 'files', name: 'list', arguments: { path: 'docs/readme.md' }, isKnown: true };
  const call = (context: object) => request({ action: 'read', targetPath: 'tool:files/list', context });
  const factorsOf = async (context: object) => {
    const { decisionId } = await test.runtime.decide(test.agent, call(context));
    const { facts } = await test.runtime.decisions.get(test.host, decisionId);
    return JSON.stringify(facts['risk']);
  };
  expect(await factorsOf({ tool })).not.toContain('tool.description-marks');
  const marked = await factorsOf({ tool: { ...tool, descriptionMarks: ['content.injection-tool'] } });
  expect(marked).toContain('tool.description-marks');
  expect(marked).toContain('content.injection-tool');
  await expect(
    test.runtime.decide(test.agent, call({ tool: { ...tool, descriptionMarks: ['not an id'] } })),
  ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
});
