import type { Effect, PolicySet } from '@zoqore/policy';
import { comparePolicies, compilePolicy, definePolicySet, evaluate, explain } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { places } from '../src/against-naive.ts';
import { policySet } from '../src/generate/policy-set.ts';
import { request } from '../src/generate/request.ts';
import { Random } from '../src/random.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const sets = process.env['FULL'] === '1' ? 2_000 : 40;
const rank: Readonly<Record<Effect, number>> = { allow: 0, escalate: 1, deny: 2 };

function withRules(set: PolicySet, rules: PolicySet['rules']): PolicySet {
  return definePolicySet({ ...set, rules: rules.map((rule, at) => ({ ...rule, id: `q-${at}` })) });
}

function timesSets(check: (random: Random) => void, count = sets): void {
  const random = new Random(seed);
  for (let left = count; left > 0; left--) check(random);
}

/** Over the whole language, where the properties in packages/policy use small alphabets of their own. */
describe(`with seed ${seed}`, () => {
  it('one more deny or escalate rule never permits anything', () => {
    timesSets((random) => {
      const whole = policySet(random);
      const set = {
        ...whole,
        default: { read: 'allow', write: 'allow', execute: 'allow', network: 'allow', admin: 'allow' },
      } as const;
      const stricter = policySet(random).rules.filter(({ effect }) => effect !== 'allow');
      const place = random.pick(places);
      const before = compilePolicy(withRules(set, set.rules), place);
      const after = compilePolicy(withRules(set, [...set.rules, ...stricter]), place);
      for (let left = 20; left > 0; left--) {
        const input = request(random, random.chance(0.5) ? withRules(set, stricter) : set);
        expect(rank[evaluate(after, input).effect]).toBeGreaterThanOrEqual(
          rank[evaluate(before, input).effect],
        );
      }
    });
  });

  it('the order of rules changes nothing, and explanations say what was decided', () => {
    timesSets((random) => {
      const set = policySet(random);
      const place = random.pick(places);
      const policy = compilePolicy(set, place);
      const turned = compilePolicy({ ...set, rules: set.rules.toReversed() }, place);
      for (let left = 20; left > 0; left--) {
        const input = request(random, set);
        const verdict = evaluate(policy, input);
        expect(evaluate(turned, input)).toEqual(verdict);
        expect(explain(policy, input).verdict).toEqual(verdict);
      }
    });
  });

  it('no request contradicts what a comparison of two sets says', () => {
    timesSets((random) => {
      const first = policySet(random);
      const rules = random.chance(0.5) ? first.rules.slice(1) : policySet(random).rules;
      const second = withRules(first, rules);
      const place = random.pick(places);
      const { wider, narrower } = comparePolicies(first, second, place);
      const [before, after] = [compilePolicy(first, place), compilePolicy(second, place)];
      for (let left = 20; left > 0; left--) {
        const input = request(random, random.chance(0.5) ? first : second);
        const step = rank[evaluate(after, input).effect] - rank[evaluate(before, input).effect];
        if (wider.answer === 'no') expect(step).toBeGreaterThanOrEqual(0);
        if (narrower.answer === 'no') expect(step).toBeLessThanOrEqual(0);
      }
      for (const change of wider.changes) {
        if (change.certainty !== 'yes') continue;
        const [was, is] = [evaluate(before, change.request), evaluate(after, change.request)];
        expect(rank[is.effect]).toBeLessThanOrEqual(rank[was.effect]);
      }
    }, sets / 4);
  });
});
