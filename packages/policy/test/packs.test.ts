import { readFileSync } from 'node:fs';
import { compilePolicy, evaluate, parsePolicySet, runPolicyTests } from '@zoqore/policy';
import type { Action, RiskGrade } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { command, path, request, url } from './requests.ts';

function read(name: string): string {
  return readFileSync(new URL(import.meta.resolve(`@zoqore/policy/packs/${name}`)), 'utf8');
}

function pack(name: string) {
  const home = '/home/a';
  return compilePolicy(parsePolicySet(read(`${name}.yaml`), { source: name }), {
    workspace: '/home/a/work',
    home,
    protectedPaths: ['/home/a/work/.failsafe'],
  });
}

describe.each(['failsafe', 'balanced', 'observe'])('%s', (name) => {
  const policy = pack(name);

  it('passes its own tests', () => {
    const { results } = runPolicyTests(policy, read(`${name}.tests.yaml`));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('brings examples', () => {
    expect(policy.set.rules.every(({ examples }) => examples !== undefined)).toBe(true);
  });

  it('never gives way on the built-in protection', () => {
    for (const resource of [path('/home/a/work/.failsafe/x'), command('ls', '.failsafe')]) {
      expect(evaluate(policy, request(resource)).rules).toContain('zoqore/self-protection');
    }
  });
});

describe('failsafe', () => {
  const policy = pack('failsafe');
  const mutating: Action[] = ['write', 'execute', 'network', 'admin'];
  const resources = [
    path('/home/a/work/a.ts'),
    command('make', 'test'),
    url('nodejs.org', { method: 'GET' }),
  ];

  it('escalates by default what mutates, and denies all that is L3', () => {
    for (const action of mutating) {
      for (const resource of resources) {
        for (const risk of ['L1', 'L2'] satisfies RiskGrade[]) {
          const verdict = evaluate(policy, request(resource, { action, risk }));
          expect([verdict.effect, verdict.isDefault]).toEqual(['escalate', true]);
        }
        const verdict = evaluate(policy, request(resource, { action, risk: 'L3' }));
        expect([verdict.effect, verdict.requiredActions]).toEqual(['deny', ['human_review_required']]);
      }
    }
  });
});

describe('balanced', () => {
  const policy = pack('balanced');

  it.each([
    ['git', 'push', '--force'],
    ['git', 'diff', '--output', '/x'],
    ['git', 'log', '--outp=/x'],
    ['git', 'clean', '-fdx'],
    ['npm', 'test', '--script-shell=/x'],
    ['npm', 'run', 'deploy'],
    ['./npm', 'test'],
    ['find', '.', '-exec', 'sh', '{}', ';'],
    ['rg', '--pre', 'sh', 'x'],
    ['go', 'test', '-toolexec', 'sh'],
    ['make', 'test', 'SHELL=/x'],
    ['python', '-c', 'x'],
    ['curl', 'https://nodejs.org/'],
    ['rm', '-rf', '.'],
    ['chmod', '777', 'x'],
  ])('does not allow %s %s %s', (program, ...argv) => {
    expect(evaluate(policy, request(command(program, ...argv), { action: 'execute' })).effect).toBe(
      'escalate',
    );
  });

  it('lets nothing with L3 through', () => {
    for (const resource of [path('/home/a/work/a.ts'), command('git', 'status')]) {
      expect(evaluate(policy, request(resource, { risk: 'L3' })).effect).toBe('escalate');
    }
  });
});
