import { readFileSync } from 'node:fs';
import type { RuleInput } from '@zoqore/policy';
import {
  definePolicySet,
  evaluate,
  compilePolicy,
  lintPolicy,
  parsePolicySet,
  rulePositions,
} from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { environment } from '../requests.ts';

function lint(rules: readonly RuleInput[], fallback: 'allow' | 'escalate' | 'deny' = 'deny') {
  const set = definePolicySet({ apiVersion: 'zoqore.dev/policy/v1', name: 'test', default: fallback, rules });
  const policy = compilePolicy(set, environment);
  return lintPolicy(set, environment).flatMap(({ code, rule, others, request }) => {
    // What is shown is a request that the rule matches.
    if (request !== undefined) expect(evaluate(policy, request).judgements.length).toBeGreaterThan(0);
    return code === 'untested' ? [] : [[code, rule, ...others]];
  });
}

const rule = (
  id: string,
  effect: RuleInput['effect'],
  match: RuleInput['match'],
  more: Partial<RuleInput> = {},
): RuleInput => ({ id, effect, match, ...more });

describe('lintPolicy', () => {
  it.each(['failsafe', 'balanced', 'observe'])('finds nothing in the pack %s', (name) => {
    const text = readFileSync(new URL(import.meta.resolve(`@zoqore/policy/packs/${name}.yaml`)), 'utf8');
    expect(lintPolicy(parsePolicySet(text), { workspace: '/home/a/work', home: '/home/a' })).toEqual([]);
  });

  it('finds rules that can never match', () => {
    expect(lint([rule('two-kinds', 'allow', { path: { prefix: '.' }, url: { host: 'x.org' } })])).toEqual([
      ['dead', 'two-kinds'],
    ]);
    expect(lint([rule('excluded', 'deny', { path: { prefix: '/srv/a', not: '/srv/**' } })])).toEqual([
      ['dead', 'excluded'],
    ]);
    expect(lint([rule('no-grade', 'deny', { risk: { atLeast: 'L3', atMost: 'L2' } })])).toEqual([
      ['dead', 'no-grade'],
    ]);
  });

  it('finds allowances under a stricter rule, and what says the opposite of the same', () => {
    const below = rule('below', 'allow', { action: 'read', path: { prefix: '/srv/a' } });
    expect(lint([below, rule('all', 'deny', { path: { prefix: '/srv' } })])).toEqual([
      ['shadowed', 'below', 'all'],
    ]);
    expect(lint([below, rule('opposite', 'deny', { action: 'read', path: { glob: '/srv/a/**' } })])).toEqual([
      ['contradictory', 'below', 'opposite'],
    ]);
    expect(
      lint([
        rule('yes', 'allow', { kind: 'tool', risk: { atMost: 'L1' } }),
        rule('no', 'escalate', { kind: 'tool', risk: { atMost: 'L1' } }),
      ]),
    ).toEqual([['contradictory', 'yes', 'no']]);
  });

  it('finds what several rules cover together', () => {
    expect(
      lint([
        rule('whole', 'deny', { risk: { atMost: 'L2' } }),
        rule('first', 'deny', { risk: { atMost: 'L1' } }),
        rule('second', 'deny', { risk: { atLeast: 'L2', atMost: 'L2' } }),
      ]),
    ).toEqual([
      ['repeated', 'whole', 'first', 'second'],
      ['repeated', 'first', 'whole'],
      ['repeated', 'second', 'whole'],
    ]);
  });

  it('finds what the default says anyway', () => {
    expect(lint([rule('all', 'allow', { action: 'read' })], 'allow')).toEqual([['moot', 'all']]);
    expect(
      lint([rule('all', 'allow', { action: 'read' }, { obligations: ['require-reason'] })], 'allow'),
    ).toEqual([]);
    // Under a default that denies, a deny rule still objects to what is inferred beside what is allowed.
    expect(
      lint([rule('ok', 'allow', { kind: 'command' }), rule('etc', 'deny', { path: { prefix: '/etc' } })]),
    ).toEqual([]);
  });

  it('finds different amounts of the same duty', () => {
    const limited = (id: string, perMinute: number) =>
      rule(id, 'allow', { path: { glob: `**/*${id}*` } }, { obligations: [{ limit: { perMinute } }] });
    expect(lint([limited('a', 5), limited('b', 6)])).toEqual([['overlap', 'b', 'a']]);
  });

  it('says nothing of what depends on a `when`', () => {
    expect(lint([rule('a', 'allow', {}), rule('d', 'deny', {}, { when: 'request.context.n == 1' })])).toEqual(
      [],
    );
  });

  it('finds rules without examples, and examples that others decide', () => {
    const set = (examples?: RuleInput['examples']) =>
      definePolicySet({
        apiVersion: 'zoqore.dev/policy/v1',
        name: 'test',
        rules: [
          rule('reads', 'allow', { action: 'read' }, examples === undefined ? {} : { examples }),
          rule('etc', 'deny', { path: { prefix: '/etc' } }, { examples: { match: [{ path: '/etc' }] } }),
        ],
      });
    expect(lintPolicy(set(), environment)).toMatchObject([{ code: 'untested', rule: 'reads' }]);
    expect(lintPolicy(set({ match: [{ path: '/etc/x' }] }), environment)).toMatchObject([
      { code: 'undecided', rule: 'reads', others: ['etc'] },
    ]);
    expect(lintPolicy(set({ match: [{ path: '/etc/x' }, { path: '/srv' }] }), environment)).toEqual([]);
  });

  it('knows where each rule stands', () => {
    expect(rulePositions('rules:\n  - id: a\n  - { effect: deny, id: b }\n')).toEqual(
      new Map([
        ['a', { line: 2, column: 9 }],
        ['b', { line: 3, column: 25 }],
      ]),
    );
    expect(rulePositions('rules: [').size).toBe(0);
  });
});
