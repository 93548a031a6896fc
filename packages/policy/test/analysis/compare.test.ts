import type { PolicySet, PolicySetInput, RuleInput } from '@zoqore/policy';
import { comparePolicies, definePolicySet, policyWidening } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { environment } from '../requests.ts';

const guarded = { ...environment, protectedPaths: ['/home/a/.zoqore'] };

function set(rules: readonly RuleInput[], fallback: PolicySetInput['default'] = 'deny'): PolicySet {
  return definePolicySet({ apiVersion: 'zoqore.dev/policy/v1', name: 'test', default: fallback, rules });
}

function relation(first: readonly RuleInput[], second: readonly RuleInput[], fallback?: 'allow'): string {
  return comparePolicies(set(first, fallback), set(second, fallback), guarded).relation;
}

const allow = (match: RuleInput['match'], more: Partial<RuleInput> = {}): RuleInput => ({
  id: 'a',
  effect: 'allow',
  match,
  ...more,
});
const deny = (match: RuleInput['match'], more: Partial<RuleInput> = {}): RuleInput => ({
  id: 'd',
  effect: 'deny',
  match,
  ...more,
});

describe('comparePolicies', () => {
  it.each([
    ['the same words', '/srv/{a,b}/**', ['/srv/a/**', '/srv/b/**'], 'same'],
    ['a prefix and its glob', '/srv/**', ['/srv', '/srv/*/**'], 'same'],
    ['a deeper directory', '/srv/**', ['/srv/a/**'], 'narrower'],
    ['a class and its complement', '/srv/[a-c]*', ['/srv/[!d-z]*'], 'wider'],
    ['one segment and many', '/srv/*', ['/srv/**'], 'wider'],
    ['no more than one', '/srv/?', ['/srv/*'], 'wider'],
    ['places apart', '/srv/a', ['/srv/b'], 'mixed'],
    ['a segment that no path has', '/srv/{x,[.]}', ['/srv/x'], 'same'],
  ])('knows paths: %s', (_, first, second, expected) => {
    expect(relation([allow({ path: { glob: first } })], [allow({ path: { glob: second } })])).toBe(expected);
  });

  it('knows letters that lower case changes in odd ways', () => {
    const denied = (glob: string, ignoreCase: boolean) => [deny({ path: { glob, ignoreCase } })];
    expect(relation(denied('/K', true), denied('/{k,K,\u212a}', false), 'allow')).toBe('same');
    expect(relation(denied('/K', true), denied('/{k,K}', false), 'allow')).toBe('wider');
    // `İ` is two characters in lower case: `/İ` is only in the first, `/iİ` only in the second.
    expect(relation(denied('/i?', true), denied('/{i,I}?', false), 'allow')).toBe('mixed');
    // The sigma has one form, wherever it stands in a word.
    expect(relation(denied('/σ', true), denied('/{σ,Σ}', false), 'allow')).toBe('wider');
    expect(relation(denied('/ασ', true), denied('/{α,Α}{σ,ς,Σ}', false), 'allow')).toBe('same');
  });

  it('knows that an allow rule hears a program by its whole name, and a deny rule by its last part', () => {
    expect(
      relation([allow({ shell: { program: 'rm' } })], [allow({ shell: { program: '{rm,/bin/rm}' } })]),
    ).toBe('wider');
    expect(
      relation([deny({ shell: { program: 'rm' } })], [deny({ shell: { program: '{rm,/bin/rm}' } })], 'allow'),
    ).toBe('same');
  });

  it('knows where arguments end', () => {
    const argv = (first: string, second: string) =>
      relation([allow({ shell: { argv: first } })], [allow({ shell: { argv: second } })]);
    expect(argv('run $', 'run')).toBe('wider');
    expect(argv('run', 'run *')).toBe('narrower');
    expect(
      relation([allow({ shell: { argv: '* $' } })], [allow({ shell: { argv: '* $', without: '-*' } })]),
    ).toBe('narrower');
  });

  it('knows what every argument is', () => {
    const only = (first: string[], second: string[]) =>
      relation([allow({ shell: { only: first } })], [allow({ shell: { only: second } })]);
    expect(only(['[!-]*'], ['[!-]*', '-l'])).toBe('wider');
    expect(only(['*'], ['-*', '[!-]*'])).toBe('narrower');
    expect(only(['-l', '[!-]*'], ['[!-]*', '-l'])).toBe('same');
    expect(relation([allow({ shell: { only: '[!-]*' } })], [allow({ shell: { without: '-*' } })])).toBe(
      'wider',
    );
    expect(relation([allow({ shell: { only: 'x' } })], [allow({ shell: { argv: '$' } })])).toBe('narrower');
  });

  it('counts a dropped obligation, a looser limit and a dropped action as wider, and what replaces them as kept', () => {
    const obliged = (...obligations: NonNullable<RuleInput['obligations']>) => [allow({}, { obligations })];
    expect(
      relation(obliged({ redact: { fields: ['a', 'b'] } }), obliged({ redact: { fields: ['a'] } })),
    ).toBe('wider');
    expect(relation(obliged({ limit: { perMinute: 5 } }), obliged({ limit: { perMinute: 6 } }))).toBe(
      'wider',
    );
    expect(relation(obliged({ limit: { perMinute: 5 } }), obliged({ limit: { perMinute: 4 } }))).toBe(
      'narrower',
    );
    expect(relation(obliged('require-reason'), [allow({})])).toBe('wider');
    expect(relation([allow({}, { requires: ['x'] })], [allow({})])).toBe('wider');
    expect(
      relation(obliged('require-reason'), [
        allow({ risk: { atMost: 'L2' } }, { obligations: ['require-reason'] }),
        allow({ risk: { atLeast: 'L2' } }, { id: 'b', obligations: ['require-reason'] }),
      ]),
    ).toBe('same');
  });

  it('does not call it narrower when a limit is split into two that count apart', () => {
    const limited = { obligations: [{ limit: { perMinute: 5 } }] };
    const split = policyWidening(
      set([allow({ path: { prefix: '/srv' } }, limited)]),
      set([
        allow({ path: { prefix: '/srv/a' } }, { id: 'b', ...limited }),
        allow({ path: { prefix: '/srv/b' } }, { id: 'c', ...limited }),
      ]),
      guarded,
    );
    expect(split.answer).toBe('maybe');
  });

  it('sees what only counts where something is inferred beside it', () => {
    const first = [allow({ kind: 'command' }), deny({ path: { prefix: '/etc' } })];
    const { wider } = comparePolicies(set(first), set(first.slice(0, 1)), guarded);
    expect(wider.answer).toBe('yes');
    expect(wider.changes).toMatchObject([
      {
        cause: { rule: 'd', in: 'first' },
        request: {
          resources: [
            { kind: 'command', certainty: 'declared' },
            { path: '/etc', certainty: 'inferred' },
          ],
        },
        first: { effect: 'deny', rules: ['d'] },
        second: { effect: 'allow', rules: ['a'] },
      },
    ]);
    // With nothing to declare, nothing is let through.
    expect(relation([deny({ path: { prefix: '/etc' } })], [])).toBe('same');
  });

  it('knows that the built-in protection stays whatever a file says', () => {
    expect(relation([deny({ path: { prefix: '~/.zoqore/x' } })], [], 'allow')).toBe('same');
    expect(relation([deny({ path: { prefix: '~/.zoqore2' } })], [], 'allow')).toBe('wider');
  });

  it('takes the same `when` for the same outcome, and leaves another one open', () => {
    const when = 'request.context.branch == "main"';
    const denied = (when: string) => [
      deny({}, { when, examples: { noMatch: when.includes('main') ? [{ context: { branch: 'x' } }] : [] } }),
    ];
    expect(relation([...denied(when), allow({})], denied(when))).toBe('narrower');
    expect(relation(denied('1 == 1'), denied('true'), 'allow')).toBe('unknown');
    // An error counts as a match in a deny rule and as none in an allow rule.
    expect(relation([], [allow({}, { when }), deny({}, { when })])).toBe('same');
    expect(relation(denied(when), [], 'allow')).toBe('wider');
  });

  it(
    'answers about many rules in bounded time, and never calls narrower what it had no time for',
    { timeout: 60_000 },
    () => {
      const many = (salt: string): RuleInput[] =>
        Array.from({ length: process.env['FULL'] === '1' ? 1_000 : 200 }, (_, at): RuleInput => {
          const id = `r-${at}`;
          return at % 4 === 0
            ? {
                id,
                effect: 'deny',
                match: { path: { glob: `**/*${at}*${salt}*/**/x?[ab]*`, ignoreCase: true } },
              }
            : {
                id,
                effect: 'allow',
                match: {
                  action: 'read',
                  actor: { role: `r${at % 5}` },
                  path: { prefix: `/srv/${at}${salt}` },
                },
              };
        });
      const startedAt = performance.now();
      const { wider } = comparePolicies(set(many('a')), set(many('b')), guarded);
      expect(wider.answer).not.toBe('no');
      expect(performance.now() - startedAt).toBeLessThan(30_000);
      const first = set(many('a'));
      expect(comparePolicies(first, first, guarded).relation).toBe('same');
      const [, ...rest] = first.rules;
      expect(comparePolicies(first, { ...first, rules: rest }, guarded).narrower.answer).not.toBe('yes');
    },
  );
});
