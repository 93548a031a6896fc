import type { RuleInput } from '@zoqore/policy';
import { compilePolicy, evaluate, explain, parsePolicySet } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { command, environment, path, policyOf, request, url } from './requests.ts';

const allowAll: RuleInput = { id: 'all', effect: 'allow', match: {} };

function effectOf(rule: RuleInput, ...of: Parameters<typeof request>): string {
  return evaluate(policyOf([rule]), request(...of)).effect;
}

describe('one resource', () => {
  it('takes deny before escalate before allow, and says why in the order of the rules', () => {
    const policy = policyOf([
      { ...allowAll, obligations: ['require-reason'] },
      { id: 'b', effect: 'deny', match: {}, because: 'second', requires: ['human_review_required'] },
      { id: 'a', effect: 'deny', match: {}, because: 'first', requires: ['human_review_required'] },
      { id: 'c', effect: 'escalate', match: {} },
    ]);
    expect(evaluate(policy, request(path('/x')))).toEqual({
      effect: 'deny',
      rules: ['a', 'b'],
      isDefault: false,
      obligations: [],
      requiredActions: ['human_review_required'],
      because: ['first', 'second'],
      judgements: [{ resource: path('/x'), effect: 'deny', rules: ['a', 'b'], isDefault: false }],
      errors: [],
    });
  });

  it('falls back to the default of its own action', () => {
    const set = parsePolicySet(
      'apiVersion: zoqore.dev/policy/v1\nname: a\ndefault: { write: escalate }\nrules: []',
    );
    const policy = compilePolicy(set, environment);
    const { effect, isDefault } = evaluate(policy, request(path('/x', { action: 'write' })));
    expect([effect, isDefault]).toEqual(['escalate', true]);
    expect(evaluate(policy, request(path('/x'))).effect).toBe('deny');
  });

  it('collects the obligations of every allow rule once', () => {
    const obligations = [{ limit: { perMinute: 3 } }, 'require-reason'] as const;
    const policy = policyOf([
      { ...allowAll, obligations },
      { ...allowAll, id: 'more', obligations: [obligations[0], { quorum: { count: 2 } }] },
      { ...allowAll, id: 'none' },
    ]);
    expect(evaluate(policy, request(path('/x'))).obligations).toEqual([
      { type: 'limit', perMinute: 3 },
      { type: 'require-reason' },
      { type: 'quorum', count: 2 },
    ]);
  });
});

describe('several resources', () => {
  it('counts the strictest and keeps a judgement for each', () => {
    const policy = policyOf([{ id: 'docs', effect: 'allow', match: { path: { prefix: 'docs' } } }]);
    const verdict = evaluate(policy, request([path('/work/docs/a'), path('/etc/passwd')]));
    expect(verdict.effect).toBe('deny');
    expect(verdict.isDefault).toBe(true);
    expect(verdict.judgements.map(({ effect }) => effect)).toEqual(['allow', 'deny']);
  });

  it('lets inferred resources object and never help', () => {
    const policy = policyOf([
      { id: 'docs', effect: 'allow', match: { action: 'read', path: { prefix: 'docs' } } },
      { id: 'no-etc', effect: 'escalate', match: { action: 'write', path: { prefix: '/etc' } } },
    ]);
    const docs = path('/work/docs/a');
    const inferred = { certainty: 'inferred' } as const;
    expect(evaluate(policy, request([docs, path('/nowhere', inferred)])).effect).toBe('allow');
    expect(evaluate(policy, request([docs, path('/etc/x', inferred)])).effect).toBe('escalate');
    expect(evaluate(policy, request([docs, path('/etc/x', { ...inferred, action: 'read' })])).effect).toBe(
      'allow',
    );
    expect(evaluate(policy, request([path('/x'), path('/work/docs/a', inferred)])).effect).toBe('deny');
    expect(evaluate(policy, request(path('/work/docs/a', inferred))).effect).toBe('deny');
  });
});

