import { newEnforcer, newModelFromString } from 'casbin';
import type { BenchRequest, BenchRule } from '../workload.ts';
import { isBelow } from '../workload.ts';
import type { Engine } from './engine.ts';

const model = `
[request_definition]
r = req
[policy_definition]
p = role, action, prefix, size, env, suffix, tainted, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = (p.action == "" || p.action == r.req.action) && (p.role == "" || p.role == r.req.role) && below(r.req.path, p.prefix) && (p.env == "" || (p.env == r.req.env && atMost(r.req.size, p.size))) && (p.suffix == "" || ends(r.req.path, p.suffix)) && (p.tainted == "" || r.req.tainted)
`;

export async function loadCasbin(rules: readonly BenchRule[]): Promise<Engine> {
  const enforcer = await newEnforcer(newModelFromString(model));
  await enforcer.addFunction('below', isBelow);
  await enforcer.addFunction('ends', (path: string, suffix: string) => path.endsWith(suffix));
  await enforcer.addFunction('atMost', (size: number, most: string) => size <= Number(most));
  await enforcer.addPolicies(
    rules.map(({ effect, prefix, role = '', action = '', maxSize, env = '', suffix = '', tainted }) => [
      role,
      action,
      prefix,
      maxSize === undefined ? '' : `${maxSize}`,
      env,
      suffix,
      tainted === undefined ? '' : 'yes',
      effect === 'permit' ? 'allow' : 'deny',
    ]),
  );
  return (request: BenchRequest) => () => enforcer.enforceSync(request);
}
