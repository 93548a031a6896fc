import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import type { BenchRule } from '../workload.ts';
import type { Engine } from './engine.ts';

/** Parsed once; a request is a principal in a role, an action, a resource and a context. */
export function loadCedar(rules: readonly BenchRule[]): Engine {
  const staticPolicies = Object.fromEntries(rules.map((rule) => [rule.id, policyOf(rule)]));
  const parsed = preparsePolicySet('bench', { staticPolicies });
  if (parsed.type === 'failure') throw new Error(parsed.errors.map(({ message }) => message).join('; '));
  return ({ role, action, path, size, env, tainted }) => {
    const call = {
      principal: { type: 'Role', id: role },
      action: { type: 'Action', id: action },
      resource: { type: 'File', id: path },
      context: { path, below: `${path}/`, size, env, tainted },
      preparsedPolicySetId: 'bench',
      entities: [],
    };
    return () => {
      const answer = statefulIsAuthorized(call);
      if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
      return answer.response.decision === 'allow';
    };
  };
}

function policyOf({ effect, prefix, action, role, maxSize, env, suffix, tainted }: BenchRule): string {
  const conditions = [
    `context.below like "${prefix}/*"`,
    ...(maxSize === undefined ? [] : [`context.size <= ${maxSize}`]),
    ...(env === undefined ? [] : [`context.env == "${env}"`]),
    ...(suffix === undefined ? [] : [`context.path like "*${suffix}"`]),
    ...(tainted === undefined ? [] : ['context.tainted']),
  ];
  const principal = role === undefined ? 'principal' : `principal == Role::"${role}"`;
  const asked = action === undefined ? 'action' : `action == Action::"${action}"`;
  return `${effect} (${principal}, ${asked}, resource) when { ${conditions.join(' && ')} };`;
}