describe('a condition that cannot be evaluated', () => {
  const when = 'request.context.branch == "main"';

  it('does not match in an allow rule and matches in others, and is listed', () => {
    const errors = [{ rule: 'r', message: 'No such key: branch' }];
    expect(evaluate(policyOf([{ ...allowAll, id: 'r', when }]), request(path('/x')))).toMatchObject({
      effect: 'deny',
      isDefault: true,
      errors,
    });
    const deny = policyOf([allowAll, { id: 'r', effect: 'deny', match: {}, when }]);
    expect(evaluate(deny, request([path('/x'), path('/y')]))).toMatchObject({
      effect: 'deny',
      rules: ['r'],
      errors,
    });
  });

  it('includes one over a request that is too large, and content too long to search', () => {
    const large = { context: { list: Array.from({ length: 2_000 }, () => 1) } };
    expect(
      evaluate(policyOf([{ ...allowAll, when: 'true' }]), request(path('/x'), large)).errors,
    ).toHaveLength(1);
    expect(
      evaluate(policyOf([{ ...allowAll, when: 'true' }]), request(path(`/${'x'.repeat(70_000)}`))).errors,
    ).toHaveLength(1);
    const pattern = policyOf([allowAll, { id: 'p', effect: 'deny', match: { content: { pattern: 'x' } } }]);
    expect(evaluate(pattern, request(path('/x'), { content: 'a'.repeat(1_100_000) })).effect).toBe('deny');
  });
});

describe('when', () => {
  it.each([
    ['request.actor.roles.exists(r, r == "builder")', true],
    ['request.resource.path.matches("^/w(x+x+)*y?$")', true],
    ['request.context.deep.n > 2 && request.context.flag', true],
    ['has(request.content)', false],
    ['"tainted" in request.labels', true],
    ['request.now.getFullYear() == 2026', true],
    ['request.tool.arguments["n"] == 1', true],
  ])('%s is %s', (when, expected) => {
    const policy = policyOf([{ ...allowAll, when }]);
    const more = {
      context: { deep: { n: 3 }, flag: true },
      labels: ['tainted'],
      tool: { server: 's', name: 't', arguments: { n: 1 } },
      session: 's',
    };
    expect(evaluate(policy, request(path('/w'), more))).toMatchObject({
      effect: expected ? 'allow' : 'deny',
      errors: [],
    });
  });

  it.each([
    'request.labels.exists(a, request.labels.exists(b, a == b))',
    'cel.bind(a, [1], true)',
    'request.content.split(",").size() > 1',
    'request.content.matches(request.session)',
    'matches(request.content, "a")',
    'request.unknown == 1',
    'request.content == 1',
    '1 +',
    `${'('.repeat(60)}true${')'.repeat(60)}`,
  ])('refuses %s', (when) => {
    expect(() => policyOf([{ ...allowAll, when }])).toThrow(/CEL/);
  });

  it('limits what regular expressions search in one evaluation', () => {
    const names = Array.from({ length: 900 }, () => 'a');
    const when = 'request.context.names.exists(n, request.content.matches("b") || n == "b")';
    const { errors } = evaluate(
      policyOf([{ ...allowAll, when }]),
      request(path('/x'), { content: 'a'.repeat(60_000), context: { names } }),
    );
    expect(errors[0]?.message).toContain('searched more than');
  });
});

