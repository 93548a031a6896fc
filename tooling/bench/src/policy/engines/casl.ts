import { AbilityBuilder, createMongoAbility, subject } from '@casl/ability';
import type { BenchRule } from '../workload.ts';
import { actions, roles } from '../workload.ts';
import type { Engine } from './engine.ts';

/** One ability with all rules: CASL's own index by action is of use, and the role is a condition like the others. */
export function loadCasl(rules: readonly BenchRule[]): Engine {
  const ability = abilityOf(rules, (rule) => ({
    ...conditionsOf(rule),
    ...(rule.role === undefined ? {} : { role: rule.role }),
  }));
  return ({ action, ...facts }) => {
    const asked = subject('File', { ...facts });
    return () => ability.can(action, asked);
  };
}

/** An ability for each role, made before anybody asks: what an application does that knows the role of its user. */
export function loadCaslByRole(rules: readonly BenchRule[]): Engine {
  const abilities = new Map(
    roles.map((role) => [
      role as string,
      abilityOf(
        rules.filter((rule) => rule.role === undefined || rule.role === role),
        conditionsOf,
      ),
    ]),
  );
  return ({ action, role, ...facts }) => {
    const asked = subject('File', { ...facts });
    return () => abilities.get(role)?.can(action, asked) ?? false;
  };
}

function abilityOf(rules: readonly BenchRule[], conditions: (rule: BenchRule) => Record<string, unknown>) {
  const { can, cannot, build } = new AbilityBuilder(createMongoAbility);
  // Later ones win: what forbids comes last.
  for (const rule of rules.toSorted(
    (a, b) => Number(a.effect === 'forbid') - Number(b.effect === 'forbid'),
  )) {
    (rule.effect === 'permit' ? can : cannot)(rule.action ?? [...actions], 'File', conditions(rule));
  }
  return build();
}

function conditionsOf({ prefix, maxSize, env, suffix, tainted }: BenchRule): Record<string, unknown> {
  return {
    path: { $regex: `^${prefix}(?:/.*)?${suffix === undefined ? '' : `(?<=\\${suffix})`}$` },
    ...(maxSize === undefined ? {} : { size: { $lte: maxSize } }),
    ...(env === undefined ? {} : { env }),
    ...(tainted === undefined ? {} : { tainted }),
  };
}
