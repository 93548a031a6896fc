import { PolicyError, runPolicyTests } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { policyOf } from './requests.ts';

const policy = policyOf([
  { id: 'docs', effect: 'allow', match: { path: { prefix: 'docs' } } },
  { id: 'ports', effect: 'allow', match: { url: { port: [8443, 0], host: ['::1', 'x.org'] } } },
  {
    id: 'agents',
    effect: 'allow',
    match: { actor: { id: 'me', role: 'r' }, kind: [service(), 'prompt', 'tool'] },
  },
]);

function service(): 'service' {
  return 'service';
}

describe('runPolicyTests', () => {
  it('reports each test with what was expected and found', () => {
    const report = runPolicyTests(
      policy,
      `tests:
  - { name: passes, request: { path: docs/a }, expect: allow, rules: [docs] }
  - { name: other rules, request: { path: docs/a }, expect: allow, rules: [] }
  - { name: other effect, request: { path: ~/x }, expect: allow }
`,
    );
    expect(report).toMatchObject({ passed: 1, failed: 2 });
    expect(report.results[1]).toEqual({
      name: 'other rules',
      passed: false,
      expected: { effect: 'allow', rules: [] },
      actual: { effect: 'allow', rules: ['docs'] },
    });
  });

  it('reads every notation of a request', () => {
    const requests = [
      { url: 'https://[::1]:8443/a' },
      { url: 'gopher://x.org/a' },
      {
        actor: { id: 'me', kind: 'agent', roles: 'r', trustStage: 'IBT' },
        service: 's',
        now: '2026-01-01T00:00:00+01:00',
      },
      {
        actor: { id: 'me', roles: ['r'] },
        prompt: { model: 'm' },
        session: 's',
        content: 'c',
        context: { a: [1] },
      },
      {
        actor: { id: 'me', roles: ['r'] },
        tool: { server: 's', name: 't', arguments: { a: 1 } },
        labels: ['x'],
      },
      {
        resources: [
          { path: 'docs/x', action: 'write' },
          { command: ['a', 'b'], certainty: 'inferred' },
        ],
      },
    ];
    const tests = requests.map((request, at) => ({ name: `n${at}`, request, expect: 'allow' }));
    const { results } = runPolicyTests(policy, JSON.stringify({ tests }));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
  });

  it.each([
    ['tests:\n  - { name: a, request: { pth: x }, expect: allow }', /unknown key `pth`, did you mean `path`/],
    [
      'tests:\n  - { name: a, request: { resources: [{ path: a, command: b }] }, expect: allow }',
      /exactly one of/,
    ],
    ['tests: []', /at least 1 entry,/],
    ['tests: [', /brackets|flow/],
  ])('refuses %j', (text, message) => {
    expect(() => runPolicyTests(policy, text)).toThrow(message);
    expect(() => runPolicyTests(policy, text)).toThrow(PolicyError);
  });

  it('takes the same as data', () => {
    const tests = [{ name: 'a', request: { path: '/' }, expect: 'deny' as const }];
    expect(runPolicyTests(policy, { tests }).passed).toBe(1);
  });
});
