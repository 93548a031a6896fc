import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { compilePolicy, parsePolicySet, runPolicyTests } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { environment } from './requests.ts';

function blocks(file: string, language: string): readonly string[] {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  const pattern = new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return [...text.matchAll(pattern)].map(([, code = '']) => code);
}

describe('docs/policy.md', () => {
  const snippets = blocks('../../../docs/policy.md', 'yaml');
  const [whole = '', ...rest] = snippets;
  const rules = rest.filter((text) => text.startsWith('- id:'));

  it('has only snippets that this test runs', () => {
    expect(rest.filter((text) => !/^(?:- id:|tests:|marks:)/.test(text))).toEqual([]);
    expect(rules.length).toBeGreaterThan(8);
  });

  it.each(rules)('shows rules whose examples hold:\n%s', (text) => {
    const set = parsePolicySet(`apiVersion: zoqore.dev/policy/v1\nname: snippet\nrules:\n${text}`);
    expect(set.rules.length).toBeGreaterThan(0);
    for (const { examples } of set.rules) {
      expect(examples?.match?.length).toBeGreaterThan(0);
      expect(examples?.noMatch?.length).toBeGreaterThan(0);
    }
    compilePolicy(set, environment);
  });

  it('shows marks and a rule on their labels, whose examples hold', () => {
    const marks = rest.find((text) => text.startsWith('marks:')) ?? '';
    const set = parsePolicySet(`apiVersion: zoqore.dev/policy/v1\nname: snippet\n${marks}`);
    expect([set.rules.length, set.marks?.length]).toEqual([1, 2]);
    compilePolicy(set, environment);
  });

  it('shows tests that pass on its first set', () => {
    const policy = compilePolicy(parsePolicySet(whole), environment);
    const tests = rest.find((text) => text.startsWith('tests:')) ?? '';
    expect(runPolicyTests(policy, tests).results.filter(({ passed }) => !passed)).toEqual([]);
  });
});

it('README.md shows an example that prints what it says', () => {
  const [code = ''] = blocks('../README.md', 'ts');
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(15);
  const output = execFileSync(
    process.execPath,
    ['--conditions=@zoqore/source', '--input-type=module-typescript', '--eval', code],
    { cwd: new URL('..', import.meta.url), encoding: 'utf8' },
  );
  expect(output.trim()).toBe(/\/\/ (.*)$/m.exec(code)?.[1]);
});
