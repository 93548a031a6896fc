import { compilePolicy, definePolicySet, evaluate, explain } from '@zoqore/policy';
import type { Action, CompiledPolicy, PolicyInput, RuleInput } from '@zoqore/policy';
import type { BenchRequest, BenchRule } from '../workload.ts';
import type { Engine } from './engine.ts';

/** The whole explanation for each decision: deciding rules, why the others did not match, the facts that were read. */
export function loadExplaining(rules: readonly BenchRule[]): Engine {
  const policy = compile(rules);
  return (request) => {
    const input = inputOf(request);
    return () => explain(policy, input).verdict.effect === 'allow';
  };
}

/** The verdict as the runtime records it: deciding rules, reasons, obligations, a judgement for each resource. */
export function loadJudging(rules: readonly BenchRule[]): Engine {
  const policy = compile(rules);
  return (request) => {
    const input = inputOf(request);
    return () => evaluate(policy, input).effect === 'allow';
  };
}

function compile(rules: readonly BenchRule[]): CompiledPolicy {
  const set = definePolicySet({
    apiVersion: 'zoqore.dev/policy/v1',
    name: 'bench',
    default: 'deny',
    rules: rules.map(ruleOf),
  });
  return compilePolicy(set, {
    workspace: '/work',
    home: '/home/ada',
    protectedPaths: ['/work/.failsafe', '/opt/zoqore'],
  });
}

function ruleOf({ id, effect, prefix, action, role, maxSize, env, suffix, tainted }: BenchRule): RuleInput {
  return {
    id,
    effect: effect === 'permit' ? 'allow' : 'deny',
    match: {
      path: suffix === undefined ? { prefix } : { glob: `${prefix}/**/*${suffix}` },
      ...(action === undefined ? {} : { action: action as Action }),
      ...(role === undefined ? {} : { actor: { role } }),
      ...(env === undefined || maxSize === undefined
        ? {}
        : { tool: { arguments: { size: { range: { max: maxSize } }, env: { equals: env } } } }),
      ...(tainted === undefined ? {} : { labels: { any: 'tainted' } }),
    },
    because: `it says so in ${id}`,
    ...(effect === 'permit' ? { obligations: [{ limit: { perMinute: 30 } }] } : {}),
  };
}

function inputOf({ role, action, path, size, env, tainted }: BenchRequest): PolicyInput {
  return {
    actor: { id: 'did:example:a', kind: 'agent', roles: [role], trustStage: 'KBT' },
    action: action as Action,
    resources: [{ kind: 'path', path, certainty: 'declared' }],
    tool: { server: 'files', name: 'open', arguments: { size, env } },
    labels: tainted ? ['tainted'] : [],
    context: {},
    risk: 'L1',
    now: 1_767_614_400_000,
  };
}
