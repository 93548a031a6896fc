import type {
  Action,
  Effect,
  Obligation,
  PolicyInput,
  PolicySet,
  Resource,
  RuleInput,
  Verdict,
} from '@zoqore/policy';
import { comparePolicies, compilePolicy, definePolicySet, evaluate } from '@zoqore/policy';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environment } from '../requests.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 15);
const guarded = { ...environment, protectedPaths: ['/home/a/.zoqore'] };
const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values], { minLength: 1 });
const closed = <T extends object>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  arbitrary.filter((value) => Object.keys(value).length > 0);

const pathMatch = fc.oneof(
  fc.record({ prefix: some(['/srv', '/srv/a', '.', '~', '/']) }),
  fc.record({
    glob: some(['**/*.pem', '**/b', '/srv/*/b', 'A/**', '/srv/{a,b}/**', '/srv/?', '**', '/s[!a]v/**']),
    ignoreCase: fc.boolean(),
  }),
  fc.record({ prefix: fc.constant(['/srv']), not: some(['/srv/a/**', '**/b', '**/.*']) }),
  fc.record({ not: some(['/srv/a/**', '**/b']), ignoreCase: fc.boolean() }),
);
const resourceMatch: fc.Arbitrary<RuleInput['match']> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ path: pathMatch }) },
  fc.record({
    url: closed(
      fc.record(
        {
          scheme: some(['http', 'https']),
          host: some(['x.org', '*.x.org', '*']),
          port: some([80, 443]),
          method: some(['get', 'POST']),
          path: some(['/v1', '/']),
        },
        { requiredKeys: [] },
      ),
    ),
  }),
  fc.record({
    shell: closed(
      fc.record(
        {
          program: some(['rm', '/bin/rm', 'g*']),
          argv: some(['-r', '* x', '-? $', '$']),
          without: some(['-f*', 'x']),
          only: some(['-*', '[!-]*']),
        },
        { requiredKeys: [] },
      ),
    ),
  }),
  fc.record({
    tool: closed(
      fc.record(
        {
          server: some(['s', 's*']),
          name: some(['t1', 't2', 't*']),
          arguments: closed(
            fc.record(
              {
                n: fc.constantFrom({ range: { min: 1 } }, { range: { max: 1 } }, { in: [1, 2, 'ab'] }),
                s: fc.constantFrom(
                  { prefix: ['a', 'b'] },
                  { suffix: 'b' },
                  { prefix: 'a', suffix: 'b' },
                  { equals: 'ab' },
                ),
              },
              { requiredKeys: [] },
            ),
          ),
        },
        { requiredKeys: [] },
      ),
    ),
  }),
  fc.record({ kind: some(['path', 'url', 'command', 'tool', 'prompt', 'service'] as const) }),
  fc.constant({}),
);
const factMatch = fc.record(
  {
    action: some(['read', 'write', 'execute', 'network', 'admin'] as const),
    actor: closed(
      fc.record(
        {
          role: some(['r1', 'r2', 'r*']),
          id: some(['a*', 'ab']),
          trustStage: fc.record({ atLeast: fc.constantFrom('CBT', 'KBT', 'IBT') }),
        },
        { requiredKeys: [] },
      ),
    ),
    risk: fc.record({ atMost: fc.constantFrom('L1', 'L2', 'L3') }),
    labels: fc.oneof(
      fc.record({ any: some(['x', 'y']) }),
      fc.record({ none: some(['x', 'y']) }),
      fc.record({ all: some(['x', 'y']) }),
    ),
    time: fc.constantFrom(
      { days: ['mon'] },
      { from: '22:00', to: '06:00' },
      { days: ['mon', 'tue'], to: '12:00' },
    ),
    content: fc.record({ contains: some(['key', 'k']) }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<RuleInput['match']>;
const obligation = fc.constantFrom<Obligation>(
  { type: 'redact', fields: ['a'] },
  { type: 'redact', fields: ['a', 'b'] },
  { type: 'require-reason' },
  { type: 'quorum', count: 1 },
  { type: 'quorum', count: 2 },
);

function ruleOf(guards: readonly (string | null)[]): fc.Arbitrary<Omit<RuleInput, 'id'>> {
  return fc
    .tuple(
      fc.constantFrom<Effect>('allow', 'escalate', 'deny'),
      resourceMatch,
      fc.option(factMatch, { freq: 2 }),
      fc.array(obligation, { maxLength: 1 }),
      fc.option(fc.constant(['code']), { freq: 4 }),
      fc.constantFrom(...guards),
    )
    .map(([effect, resource, facts, obligations, requires, when]) => ({
      effect,
      match: { ...facts, ...resource },
      ...(obligations.length === 0 ? {} : { obligations }),
      ...(requires === null ? {} : { requires }),
      ...(when === null ? {} : { when }),
    }));
}

const fallback = fc.constantFrom<Effect>('allow', 'escalate', 'deny');
const exactRule = ruleOf([null]);
const anyRule = ruleOf([null, null, 'request.context.n == 1', 'has(request.tool)']);

function setOf(rules: readonly Omit<RuleInput, 'id'>[], fallback: Effect): PolicySet {
  return definePolicySet({
    apiVersion: 'zoqore.dev/policy/v1',
    name: 'test',
    default: fallback,
    rules: rules.map((rule, at) => ({ ...rule, id: `r-${at}` })),
  });
}

/** Two sets with most of their rules in common. */
function pairOf(rule: fc.Arbitrary<Omit<RuleInput, 'id'>>): fc.Arbitrary<[PolicySet, PolicySet]> {
  return fc
    .tuple(
      fc.array(rule, { maxLength: 4 }),
      fc.array(rule, { maxLength: 2 }),
      fc.array(rule, { maxLength: 2 }),
      fallback,
      fc.option(fallback, { freq: 3 }),
    )
    .map(([common, first, second, before, after]) => [
      setOf([...common, ...first], before),
      setOf([...common, ...second], after ?? before),
    ]);
}

const action = fc.constantFrom<Action>('read', 'write', 'execute', 'network', 'admin');
const target = fc.oneof(
  fc
    .constantFrom(
      '/srv',
      '/srv/a',
      '/srv/a/b',
      '/srv/c/b',
      '/work/a/x.pem',
      '/work/A',
      '/work/a/q',
      '/home/a',
      '/',
      '/srv/B',
      '/srvx',
      '/srv/.x',
      '/home/A/.zoqore',
    )
    .map((path) => ({ kind: 'path', path }) as const),
  fc
    .tuple(
      fc.constantFrom('x.org', 'a.x.org', 'y.org'),
      fc.constantFrom('GET', 'POST', 'PUT', undefined),
      fc.constantFrom('http', 'https', 'ws'),
      fc.constantFrom(80, 443, 8080),
      fc.constantFrom('/', '/v1', '/v1/x', '/v2'),
    )
    .map(
      ([host, method, scheme, port, path]) =>
        ({
          kind: 'url',
          url: `${scheme}://${host}:${port}${path}`,
          scheme,
          host,
          port,
          path,
          ...(method === undefined ? {} : { method }),
        }) as const,
    ),
  fc
    .tuple(
      fc.constantFrom('rm', '/bin/rm', 'git', '/x/git'),
      fc.array(fc.constantFrom('-r', '-f', 'x', '-fx', 'y'), { maxLength: 3 }),
    )
    .map(([program, argv]) => ({ kind: 'command', program, argv }) as const),
  fc
    .tuple(fc.constantFrom('s', 's2'), fc.constantFrom('t1', 't2', 'u'))
    .map(([server, name]) => ({ kind: 'tool', server, name }) as const),
  fc.constantFrom({ kind: 'prompt' } as const, { kind: 'service', name: 'x' } as const),
);
const resource: fc.Arbitrary<Resource> = fc
  .tuple(target, fc.constantFrom('declared', 'declared', 'inferred'), fc.option(action))
  .map(([target, certainty, action]): Resource =>
    action === null ? { ...target, certainty } : { ...target, certainty, action },
  );
const input: fc.Arbitrary<PolicyInput> = fc
  .record({
    id: fc.constantFrom('ab', 'ac', 'x'),
    roles: fc.subarray(['r1', 'r2', 'q']),
    trustStage: fc.constantFrom('CBT', 'KBT', 'IBT'),
    action,
    resources: fc.array(resource, { minLength: 1, maxLength: 3 }),
    labels: fc.subarray(['x', 'y']),
    context: fc.constantFrom({}, { n: 1 }, { n: 2 }),
    risk: fc.constantFrom('L1', 'L2', 'L3'),
    hour: fc.constantFrom(0, 5, 12, 23, 36),
    content: fc.constantFrom(undefined, 'key', 'k', 'z'),
    n: fc.constantFrom(undefined, 0, 1, 2, 3, 'ab', [1, 2], [0, 3], []),
    s: fc.constantFrom(undefined, 'ab', 'a', 'b', 'axb', ['ab'], ['ab', 'z'], 1),
  })
  .map(({ id, roles, trustStage, hour, content, n, s, ...rest }) => {
    const tool = rest.resources.find((each) => each.kind === 'tool');
    return {
      actor: { id, kind: 'agent', roles, trustStage },
      ...rest,
      ...(content === undefined ? {} : { content }),
      ...(tool === undefined
        ? {}
        : {
            tool: {
              server: tool.server,
              name: tool.name,
              arguments: { ...(n === undefined ? {} : { n }), ...(s === undefined ? {} : { s }) },
            },
          }),
      now: Date.UTC(2026, 0, 5, hour),
    };
  });

/** Sampled once: a counter-example shrinks by its sets alone. */
const requests = fc.sample(input, { numRuns: 1_000, seed: 4 });

const ranks = { allow: 0, escalate: 1, deny: 2 };

/** Written apart from the analysis: what it means that a verdict lets through more. */
function letsThroughMore(before: Verdict, after: Verdict): boolean {
  if (before.effect !== after.effect) return ranks[after.effect] < ranks[before.effect];
  if (before.effect === 'deny') return false;
  if (before.requiredActions.some((code) => !after.requiredActions.includes(code))) return true;
  const fields = (verdict: Verdict) =>
    verdict.obligations.flatMap((each) => (each.type === 'redact' ? each.fields : []));
  const quorum = (verdict: Verdict) =>
    Math.max(0, ...verdict.obligations.map((each) => (each.type === 'quorum' ? each.count : 0)));
  const reasons = (verdict: Verdict) => verdict.obligations.some(({ type }) => type === 'require-reason');
  return (
    fields(before).some((field) => !fields(after).includes(field)) ||
    quorum(after) < quorum(before) ||
    (reasons(before) && !reasons(after))
  );
}

function check(first: PolicySet, second: PolicySet): string {
  const comparison = comparePolicies(first, second, guarded);
  const policies = [compilePolicy(first, guarded), compilePolicy(second, guarded)] as const;
  for (const [direction, [before, after]] of [
    [comparison.wider, policies],
    [comparison.narrower, policies.toReversed()],
  ] as const) {
    if (before === undefined || after === undefined) throw new Error('two policies were compiled');
    const seen = requests.find((each) => letsThroughMore(evaluate(before, each), evaluate(after, each)));
    if (seen !== undefined) expect({ answer: direction.answer, seen }).not.toMatchObject({ answer: 'no' });
    const shown = direction.changes.filter((change) => change.certainty === 'yes');
    expect(shown.length > 0).toBe(direction.answer === 'yes');
    for (const { request } of shown) {
      expect(letsThroughMore(evaluate(before, request), evaluate(after, request))).toBe(true);
    }
  }
  const open = [comparison.wider, comparison.narrower].find(({ answer }) => answer === 'maybe');
  return open === undefined ? 'certain' : JSON.stringify(open.changes);
}

describe('comparePolicies', () => {
  it('never says no where a request shows otherwise, shows what it says, and leaves nothing of the closed core open', () => {
    fc.assert(
      fc.property(pairOf(exactRule), ([first, second]) => {
        expect(check(first, second)).toBe('certain');
      }),
      { numRuns },
    );
  });

  it('is as sound with conditions in CEL', () => {
    fc.assert(
      fc.property(pairOf(anyRule), ([first, second]) => {
        check(first, second);
      }),
      { numRuns },
    );
  });

  it('knows a set for itself, in whichever order its rules stand', () => {
    fc.assert(
      fc.property(pairOf(anyRule), ([set]) => {
        const turned = { ...set, rules: set.rules.toReversed() };
        expect(comparePolicies(set, turned, guarded).relation).toBe('same');
      }),
      { numRuns },
    );
  });

  it('never finds an added deny wider, nor an added allow narrower', () => {
    fc.assert(
      fc.property(pairOf(exactRule), resourceMatch, ([set], match) => {
        const plus = (effect: Effect) =>
          definePolicySet({ ...set, rules: [...set.rules, { id: 'added', effect, match }] });
        expect(comparePolicies(set, plus('deny'), guarded).wider.answer).toBe('no');
        const plain = {
          ...set,
          rules: set.rules.map(({ id, effect, match }) => ({ id, effect, match })),
        };
        const permissive = definePolicySet({
          ...plain,
          default: 'deny',
          rules: [...plain.rules, { id: 'added', effect: 'allow', match }],
        });
        const before = definePolicySet({ ...plain, default: 'deny' });
        expect(comparePolicies(before, permissive, guarded).narrower.answer).toBe('no');
      }),
      { numRuns },
    );
  });
});