describe('conditions', () => {
  it('match tools by themselves, so that the context cannot name another one', () => {
    const rule: RuleInput = { id: 'r', effect: 'allow', match: { tool: { server: 'fs', name: 'read_*' } } };
    const tool = { server: 'fs', name: 'read_file', arguments: {} };
    const other = { kind: 'tool', server: 'fs', name: 'delete_all', certainty: 'declared' } as const;
    expect(effectOf(rule, path('/x'), { tool })).toBe('allow');
    expect(effectOf(rule, other, { tool })).toBe('deny');
    expect(effectOf(rule, { ...other, name: 'read_file' })).toBe('allow');
    expect(effectOf(rule, path('/x'))).toBe('deny');
  });

  it('match arguments by value, and lists by every entry in allow and any in others', () => {
    const read = (
      match: NonNullable<NonNullable<RuleInput['match']['tool']>['arguments']>[string],
      value: unknown,
      effect: 'allow' | 'deny' = 'allow',
    ) => {
      const policy = policyOf([{ id: 'r', effect, match: { tool: { arguments: { x: match } } } }], {
        default: 'escalate',
      });
      const tool = { server: 's', name: 't', arguments: JSON.parse(JSON.stringify({ x: value })) };
      return evaluate(policy, request(path('/x'), { tool })).effect === effect;
    };
    expect(read({ equals: null }, null)).toBe(true);
    expect(read({ in: [1, 'a'] }, 'a')).toBe(true);
    expect(read({ in: [1, 'a'] }, '1')).toBe(false);
    expect(read({ range: { min: 1, max: 3 } }, 3)).toBe(true);
    expect(read({ range: { min: 1 } }, '3')).toBe(false);
    expect(read({ prefix: ['/a', '/b'] }, '/b/c')).toBe(true);
    expect(read({ suffix: '.md', prefix: 'x' }, 'y.md')).toBe(false);
    expect(read({ prefix: 'a' }, ['ab', 'c'])).toBe(false);
    expect(read({ prefix: 'a' }, ['ab', 'c'], 'deny')).toBe(true);
    expect(read({ prefix: 'a' }, [])).toBe(false);
    expect(read({ equals: 'x' }, undefined)).toBe(false);
  });

  it('match programs by base name only where that is stricter', () => {
    const rule = (effect: 'allow' | 'deny'): RuleInput => ({
      id: 'r',
      effect,
      match: { shell: { program: 'rm' } },
    });
    const policy = (effect: 'allow' | 'deny') => policyOf([rule(effect)], { default: 'escalate' });
    const full = request(command('/bin/rm', '-r'), { action: 'execute' });
    expect(evaluate(policy('deny'), full).effect).toBe('deny');
    expect(evaluate(policy('allow'), full).effect).toBe('escalate');
    expect(evaluate(policy('allow'), request(command('rm'))).effect).toBe('allow');
  });

  it.each([
    ['run test*', ['run', 'test:unit', '--watch'], true],
    ['run test*', ['test'], false],
    ['branch $', ['branch'], true],
    ['branch $', ['branch', '-D'], false],
    ['$', [], true],
    ['add {a,b} *', ['add', 'b', 'x/y'], true],
  ])('match arguments %s against %j: %s', (argv, tokens, expected) => {
    expect(effectOf({ id: 'r', effect: 'allow', match: { shell: { argv } } }, command('p', ...tokens))).toBe(
      expected ? 'allow' : 'deny',
    );
  });

  it.each([
    [['-l', '[!-]*'], [], true],
    [['-l', '[!-]*'], ['a/b', '-l', '/c'], true],
    [['-l', '[!-]*'], ['a', '-la'], false],
    [['-l', '[!-]*'], [''], false],
    [['--{a,b}=*'], ['--a=x y\nz', '--b='], true],
  ])('match only arguments like %j of %j: %s', (only, tokens, expected) => {
    expect(effectOf({ id: 'r', effect: 'allow', match: { shell: { only } } }, command('p', ...tokens))).toBe(
      expected ? 'allow' : 'deny',
    );
  });

  it('take each letter by itself where case is ignored, and find what a pattern names by its ending', () => {
    // `ΑΣ` ends in another small sigma than `Σ` alone, in lower case.
    const policy = policyOf([{ id: 'a', effect: 'escalate', match: { path: { glob: '**/*.Σ' } } }]);
    expect(evaluate(policy, request(path('/x/α.Σ'))).rules).toEqual(['a']);
    const escalated = (glob: string, at: string): readonly string[] =>
      evaluate(
        policyOf([{ id: 'a', effect: 'escalate', match: { path: { glob, ignoreCase: true } } }]),
        request(path(at)),
      ).rules;
    expect(escalated('**/*Σ', '/x/ΑΣ')).toEqual(['a']);
    expect(escalated('**/*ΜΥΣΤΙΚΟΣ', '/x/μυστικος')).toEqual(['a']);
    expect(escalated('**/α?', '/x/ΑΣ')).toEqual(['a']);
  });

  it('never cut a character of two code units in two', () => {
    const reads = (without: string): string =>
      effectOf(
        { id: 'a', effect: 'allow', match: { shell: { program: 'cat', without } } },
        command('cat', 'xyz😁'),
      );
    expect(reads('*[!😁]')).toBe('allow');
    expect(reads('*[😁]')).toBe('deny');
    expect(reads('xyz?')).toBe('deny');
    expect(reads('xyz??')).toBe('allow');
    expect(reads('*[😀-😂]')).toBe('deny');
  });

  it('match hosts exactly or below a suffix', () => {
    const rule: RuleInput = {
      id: 'r',
      effect: 'allow',
      match: { url: { host: ['x.org', '*.y.org'], port: 443, scheme: 'HTTPS', path: '/v1/' } },
    };
    const at = (host: string, path = '/v1/a') => effectOf(rule, url(host, { path }));
    expect([at('x.org'), at('X.org.'), at('a.b.y.org')]).toEqual(['allow', 'allow', 'allow']);
    expect([at('y.org'), at('ax.org'), at('x.org.evil.net'), at('evily.org')]).toEqual([
      'deny',
      'deny',
      'deny',
      'deny',
    ]);
    expect([at('x.org', '/v1'), at('x.org', '/v10')]).toEqual(['allow', 'deny']);
  });

  it('take an unknown method for any in stricter rules and for none in allow', () => {
    const match = { url: { method: 'post' } };
    expect(effectOf({ id: 'r', effect: 'allow', match }, url('x.org'))).toBe('deny');
    expect(effectOf({ id: 'r', effect: 'allow', match }, url('x.org', { method: 'POST' }))).toBe('allow');
    const policy = policyOf([allowAll, { id: 'r', effect: 'deny', match }]);
    expect(evaluate(policy, request(url('x.org'))).effect).toBe('deny');
  });

  it.each([
    [{ days: ['mon'] as const, from: '09:00', to: '17:00' }, '2026-01-05T09:00:00Z', true],
    [{ days: ['mon'] as const, from: '09:00', to: '17:00' }, '2026-01-05T17:00:00Z', false],
    [{ from: '22:00', to: '06:00', days: ['sun'] as const }, '2026-01-05T05:59:00Z', true],
    [{ from: '22:00', to: '06:00', days: ['mon'] as const }, '2026-01-05T05:59:00Z', false],
    [{ from: '22:00', to: '06:00' }, '2026-01-05T12:00:00Z', false],
    [{ to: '06:00' }, '2026-01-05T00:00:00Z', true],
  ])('match the time window %j at %s: %s', (time, now, expected) => {
    expect(
      effectOf({ id: 'r', effect: 'allow', match: { time } }, path('/x'), { now: Date.parse(now) }),
    ).toBe(expected ? 'allow' : 'deny');
  });

  it('match actors, trust, labels, kinds and contents', () => {
    const check = (match: RuleInput['match'], more: Parameters<typeof request>[1] = {}) =>
      effectOf({ id: 'r', effect: 'allow', match }, path('/x'), more) === 'allow';
    expect(check({ actor: { id: 'did:x:*', kind: 'agent', trustStage: { atLeast: 'KBT' } } })).toBe(true);
    expect(check({ actor: { trustStage: { atMost: 'CBT' } } })).toBe(false);
    expect(check({ actor: { role: ['ops', 'build??'] } })).toBe(true);
    expect(check({ labels: { all: ['a', 'b'] } }, { labels: ['b', 'a'] })).toBe(true);
    expect(check({ labels: { none: 'a' } }, { labels: ['a'] })).toBe(false);
    expect(check({ kind: ['url', 'tool'] })).toBe(false);
    expect(check({ content: { contains: 'needle', pattern: '(?i)NEEDLE$' } }, { content: 'a needle' })).toBe(
      true,
    );
    expect(check({ content: { pattern: 'x' } })).toBe(false);
  });
});

