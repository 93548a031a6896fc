import type { PolicySetInput, RuleInput } from '@zoqore/policy';
import { compilePolicy, definePolicySet, PolicyError } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { environment, policyOf } from './requests.ts';

const base: RuleInput = { id: 'r', effect: 'deny', match: { action: 'read', path: { glob: 'docs/**' } } };

function messages(rules: readonly RuleInput[]): readonly string[] {
  try {
    policyOf(rules);
  } catch (error) {
    if (error instanceof PolicyError) return error.details.issues.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe('compilePolicy', () => {
  it('runs the examples of every rule and reports all that fail', () => {
    const examples = {
      match: [{ path: 'docs/a' }, { path: 'src/a' }],
      noMatch: [{ path: 'docs/a' }, { path: 'src/a' }],
    };
    expect(messages([{ ...base, examples }])).toEqual([
      'rule `r` expected example 2 of `match` to match, found that `path.glob` does not hold',
      'rule `r` expected example 1 of `noMatch` to not match, found that it does',
    ]);
  });

  it('says when an example is about another action, errs, or is no request', () => {
    const examples = { match: [{ action: 'write', path: 'docs/a' } as const] };
    expect(messages([{ ...base, examples }])[0]).toContain('the action write');
    const when = 'request.context.a == 1';
    expect(messages([{ ...base, when, examples: { match: [{ path: 'docs/a' }] } }])[0]).toContain(
      'an error: No such key',
    );
    expect(messages([{ ...base, examples: { noMatch: [{ path: '/a/../b' }] } }])[0]).toContain('canonical');
    expect(messages([{ ...base, when, examples: { noMatch: [{ path: 'src/a' }] } }])).toEqual([]);
  });

  it('refuses data that never went through the parser, whole', () => {
    const set = definePolicySet({ apiVersion: 'zoqore.dev/policy/v1', name: 'a', rules: [base] });
    const broken = {
      ...set,
      rules: [{ id: 'r', effect: 'deny' as const, match: { path: { glob: ['{'] } } }],
    };
    expect(() => compilePolicy(broken, environment)).toThrow(/rule `r` has `\{` without `\}`/);
  });

  it('compiles for a workspace whose name looks like a pattern', () => {
    const input: PolicySetInput = {
      apiVersion: 'zoqore.dev/policy/v1',
      name: 'a',
      rules: [{ ...base, examples: { match: [{ path: 'docs/a' }], noMatch: [{ path: '/wa/docs/a' }] } }],
    };
    expect(() => compilePolicy(definePolicySet(input), { workspace: '/w[ab]', home: '/' })).not.toThrow();
    expect(() => compilePolicy(definePolicySet(input), { workspace: '/', home: '/' })).not.toThrow();
  });
});
