import { readFileSync } from 'node:fs';
import {
  compilePolicy,
  definePolicySet,
  evaluate,
  labelReaders,
  labelsGained,
  parsePolicySet,
  runPolicyTests,
} from '@zoqore/policy';
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

describe.each(['failsafe', 'balanced', 'observe', 'rule-of-two'])('%s', (name) => {
  const policy = pack(name);

  it('passes its own tests', () => {
    const { results } = runPolicyTests(policy, read(`${name}.tests.yaml`));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('brings examples', () => {
    expect(policy.set.rules.every(({ examples }) => examples !== undefined)).toBe(true);
  });

  it('names no label that it does not give', () => {
    expect(labelReaders(policy.set).filter(({ neverGiven }) => neverGiven.length > 0)).toEqual([]);
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

describe('the rule of two', () => {
  const own = pack('rule-of-two');
  const balanced = pack('balanced');

  it('says the same in balanced as by itself', () => {
    const isSequence = ({ id }: { readonly id: string }) => id.startsWith('sequence/');
    expect(balanced.set.rules.filter(isSequence)).toEqual(own.set.rules);
    expect(balanced.set.marks).toEqual(own.set.marks);
  });

  it('gives a request of each kind its labels', () => {
    const labels = (...asked: Parameters<typeof request>) => labelsGained(own, request(...asked));
    expect(labels(url('example.com'))).toEqual(['external-effect', 'untrusted-input']);
    expect(labels(path('/home/a/.ssh/id_rsa'))).toEqual(['secret-read', 'sensitive-data']);
    expect(labels(path('/home/b/notes.md'))).toEqual(['sensitive-data']);
    expect(labels(path('/home/a/work/src/a.ts'))).toEqual([]);
    expect(labels(command('/usr/bin/ssh', 'host'), { action: 'execute' })).toEqual(['external-effect']);
    expect(labels(command('git', 'push'), { action: 'execute' })).toEqual(['external-effect']);
    expect(labels(command('git', 'status'), { action: 'execute' })).toEqual([]);
    const tool = { kind: 'tool', server: 'x', name: 'y', certainty: 'declared' } as const;
    expect(labels(tool, { action: 'execute' })).toEqual(['external-effect', 'untrusted-input']);
    expect(labels(tool, { action: 'read' })).toEqual([]);
  });

  it('lets no session have all three without a person, however many requests it makes', () => {
    const everything = definePolicySet({ ...own.set, default: 'allow' });
    const policy = compilePolicy(everything, { workspace: '/home/a/work', home: '/home/a' });
    const asked = [
      request(url('example.com')),
      request(path('/home/b/notes.md')),
      request(command('ssh', 'host'), { action: 'execute' }),
      request(path('/home/a/work/a.ts')),
    ];
    for (let order = 0; order < 256; order++) {
      let labels: readonly string[] = [];
      for (let at = 0, rest = order; at < 4; at++, rest >>= 2) {
        const input = { ...(asked[rest & 3] ?? request([])), labels };
        if (evaluate(policy, input).effect !== 'allow') continue;
        labels = [...new Set([...labels, ...labelsGained(policy, input)])];
      }
      const held = ['untrusted-input', 'sensitive-data', 'external-effect'].filter((one) =>
        labels.includes(one),
      );
      expect(held.length).toBeLessThan(3);
    }
  });
});
