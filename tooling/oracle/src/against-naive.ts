import type { CompiledPolicy, PolicyEnvironment, PolicySet } from '@zoqore/policy';
import { compilePolicy, evaluate } from '@zoqore/policy';
import { policySet } from './generate/policy-set.ts';
import { request } from './generate/request.ts';
import { naiveVerdict } from './naive/evaluate.ts';
import { Random } from './random.ts';
import type { Plan } from './tally.ts';
import { Tally } from './tally.ts';

type Place = Required<PolicyEnvironment>;

export const places: readonly Place[] = [
  { workspace: '/work', home: '/home/a', protectedPaths: [] },
  { workspace: '/work', home: '/home/a', protectedPaths: ['/opt/qore'] },
  // Places whose own names hold what is special in a pattern.
  { workspace: '/w*[x]{y}/Σ', home: '/', protectedPaths: [] },
];

export interface NaivePlan extends Plan {
  /** In place of `compilePolicy`, to see that a mistake in it is found. */
  readonly compile?: (set: PolicySet, place: Place) => CompiledPolicy;
}

/** The library against the naive evaluator, over the whole language. */
export function againstNaive(plan: NaivePlan): Tally {
  const { compile = compilePolicy } = plan;
  const tally = new Tally(plan);
  const random = new Random(plan.seed);
  while (!tally.isDone) {
    const set = policySet(random);
    const place = random.pick(places);
    const policy = compile(set, place);
    for (let left = plan.requestsPerSet; left > 0; left--) {
      const input = request(random, set);
      const { effect, rules, isDefault, judgements } = evaluate(policy, input);
      const ours = {
        effect,
        rules,
        isDefault,
        judgements: judgements.map(({ effect, rules }) => ({ effect, rules })),
      };
      tally.note({ set, input, ours, theirs: naiveVerdict(set, input, place) });
    }
  }
  return tally;
}
