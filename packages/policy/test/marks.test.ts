import {
  comparePolicies,
  compilePolicy,
  definePolicySet,
  evaluate,
  labelsGained,
  parsePolicySet,
} from '@zoqore/policy';
import type { PolicySetInput } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { command, environment, path, request, url } from './requests.ts';

const three = ['untrusted-input', 'sensitive-data', 'external-effect'];

const ruleOfTwo = {
  apiVersion: 'zoqore.dev/policy/v1',
  name: 'two',
  default: 'allow',
  rules: [
    { id: 'rule-of-two', effect: 'escalate', match: { labels: { completes: three } } },
    {
      id: 'secret-then-network',
      effect: 'deny',
      match: { action: 'network', labels: { any: 'secret-read' } },
    },
  ],
  marks: [
    { id: 'fetches', label: 'untrusted-input', match: { action: 'read', url: { host: '*' } } },
    { id: 'secrets', label: ['sensitive-data', 'secret-read'], match: { path: { glob: '**/*.pem' } } },
    { id: 'sends', label: 'external-effect', match: { action: 'network' } },
  ],
} satisfies PolicySetInput;

const policy = compilePolicy(definePolicySet(ruleOfTwo), environment);
const fetching = request(url('example.com'));
const sending = request(url('example.com'), { action: 'network' });
const reading = request(path('/work/key.pem'));

describe('marks', () => {
  it('say which labels a request would give its session', () => {
    expect(labelsGained(policy, fetching)).toEqual(['untrusted-input']);
    expect(labelsGained(policy, reading)).toEqual(['secret-read', 'sensitive-data']);
    expect(labelsGained(policy, request(path('/work/a.ts')))).toEqual([]);
  });

  it('count what is only inferred, and a condition that cannot be evaluated', () => {
    const inferred = path('/work/key.pem', { certainty: 'inferred', action: 'read' });
    const asked = request([command('cat', 'key.pem'), inferred], { action: 'execute' });
    expect(labelsGained(policy, asked)).toEqual(['secret-read', 'sensitive-data']);
    const guarded = compilePolicy(
      definePolicySet({
        ...ruleOfTwo,
        marks: [{ id: 'guarded', label: 'odd', match: {}, when: 'request.context.none == 1' }],
      }),
      environment,
    );
    expect(labelsGained(guarded, reading)).toEqual(['odd']);
  });

  it('give a request that cannot be read every label', () => {
    const asked = request(path('not/absolute'));
    expect(labelsGained(policy, asked)).toEqual([
      'external-effect',
      'secret-read',
      'sensitive-data',
      'untrusted-input',
    ]);
    expect(evaluate(policy, asked).effect).toBe('deny');
  });

  it('are run with their examples and their ids are nobody else’s', () => {
    const set = (more: string): string =>
      `apiVersion: zoqore.dev/policy/v1\nname: a\nrules:\n  - { id: x, effect: deny, match: {} }\nmarks:\n  ${more}`;
    expect(() => parsePolicySet(set('- { id: x, label: a, match: {} }'))).toThrow(
      'the id `x` is taken by line 4',
    );
    expect(() => parsePolicySet(set('- { id: y, label: A b, match: {} }'))).toThrow(
      'expected a label in kebab case',
    );
    expect(() => parsePolicySet(set('- { id: y, label: a, match: { labels: { completes: [a] } } }'))).toThrow(
      'is for rules',
    );
    const wrong = parsePolicySet(
      set('- { id: y, label: a, match: { action: read }, examples: { noMatch: [{ path: a }] } }'),
    );
    expect(() => compilePolicy(wrong, environment)).toThrow('expected example 1 of `noMatch` to not match');
    const many = Array.from({ length: 33 }, (_, at) => `- { id: m-${at}, label: l-${at}, match: {} }`);
    expect(() => parsePolicySet(set(many.join('\n  ')))).toThrow('more than 32 different labels');
  });
});

