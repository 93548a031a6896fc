import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestRuntime } from '../open-test-runtime.ts';
import { openTestRuntime } from '../open-test-runtime.ts';

let test: TestRuntime;
beforeAll(async () => {
  test = await openTestRuntime();
});
afterAll(() => test.close());

function setOf(rules: number, head = ''): { readonly source: string; readonly text: string } {
  const all = Array.from(
    { length: rules },
    (_, at) => `- { id: own-${at}, effect: allow, match: { action: read, path: { prefix: d${at} } } }`,
  );
  return {
    source: 'long.yaml',
    text: `apiVersion: zoqore.dev/policy/v1\nname: long\n${head}rules:\n${all.join('\n')}\n`,
  };
}

const approver = () => ({ ...test.host, scopes: ['approve'] as const });

describe('a long set that somebody sends', () => {
  it('is read beside the thread that decides: there it is no work', async () => {
    const tooMany = setOf(10_001);
    const begun = performance.eventLoopUtilization();
    const checked = await test.runtime.policies.check(approver(), tooMany);
    const { active } = performance.eventLoopUtilization(begun);
    expect(checked).toMatchObject({
      valid: false,
      issues: [expect.objectContaining({ path: ['rules'], message: expect.stringMatching(/10000/) })],
    });
    // Milliseconds; to parse it here took seconds.
    expect(active).toBeLessThan(1_000);
  });

  it('means the same as a short one: packs, tests and issues', async () => {
    const { policies } = test.runtime;
    const long = setOf(600, 'extends: failsafe\n');
    const tests = 'tests: [{ name: a, request: { path: d7/a }, expect: allow }]';
    expect(await policies.test(approver(), long, tests)).toMatchObject({ passed: 1 });
    await expect(
      policies.apply(test.host, { ...long, text: long.text.replace('failsafe', 'nothing-like-it') }),
    ).rejects.toMatchObject({ code: 'POLICY_INVALID', details: { issues: [{ path: ['extends'] }] } });
    expect(policies.current().name).toBe('failsafe');
  });
});
