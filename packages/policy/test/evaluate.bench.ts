// Run: node --conditions=@zoqore/source packages/policy/test/evaluate.bench.ts
import type { PolicyInput, PolicySetInput, RuleInput } from '@zoqore/policy';
import { compilePolicy, definePolicySet, evaluate } from '@zoqore/policy';

const environment = { workspace: '/w', home: '/home/a', protectedPaths: ['/w/.failsafe', '/opt/zoqore'] };
const actions = ['read', 'write', 'execute', 'network', 'admin'] as const;
const roles = ['builder', 'reviewer', 'operator', 'analyst', 'support'];
const requests = 4_096;
let state = 20_261_123;

function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

function pick<T>(values: readonly T[], fallback: T): T {
  return values[random(values.length)] ?? fallback;
}

/** The mix of policy-and-risk.md: permits by role, action and prefix, some with more facts, and two kinds of forbid. */
function ruleOf(at: number, prefixes: readonly string[]): RuleInput {
  const action = pick(actions, 'read');
  const role = pick(roles, 'builder');
  const prefix = pick(prefixes, '/srv');
  const id = `rule-${at}`;
  const share = at % 10;
  if (share < 5)
    return { id, effect: 'allow', match: { action, actor: { role }, path: { prefix } }, because: id };
  if (share < 8) {
    return {
      id,
      effect: 'allow',
      match: {
        action,
        actor: { role, trustStage: { atLeast: 'KBT' } },
        path: { prefix },
        risk: { atMost: 'L2' },
      },
      obligations: [{ limit: { perMinute: 30 } }],
    };
  }
  if (share === 8)
    return { id, effect: 'deny', match: { action, path: { glob: `${prefix}/**/*.key` } }, because: id };
  return {
    id,
    effect: 'deny',
    match: { actor: { role }, path: { prefix }, labels: { any: 'tainted' } },
    because: id,
  };
}

function measure(count: number): void {
  const prefixes = Array.from(
    { length: Math.max(4, count / 10) },
    (_, at) => `/srv/team-${at % 40}/project-${at}`,
  );
  const rules = Array.from({ length: count }, (_, at) => ruleOf(at, prefixes));
  const input: PolicySetInput = { apiVersion: 'zoqore.dev/policy/v1', name: 'bench', rules };
  const started = performance.now();
  const policy = compilePolicy(definePolicySet(input), environment);
  const compiledMs = performance.now() - started;
  const inputs = Array.from({ length: requests }, (): PolicyInput => {
    const path = `${pick(prefixes, '/srv')}/src/module-${random(50)}/${pick(['index.ts', 'a.key', 'notes.md'], 'a')}`;
    return {
      actor: {
        id: 'did:example:a',
        kind: 'agent',
        roles: [pick(roles, 'builder'), pick(roles, 'builder')],
        trustStage: pick(['CBT', 'KBT', 'IBT'], 'CBT'),
      },
      action: pick(actions, 'read'),
      resources: [{ kind: 'path', path, certainty: 'declared' }],
      labels: random(5) === 0 ? ['tainted'] : [],
      context: {},
      risk: pick(['L1', 'L2', 'L3'], 'L1'),
      now: 1_767_614_400_000,
    };
  });
  let allowed = 0;
  for (let round = 0; round < 20; round++) {
    for (const request of inputs) if (evaluate(policy, request).effect === 'allow') allowed++;
  }
  const medians: number[] = [];
  const tails: number[] = [];
  let throughput = 0;
  for (let round = 0; round < 11; round++) {
    const times = inputs.map((request) => {
      const from = process.hrtime.bigint();
      evaluate(policy, request);
      return Number(process.hrtime.bigint() - from) / 1_000;
    });
    times.sort((left, right) => left - right);
    medians.push(times[requests / 2] ?? 0);
    tails.push(times[Math.floor(requests * 0.99)] ?? 0);
    const from = performance.now();
    for (const request of inputs) evaluate(policy, request);
    throughput = Math.max(throughput, (requests / (performance.now() - from)) * 1_000);
  }
  const middle = (values: number[]): string =>
    (values.toSorted((left, right) => left - right)[5] ?? 0).toFixed(2);
  const share = ((allowed / requests / 20) * 100).toFixed(0);
  process.stdout.write(
    `${count} rules: p50 ${middle(medians)} µs, p99 ${middle(tails)} µs, best ${Math.round(throughput)}/s, ` +
      `allowed ${share} %, defined and compiled in ${compiledMs.toFixed(0)} ms\n`,
  );
}

for (const count of [10, 1_000, 10_000]) measure(count);
