import type { CompiledPolicy } from '../compile.ts';
import type { Action, Effect } from '../model.ts';
import type { PolicySet } from '../policy-set.ts';
import type { Duty } from './permission.ts';
import { dutiesOf } from './permission.ts';
import type { RegionReader, RuleRegion } from './region.ts';

/** A rule as the questions about a set see it. */
export interface Clause extends RuleRegion {
  readonly duties: readonly Duty[];
}

/** A whole set as regions, the built-in rules among them. */
export interface SetModel {
  readonly clauses: readonly Clause[];
  readonly default: Readonly<Record<Action, Effect>>;
}

export function modelOf(
  set: PolicySet,
  environment: CompiledPolicy['environment'],
  regions: RegionReader,
): SetModel {
  const all = [
    ...regions.ofProtection(environment.protectedPaths ?? []),
    ...set.rules.map((rule) => regions.ofRule(rule, set.marks ?? [])),
  ];
  return {
    default: set.default,
    // A region without a situation is about nothing.
    clauses: all
      .filter(({ facets }) => facets !== 0)
      .map((region) => ({ ...region, duties: dutiesOf(region) })),
  };
}
