import type { BenchRule } from '../workload.ts';
import { directoriesOf } from '../workload.ts';
import type { Engine } from './engine.ts';
import { loadRego } from './rego.ts';

/** The rules are data, filed under action, role and prefix; the request brings the directories of its path with it. */
const module = `package bench
import rego.v1
default allow := false
allow if { permitted; not forbidden }
permitted if {
  some directory in input.directories
  some rule in data.permits[input.action][input.role][directory]
  within(rule)
}
within(rule) if not rule.env
within(rule) if { rule.env == input.env; input.size <= rule.maxSize }
forbidden if {
  some directory in input.directories
  some suffix in data.suffixes[input.action][directory]
  endswith(input.path, suffix)
}
forbidden if {
  input.tainted
  some directory in input.directories
  data.tainted[input.role][directory]
}
`;

export async function loadOpaData(rules: readonly BenchRule[]): Promise<Engine> {
  const data = { permits: {}, suffixes: {}, tainted: {} };
  for (const { effect, prefix, action = '', role = '', maxSize, env, suffix } of rules) {
    if (effect === 'permit') {
      const place = at(at(at(data.permits, action), role), prefix, []) as object[];
      place.push(env === undefined ? {} : { env, maxSize });
    } else if (suffix !== undefined) (at(at(data.suffixes, action), prefix, []) as string[]).push(suffix);
    else at(at(data.tainted, role), prefix, true);
  }
  const program = await loadRego(module, { entryPoint: 'bench/allow', data });
  return (request) => {
    const input = { ...request, directories: directoriesOf(request.path) };
    return () => program.evaluate(input) === true;
  };
}

function at(parent: unknown, key: string, made: unknown = {}): unknown {
  const known = parent as Record<string, unknown>;
  known[key] ??= made;
  return known[key];
}
