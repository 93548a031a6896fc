import type { BenchRule } from '../workload.ts';
import type { Engine } from './engine.ts';
import { loadRego } from './rego.ts';

/** Every rule is one of Rego. */
export async function loadOpaRules(rules: readonly BenchRule[]): Promise<Engine> {
  const module = [
    'package bench',
    'import rego.v1',
    'default allow := false',
    'allow if { permit; not forbid }',
    ...rules.map((rule) => `${rule.effect} if { ${conditionOf(rule)} }`),
    '',
  ].join('\n');
  const program = await loadRego(module, { entryPoint: 'bench/allow' });
  return (request) => {
    // A slash at the end: the prefix of a rule then ends where a segment does.
    const input = { ...request, below: `${request.path}/` };
    return () => program.evaluate(input) === true;
  };
}

function conditionOf({ prefix, action, role, maxSize, env, suffix, tainted }: BenchRule): string {
  return [
    ...(action === undefined ? [] : [`input.action == "${action}"`]),
    ...(role === undefined ? [] : [`input.role == "${role}"`]),
    ...(tainted === undefined ? [] : ['input.tainted']),
    `startswith(input.below, "${prefix}/")`,
    ...(env === undefined ? [] : [`input.env == "${env}"`]),
    ...(maxSize === undefined ? [] : [`input.size <= ${maxSize}`]),
    ...(suffix === undefined ? [] : [`endswith(input.path, "${suffix}")`]),
  ].join('; ');
}
