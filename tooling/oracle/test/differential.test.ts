import { readFileSync } from 'node:fs';
import type { PolicyEnvironment, PolicySet } from '@zoqore/policy';
import { compilePolicy, definePolicySet, parsePolicySet } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { againstCedar, againstOpa } from '../src/against-engines.ts';
import { againstNaive } from '../src/against-naive.ts';
import { canCompileRego } from '../src/engines/rego-compiler.ts';
import type { Tally } from '../src/tally.ts';

const isFull = process.env['FULL'] === '1';
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const hasOpa = canCompileRego();
const minutes = 60_000;

/** Says what was compared, and fails with the first disagreements and the seed that finds them again. */
function expectAgreement(name: string, tally: Tally): void {
  const { comparisons, effects, byRule, disagreements, samples } = tally;
  console.log(JSON.stringify({ against: name, seed, comparisons, disagreements, effects, byRule }));
  expect({ seed, disagreements, samples }).toEqual({ seed, disagreements: 0, samples: [] });
  // Agreement on a single answer would say nothing. Few sets may be one-sided by chance.
  const least = comparisons >= 4_000 ? comparisons / 20 : 1;
  for (const count of Object.values(effects)) expect(count).toBeGreaterThanOrEqual(least);
  expect(byRule).toBeGreaterThan(comparisons / 5);
}

describe(`answers with seed ${seed}`, () => {
  it(
    'are those of the naive evaluator, over the whole language',
    () => {
      const plan = isFull
        ? { comparisons: 1_000_000, requestsPerSet: 100 }
        : { comparisons: 4_000, requestsPerSet: 50 };
      expectAgreement('naive', againstNaive({ seed, ...plan }));
    },
    120 * minutes,
  );

  it(
    'are those of Cedar, over what can be exported to it',
    async () => {
      const plan = isFull
        ? { comparisons: 100_000, requestsPerSet: 100 }
        : { comparisons: 600, requestsPerSet: 25 };
      expectAgreement('Cedar', await againstCedar({ seed, ...plan }));
    },
    120 * minutes,
  );

  it.runIf(hasOpa)(
    'are those of OPA, over what can be exported to it',
    async () => {
      const plan = isFull
        ? { comparisons: 100_000, requestsPerSet: 250 }
        : { comparisons: 600, requestsPerSet: 100 };
      expectAgreement('OPA', await againstOpa({ seed, ...plan }));
    },
    120 * minutes,
  );
});

describe('the packs', () => {
  const pack = (name: string): PolicySet =>
    parsePolicySet(readFileSync(new URL(import.meta.resolve(`@zoqore/policy/packs/${name}.yaml`)), 'utf8'));

  it('mean the same in Cedar, without the rules that it refuses', async () => {
    const plan = { seed, comparisons: 1, requestsPerSet: 300 };
    const failsafe = await againstCedar({ ...plan, sets: () => pack('failsafe') });
    expect(failsafe).toMatchObject({ disagreements: 0, samples: [], rules: { refused: 0 } });
    const balanced = await againstCedar({ ...plan, sets: () => pack('balanced') });
    expect(balanced).toMatchObject({ disagreements: 0, samples: [], rules: { refused: 50 } });
  });

  it.runIf(hasOpa)(
    'mean the same in Rego, without the rule in CEL and the three that ask what marks give',
    async () => {
      const plan = { seed, comparisons: 1, requestsPerSet: 300 };
      const balanced = await againstOpa({ ...plan, sets: () => pack('balanced') });
      expect(balanced).toMatchObject({ disagreements: 0, samples: [], rules: { exported: 66, refused: 4 } });
    },
  );
});

/** Each rule as the function has it; the set of the naive evaluator stays as it was. */
function changed(change: (rule: object) => object) {
  return (set: PolicySet, place: PolicyEnvironment) =>
    compilePolicy(
      definePolicySet({ ...set, rules: set.rules.map((rule) => change(rule) as (typeof set.rules)[number]) }),
      place,
    );
}

function rewritten(pattern: RegExp, by: string) {
  return (rule: object): object => JSON.parse(JSON.stringify(rule).replace(pattern, by));
}

/** Every value of that key is this one. */
function replaced(name: string, by: unknown) {
  return (rule: object): object =>
    JSON.parse(JSON.stringify(rule), (key, value: unknown) => (key === name ? by : value));
}

describe('a planted mistake is found', () => {
  // Always the same sets: whether a mistake is found must not be a matter of luck.
  const plan = { seed: 1, comparisons: 20_000, requestsPerSet: 40, stopAtDisagreement: true };

  it.each([
    ['`**` stands for one segment', rewritten(/\/\*\*"/g, '/*"')],
    ['`*` takes at least one character', rewritten(/(?<=[a-z])\*(?=")/g, '?*')],
    ['a negated set is not', rewritten(/\[!/g, '[')],
    ['a window closes a minute late', rewritten(/"to":"08:00"/g, '"to":"08:01"')],
    ['a range ends a little later', rewritten(/"max":[^}]+/g, '"max":1e22')],
    ['letter case never counts', rewritten(/"ignoreCase":true/g, '"ignoreCase":false')],
    ['`atMost` is one grade higher', rewritten(/"atMost":"L1"/g, '"atMost":"L2"')],
    ['the last label of a list is lost', rewritten(/"any":\["tainted",[^\]]*\]/g, '"any":["tainted"]')],
    ['what a command has only is not asked', replaced('only', ['*'])],
    ['what would be given is taken for what is held', rewritten(/"gives":/g, '"any":')],
    ['the last label to be given is not waited for', rewritten(/"completes":/g, '"gives":')],
    ['every clock shows UTC', replaced('zone', 'UTC')],
    ['a deny rule only escalates', rewritten(/"effect":"deny"/g, '"effect":"escalate"')],
  ])('in the library: %s', (_, change) => {
    expect(againstNaive({ ...plan, compile: changed(change) }).disagreements).toBeGreaterThan(0);
  });

  it('in what Cedar is given', async () => {
    const tamper = (text: string): string => text.replaceAll(' like "/*/', ' like "/');
    expect((await againstCedar({ ...plan, tamper })).disagreements).toBeGreaterThan(0);
  });

  it.runIf(hasOpa)('in what OPA is given', async () => {
    const tamper = (text: string): string => text.replace('"escalate" in judged', '"deny" in judged');
    expect((await againstOpa({ ...plan, requestsPerSet: 250, tamper })).disagreements).toBeGreaterThan(0);
  });
});