describe('what is not a request', () => {
  it.each([
    ['a relative path', path('docs/a')],
    ['a path with a parent segment', path('/work/../etc/shadow')],
    ['an unknown kind', JSON.parse('{"kind":"disk","certainty":"declared"}')],
    ['an unknown certainty', JSON.parse('{"kind":"path","path":"/a","certainty":"maybe"}')],
    [
      'a command without arguments list',
      JSON.parse('{"kind":"command","program":"a","certainty":"declared"}'),
    ],
    [
      'a url without host',
      JSON.parse('{"kind":"url","url":"","scheme":"","port":1,"path":"","certainty":"declared"}'),
    ],
    ['an unknown action', JSON.parse('{"kind":"path","path":"/a","certainty":"declared","action":"fly"}')],
  ])('is denied: %s', (_, resource) => {
    const verdict = evaluate(policyOf([allowAll], { default: 'allow' }), request(resource));
    expect(verdict.effect).toBe('deny');
    expect(verdict.errors[0]?.rule).toBe('zoqore/request');
  });
});

it('denies at a time that no calendar has, and explains it', () => {
  const policy = policyOf([{ id: 'day', effect: 'allow', match: { time: { from: '08:00', to: '18:00' } } }]);
  for (const now of [
    8.64e15 + 1,
    -8.64e15 - 1,
    1e300,
    Infinity,
    NaN,
    JSON.parse('"5"'),
    JSON.parse('null'),
  ]) {
    expect(evaluate(policy, request(path('/x'), { now })).effect).toBe('deny');
    expect(explain(policy, request(path('/x'), { now })).verdict.effect).toBe('deny');
  }
});

