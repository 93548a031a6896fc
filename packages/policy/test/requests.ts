import type { CompiledPolicy, PolicyInput, Resource, RuleInput } from '@zoqore/policy';
import { compilePolicy, definePolicySet } from '@zoqore/policy';

export const environment = { workspace: '/work', home: '/home/a' };

export function policyOf(
  rules: readonly RuleInput[],
  options: {
    readonly default?: 'allow' | 'escalate' | 'deny';
    readonly protectedPaths?: readonly string[];
  } = {},
): CompiledPolicy {
  const set = definePolicySet({
    apiVersion: 'zoqore.dev/policy/v1',
    name: 'test',
    default: options.default ?? 'deny',
    rules,
  });
  return compilePolicy(set, { ...environment, protectedPaths: options.protectedPaths ?? [] });
}

export function path(at: string, more: Partial<Pick<Resource, 'certainty' | 'action'>> = {}): Resource {
  return { kind: 'path', path: at, certainty: 'declared', ...more };
}

export function command(program: string, ...argv: string[]): Resource {
  return { kind: 'command', program, argv, certainty: 'declared' };
}

export function url(host: string, more: { readonly method?: string; readonly path?: string } = {}): Resource {
  return {
    kind: 'url',
    url: `https://${host}${more.path ?? '/'}`,
    scheme: 'https',
    host,
    port: 443,
    path: '/',
    certainty: 'declared',
    ...more,
  };
}

export function request(
  resources: Resource | readonly Resource[],
  more: Partial<PolicyInput> = {},
): PolicyInput {
  return {
    actor: { id: 'did:x:agent', kind: 'agent', roles: ['builder'], trustStage: 'KBT' },
    action: 'read',
    resources: 'kind' in resources ? [resources] : resources,
    labels: [],
    context: {},
    risk: 'L1',
    now: Date.UTC(2026, 0, 5, 12),
    ...more,
  };
}
