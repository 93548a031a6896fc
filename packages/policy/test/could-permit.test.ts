import type { ProspectiveCall, RuleInput } from '@zoqore/policy';
import { couldPermit } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { policyOf } from './requests.ts';

const call: ProspectiveCall = {
  actor: { id: 'a', kind: 'agent', roles: ['builder'], trustStage: 'CBT' },
  action: 'write',
  tool: { server: 'fs', name: 'write_file' },
  now: 0,
};

function could(rules: readonly RuleInput[], fallback: 'allow' | 'escalate' | 'deny' = 'deny'): boolean {
  return couldPermit(policyOf(rules, { default: fallback }), call);
}

describe('couldPermit', () => {
  it('follows the default where no rule applies', () => {
    expect([could([]), could([], 'escalate'), could([], 'allow')]).toEqual([false, true, true]);
  });

  it('is true for a rule that may match, and false for one about something else', () => {
    const rule = (match: RuleInput['match'], when?: string): RuleInput => ({
      id: 'r',
      effect: 'allow',
      match,
      ...(when === undefined ? {} : { when }),
    });
    expect(could([rule({ tool: { name: 'write_*', arguments: { path: { prefix: '/w' } } } })])).toBe(true);
    expect(could([rule({}, 'request.context.a == 1')])).toBe(true);
    expect(could([rule({ tool: { name: 'read_*' } })])).toBe(false);
    expect(could([rule({ path: { prefix: '/work' } })])).toBe(false);
    expect(could([rule({ actor: { role: 'admin' } })])).toBe(false);
    expect(could([rule({ action: 'read' })])).toBe(false);
    expect(could([rule({ time: { days: 'fri' } })])).toBe(false);
  });

  it('is false under a deny that certainly matches, at every grade', () => {
    const allow: RuleInput = { id: 'a', effect: 'allow', match: { risk: { atMost: 'L2' } } };
    const deny = (match: RuleInput['match']): RuleInput => ({ id: 'd', effect: 'deny', match });
    expect(could([allow, deny({ tool: { server: 'fs' } })])).toBe(false);
    expect(could([allow, deny({ tool: { server: 'fs' }, content: { contains: 'x' } })])).toBe(true);
    expect(could([allow, deny({ risk: { atMost: 'L2' } })])).toBe(false);
    expect(could([allow, deny({ risk: { atLeast: 'L2' } })])).toBe(true);
  });

  it('is false for a caller that evaluate would refuse', () => {
    expect(couldPermit(policyOf([], { default: 'allow' }), { ...call, now: Number.NaN })).toBe(false);
  });
});