describe('explain', () => {
  it('says which rules decided, were overruled or failed at which condition, and what was read', () => {
    const policy = policyOf([
      { id: 'docs', effect: 'allow', match: { path: { prefix: '/work' } } },
      { id: 'low', effect: 'escalate', match: { path: { prefix: '/work' }, risk: { atLeast: 'L2' } } },
      { id: 'no', effect: 'deny', match: { path: { glob: '**/*.pem' } } },
      { id: 'elsewhere', effect: 'deny', match: { path: { prefix: '/srv' } } },
    ]);
    const { resources, facts } = explain(policy, request(path('/work/a.pem')));
    expect(resources[0]?.judgement.rules).toEqual(['no']);
    expect(resources[0]?.others).toEqual([
      { rule: 'docs', effect: 'allow', outcome: 'overruled' },
      {
        rule: 'low',
        effect: 'escalate',
        outcome: 'unmet',
        unmet: { condition: 'risk', expected: 'L2 to L3', found: 'L1' },
      },
    ]);
    expect(facts).toEqual({ 'path.glob': '/work/a.pem', 'path.prefix': '/work/a.pem', risk: 'L1' });
    const all = explain(policy, request(path('/work/a.pem')), { rules: 'all' }).resources[0]?.others;
    expect(all?.find(({ rule }) => rule === 'elsewhere')).toEqual({
      rule: 'elsewhere',
      effect: 'deny',
      outcome: 'unmet',
      unmet: { condition: 'path.prefix', expected: 'below /srv', found: '/work/a.pem' },
    });
  });

  it('describes every condition without giving contents away', () => {
    const match = {
      kind: 'url',
      actor: { id: '*', kind: '*', role: '*', trustStage: { atLeast: 'CBT' } },
      tool: { server: '*', name: '*', arguments: { x: { equals: 1 } } },
      risk: { atMost: 'L3' },
      labels: { none: 'z' },
      url: { scheme: 'https', host: '*', port: 443, method: 'GET', path: '/' },
      time: { days: 'mon' },
      content: { contains: 's', pattern: 's' },
    } as const;
    const policy = policyOf([{ id: 'r', effect: 'allow', match, when: 'true' }]);
    const tool = { server: 's', name: 't', arguments: { x: 1 } };
    const { verdict, facts } = explain(
      policy,
      request(url('x.org', { method: 'GET' }), { tool, content: 'secret' }),
    );
    expect(verdict.effect).toBe('allow');
    expect(facts['content.pattern']).toBe('6 characters');
    expect(Object.keys(facts)).toHaveLength(18);
  });
});
