import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestRuntime } from '../open-test-runtime.ts';
import { openTestRuntime, request } from '../open-test-runtime.ts';

const anything = {
  source: 'anything.yaml',
  text: 'apiVersion: zoqore.dev/policy/v1\nname: anything\ndefault: allow\nrules: []\n',
};

let test: TestRuntime;
beforeAll(async () => {
  test = await openTestRuntime({ policy: anything });
});
afterAll(() => test.close());

const execute = (content: string) => request({ action: 'execute', targetPath: '.', content });
const call = (args: unknown) =>
  request({
    action: 'execute',
    targetPath: 'tool:s/n',
    context: { tool: { server: 's', name: 'n', arguments: args } },
  });

const numbered = (count: number, each: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => each(at))
    .join(';')
    .slice(0, 60_000);

const heavy = {
  'thousands of files': execute(numbered(7_000, (at) => `cat a${at}`)),
  'thousands of commands that are alike, and another one': execute(`${'ls|'.repeat(18_000)}rm -rf x`),
  'thousands of hosts': execute(numbered(7_000, (at) => `curl https://h${at}.example`)),
  'thousands of arguments': call({ names: Array.from({ length: 9_000 }, (_, at) => `a${at}`) }),
  'thousands of members': call(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`/a${at}`, 1]))),
};

describe('a request that touches more than can be judged', () => {
  it.each(Object.entries(heavy))('is L3 and waits for a person: %s', async (_, asked) => {
    const begun = process.cpuUsage();
    const preview = await test.runtime.policies.preview(test.agent, asked);
    const { user, system } = process.cpuUsage(begun);
    // A third of a second on the machine that this was written on; seconds before there was a bound.
    expect((user + system) / 1_000).toBeLessThan(2_000);
    expect(preview.explanation.resources.length).toBeLessThanOrEqual(512);
    expect(JSON.stringify(preview).length).toBeLessThan(2_000_000);

    const { decision, riskGrade, reasons } = await test.runtime.decide(test.agent, asked);
    expect({ decision, riskGrade }).toEqual({ decision: 'ESCALATE', riskGrade: 'L3' });
    expect(reasons).toContain('too_complex');
  });

  it('is none that touches much, or the same again and again', async () => {
    for (const asked of [
      execute(numbered(200, (at) => `cat a${at}`)),
      execute(numbered(1_500, () => 'ls')),
      call({ names: Array.from({ length: 500 }, (_, at) => `a${at}`) }),
    ]) {
      const { decision, reasons } = await test.runtime.decide(test.agent, asked);
      expect(decision).toBe('ALLOW');
      expect(reasons).not.toContain('too_complex');
    }
  });
});
