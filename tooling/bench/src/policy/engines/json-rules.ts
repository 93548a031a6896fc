import { Engine as JsonRules } from 'json-rules-engine';
import type { BenchRule } from '../workload.ts';
import { isBelow } from '../workload.ts';
import type { Engine } from './engine.ts';

export function loadJsonRules(rules: readonly BenchRule[]): Engine {
  const engine = new JsonRules();
  engine.addOperator('below', (path: string, prefix: string) => isBelow(path, prefix));
  engine.addOperator('ends', (path: string, suffix: string) => path.endsWith(suffix));
  for (const rule of rules)
    engine.addRule({ conditions: { all: conditionsOf(rule) }, event: { type: rule.effect } });
  return (request) => async () => {
    const { events } = await engine.run({ ...request });
    return events.length > 0 && events.every(({ type }) => type === 'permit');
  };
}

function conditionsOf({ prefix, action, role, maxSize, env, suffix, tainted }: BenchRule) {
  const when = (fact: string, operator: string, value: unknown) => ({ fact, operator, value });
  return [
    ...(action === undefined ? [] : [when('action', 'equal', action)]),
    ...(role === undefined ? [] : [when('role', 'equal', role)]),
    when('path', 'below', prefix),
    ...(maxSize === undefined ? [] : [when('size', 'lessThanInclusive', maxSize)]),
    ...(env === undefined ? [] : [when('env', 'equal', env)]),
    ...(suffix === undefined ? [] : [when('path', 'ends', suffix)]),
    ...(tainted === undefined ? [] : [when('tainted', 'equal', true)]),
  ];
}