describe('labels.completes', () => {
  const answer = (labels: readonly string[], asked = sending): string =>
    evaluate(policy, { ...asked, labels }).effect;

  it('lets any two through and asks a person for the third, in any order', () => {
    const steps = [fetching, reading, sending];
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [2, 1, 0],
      [2, 0, 1],
    ]) {
      let labels: readonly string[] = [];
      const answers = order.map((at) => {
        const asked = {
          ...(steps[at] ?? reading),
          labels: labels.filter((label) => label !== 'secret-read'),
        };
        labels = [...labels, ...labelsGained(policy, asked)];
        return evaluate(policy, asked).effect;
      });
      expect(answers).toEqual(['allow', 'allow', 'escalate']);
    }
  });

  it('counts what one request gives at once', () => {
    const both = request([url('example.com'), path('/work/key.pem')], { action: 'network' });
    expect(answer([], both)).toBe('allow');
    expect(answer(['untrusted-input'], both)).toBe('escalate');
  });

  it('leaves alone what gives none of them, even where the session has all', () => {
    expect(answer(three, request(path('/work/a.ts')))).toBe('allow');
    expect(answer(three)).toBe('escalate');
  });

  it('never holds for a label that nothing gives and the session has not', () => {
    const other = compilePolicy(
      definePolicySet({
        ...ruleOfTwo,
        rules: [
          { id: 'a', effect: 'deny', match: { labels: { completes: ['external-effect', 'nowhere'] } } },
        ],
      }),
      environment,
    );
    expect(evaluate(other, sending).effect).toBe('allow');
    expect(evaluate(other, { ...sending, labels: ['nowhere'] }).effect).toBe('deny');
  });
});

describe('the comparison of sets', () => {
  const compared = (change: Partial<PolicySetInput>, first: PolicySetInput = ruleOfTwo) =>
    comparePolicies(definePolicySet(first), definePolicySet({ ...ruleOfTwo, ...change }), environment);
  const plain = { ...ruleOfTwo, rules: ruleOfTwo.rules.slice(1) };

  it('finds two sets with the same marks the same', () => {
    expect(compared({}).relation).toBe('same');
    expect(compared({ marks: ruleOfTwo.marks.toReversed() }).wider.answer).not.toBe('yes');
  });

  it('cannot call a set without a mark narrower, where a rule asks for its label', () => {
    const { wider } = compared({ ...plain, marks: ruleOfTwo.marks.slice(1) }, plain);
    expect(wider).toMatchObject({
      answer: 'maybe',
      changes: [{ cause: { rule: 'fetches', in: 'first' }, reason: expect.stringContaining('labels') }],
    });
  });

  it('is not moved by a mark more, where labels only forbid, nor by marks that nobody reads', () => {
    const more = [...ruleOfTwo.marks, { id: 'more', label: 'more', match: { action: 'admin' } } as const];
    expect(compared({ ...plain, marks: more }, plain).wider.answer).toBe('no');
    const unread = { ...ruleOfTwo, rules: [{ id: 'all', effect: 'allow', match: {} } as const] };
    expect(compared({ ...unread, marks: more.slice(2) }, unread).relation).toBe('same');
    // What did not read labels before did not depend on them.
    const { marks: _marks, ...without } = unread;
    expect(compared({}, without).wider.answer).toBe('no');
  });

  it('cannot call a set with a mark more narrower, where its label permits', () => {
    const permits = {
      ...ruleOfTwo,
      rules: [{ id: 'reviewed', effect: 'allow', match: { labels: { any: 'reviewed' } } } as const],
    };
    const more = [
      ...ruleOfTwo.marks,
      { id: 'review', label: 'reviewed', match: { action: 'admin' } } as const,
    ];
    expect(compared({ ...permits, marks: more }, permits).wider.answer).toBe('maybe');
  });
});

describe('labels.gives', () => {
  it('asks what the request gives, whatever the session has', () => {
    const gives = compilePolicy(
      definePolicySet({
        ...ruleOfTwo,
        rules: [{ id: 'a', effect: 'deny', match: { labels: { gives: ['external-effect', 'odd'] } } }],
      }),
      environment,
    );
    for (const labels of [[], ['external-effect']]) {
      expect(evaluate(gives, { ...sending, labels }).effect).toBe('deny');
      expect(evaluate(gives, { ...fetching, labels }).effect).toBe('allow');
    }
  });
});
