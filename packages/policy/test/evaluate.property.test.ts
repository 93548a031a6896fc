import type { CompiledPolicy, Effect, PolicyInput, Resource, RuleInput, Verdict } from '@zoqore/policy';
import { couldPermit, evaluate, explain } from '@zoqore/policy';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstUnmet, isAbout } from '../src/matching.ts';
import { subjectOf } from '../src/subject.ts';
import { policyOf } from './requests.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 250);
const action = fc.constantFrom('read', 'write', 'execute', 'network', 'admin');
const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values], { minLength: 1 });

const match: fc.Arbitrary<RuleInput['match']> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      path: fc.oneof(
        fc.record({ prefix: some(['/srv', '/srv/a', '.', '~', '/']) }),
        fc.record({
          glob: some(['**/*.pem', '**/b', '/srv/*/b', 'A/**', '/srv/{a,b}/**', '**']),
          ignoreCase: fc.boolean(),
        }),
        fc.record({ not: some(['/srv/a/**', '**/b']) }),
      ),
    }),
  },
  fc.record({
    url: fc
      .record(
        {
          host: some(['x.org', '*.x.org', '*']),
          method: some(['get', 'POST']),
          path: some(['/v1', '/']),
        },
        { requiredKeys: [] },
      )
      .filter((url) => Object.keys(url).length > 0),
  }),
  fc.record({
    shell: fc
      .record(
        {
          program: some(['rm', '/bin/rm', 'g*']),
          argv: some(['-r', '* x', '$']),
          without: some(['-f*']),
          only: some(['-*', '[!-]*']),
        },
        { requiredKeys: [] },
      )
      .filter((shell) => Object.keys(shell).length > 0),
  }),
  fc.record({ tool: fc.record({ name: some(['t1', 't2', 't*']) }) }),
  fc.constant({}),
);
const facts = fc.record(
  {
    action: some(['read', 'write', 'execute', 'network', 'admin'] as const),
    actor: fc.record({ role: some(['r1', 'r2', 'r*']) }),
    risk: fc.record({ atMost: fc.constantFrom('L1', 'L2', 'L3') }),
    labels: fc.oneof(fc.record({ any: some(['x', 'y']) }), fc.record({ none: some(['x']) })),
  },
  { requiredKeys: [] },
);
const effect: fc.Arbitrary<Effect> = fc.constantFrom('allow', 'escalate', 'deny');
const rules: fc.Arbitrary<RuleInput[]> = fc
  .array(
    fc.tuple(
      effect,
      match,
      facts,
      fc.option(fc.constantFrom('request.context.n == 1', 'has(request.tool)'), { freq: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((list) =>
    list.map(([effect, match, facts, when], at) => ({
      id: `r-${at}`,
      effect,
      match: { ...facts, ...match },
      because: `reason ${at}`,
      obligations: [{ limit: { perMinute: 1 + (at % 3) } }],
      ...(when === null ? {} : { when }),
    })),
  );

const resource: fc.Arbitrary<Resource> = fc
  .tuple(
    fc.oneof(
      fc
        .constantFrom(
          '/srv',
          '/srv/a',
          '/srv/a/b',
          '/work/a/x.pem',
          '/work/A',
          '/home/a',
          '/',
          '/srv/B',
          '/srvx',
        )
        .map((path) => ({ kind: 'path', path }) as const),
      fc
        .tuple(
          fc.constantFrom('x.org', 'a.x.org', 'X.ORG.', 'y.org'),
          fc.constantFrom('GET', 'POST', undefined),
        )
        .map(
          ([host, method]) =>
            ({
              kind: 'url',
              url: `https://${host}/`,
              scheme: 'https',
              host,
              port: 443,
              path: '/v1',
              ...(method === undefined ? {} : { method }),
            }) as const,
        ),
      fc
        .tuple(
          fc.constantFrom('rm', '/bin/rm', 'git'),
          fc.array(fc.constantFrom('-r', '-f', 'x'), { maxLength: 3 }),
        )
        .map(([program, argv]) => ({ kind: 'command', program, argv }) as const),
      fc.constantFrom('t1', 't2').map((name) => ({ kind: 'tool', server: 's', name }) as const),
    ),
    fc.constantFrom('declared', 'inferred'),
    fc.option(action),
  )
  .map(([target, certainty, action]) =>
    action === null ? { ...target, certainty } : { ...target, certainty, action },
  );

const input: fc.Arbitrary<PolicyInput> = fc
  .record({
    roles: fc.array(fc.constantFrom('r1', 'r2', 'r3'), { maxLength: 3 }),
    action,
    resources: fc.array(resource, { minLength: 1, maxLength: 4 }),
    labels: fc.subarray(['x', 'y']),
    context: fc.constantFrom({}, { n: 1 }, { n: 2 }),
    risk: fc.constantFrom('L1', 'L2', 'L3'),
    tool: fc.option(fc.constantFrom('t1', 't2')),
  })
  .map(({ roles, tool, ...rest }) => ({
    ...rest,
    actor: { id: 'a', kind: 'agent', roles, trustStage: 'KBT' } as const,
    now: 0,
    ...(tool === null ? {} : { tool: { server: 's', name: tool, arguments: {} } }),
  }));

const rank = { allow: 0, escalate: 1, deny: 2 };

/** Every rule in turn, no index: the meaning of a verdict in its shortest form. */
function naive(policy: CompiledPolicy, input: PolicyInput): Pick<Verdict, 'effect' | 'rules' | 'isDefault'> {
  if (!input.resources.some(({ certainty }) => certainty === 'declared')) {
    return { effect: 'deny', rules: [], isDefault: false };
  }
  const judged = input.resources.map((resource) => {
    const subject = subjectOf(input, resource);
    const hits = policy.rules.filter(
      (rule) => isAbout(rule, subject) && firstUnmet(rule, subject, () => {}) === undefined,
    );
    const tier = (['deny', 'escalate', 'allow'] as const).find((effect) =>
      hits.some((rule) => rule.effect === effect),
    );
    const fallback =
      resource.certainty === 'inferred' ? 'allow' : policy.set.default[resource.action ?? input.action];
    return {
      effect: tier ?? fallback,
      rules: hits.filter((rule) => rule.effect === tier).map(({ id }) => id),
    };
  });
  const effect = judged.reduce<Effect>(
    (worst, each) => (rank[each.effect] > rank[worst] ? each.effect : worst),
    'allow',
  );
  const rules = [
    ...new Set(judged.filter((each) => each.effect === effect).flatMap((each) => each.rules)),
  ].toSorted();
  return { effect, rules, isDefault: rules.length === 0 };
}

describe('evaluate', () => {
  it('answers as a linear scan does', () => {
    fc.assert(
      fc.property(
        rules,
        effect,
        fc.array(input, { minLength: 1, maxLength: 5 }),
        (rules, fallback, inputs) => {
          const policy = policyOf(rules, { default: fallback });
          for (const each of inputs) {
            const { effect, rules, isDefault } = evaluate(policy, each);
            expect({ effect, rules, isDefault }).toEqual(naive(policy, each));
          }
        },
      ),
      { numRuns },
    );
  });

  it('never becomes more permissive by one more deny or escalate rule', () => {
    fc.assert(
      fc.property(
        rules,
        match,
        facts,
        fc.constantFrom<Effect>('deny', 'escalate'),
        input,
        (rules, match, facts, effect, input) => {
          const before = evaluate(policyOf(rules, { default: 'allow' }), input);
          const more = [...rules, { id: 'more', effect, match: { ...facts, ...match } }];
          const after = evaluate(policyOf(more, { default: 'allow' }), input);
          // Without a rule the default decides; under the most permissive one no rule may loosen anything.
          expect(rank[after.effect]).toBeGreaterThanOrEqual(rank[before.effect]);
        },
      ),
      { numRuns },
    );
  });

  it('does not depend on the order of rules', () => {
    fc.assert(
      fc.property(rules, input, (rules, input) => {
        expect(evaluate(policyOf(rules.toReversed()), input)).toEqual(evaluate(policyOf(rules), input));
      }),
      { numRuns },
    );
  });

  it('is never loosened by one more inferred resource', () => {
    fc.assert(
      fc.property(rules, input, resource, (rules, input, extra) => {
        const policy = policyOf(rules);
        const more = {
          ...input,
          resources: [...input.resources, { ...extra, certainty: 'inferred' as const }],
        };
        expect(rank[evaluate(policy, more).effect]).toBeGreaterThanOrEqual(
          rank[evaluate(policy, input).effect],
        );
      }),
      { numRuns },
    );
  });

  it('never throws and never allows what is not of the shape of a request', () => {
    const policy = policyOf([{ id: 'all', effect: 'allow', match: {} }], { default: 'allow' });
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (value) => {
        expect(
          evaluate(
            policy,
            JSON.parse('{"a":0}', () => value),
          ).effect,
        ).toBe('deny');
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(
        input,
        fc.constantFrom('actor', 'action', 'resources', 'labels', 'risk', 'now'),
        fc.anything(),
        (input, key, value) => {
          const verdict = evaluate(policy, { ...input, [key]: value });
          expect(['allow', 'deny']).toContain(verdict.effect);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('explain', () => {
  it('gives the verdict of evaluate, and every rule once: deciding, overruled or unmet', () => {
    fc.assert(
      fc.property(rules, input, (rules, input) => {
        const policy = policyOf(rules);
        const { verdict, resources } = explain(policy, input, { rules: 'all' });
        expect(verdict).toEqual(evaluate(policy, input));
        resources.forEach(({ judgement, others }) => {
          const subject = subjectOf(input, judgement.resource);
          const about = policy.rules.filter((rule) => isAbout(rule, subject)).map(({ id }) => id);
          expect([...judgement.rules, ...others.map(({ rule }) => rule)].toSorted()).toEqual(
            about.toSorted(),
          );
        });
      }),
      { numRuns },
    );
  });
});

describe('couldPermit', () => {
  it('is false only where no request is let through', () => {
    fc.assert(
      fc.property(rules, effect, input, fc.constantFrom('t1', 't2'), (rules, fallback, input, name) => {
        const policy = policyOf(rules, { default: fallback });
        const tool = { server: 's', name };
        const call: PolicyInput = {
          ...input,
          tool: { ...tool, arguments: {} },
          resources: [{ kind: 'tool', ...tool, certainty: 'declared' }],
        };
        const could = couldPermit(policy, { actor: call.actor, action: call.action, tool, now: call.now });
        if (evaluate(policy, call).effect !== 'deny') expect(could).toBe(true);
      }),
      { numRuns },
    );
  });
});
