import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultTrustModel,
  trustLoosening,
  trustModelJsonSchema,
  trustModelSchema,
} from '../../src/standing/trust-model.ts';
import type { TrustModel } from '../../src/standing/trust-model.ts';
import { moveTrust, trustChange, trustStanding } from '../../src/standing/trust.ts';
import type { OutcomeStatus } from '../../src/standing/trust.ts';

const document = (parts: object) => ({ apiVersion: 'zoqore.dev/trust/v1', ...parts });

describe('a trust model', () => {
  it('that says nothing is that of the decision contract', () => {
    expect(trustModelSchema.parse(document({}))).toEqual({
      start: 0.35,
      success: 0.05,
      failure: -0.1,
      violation: -0.25,
      probation: { floor: 0.35, outcomes: 5, days: 30 },
      stages: { KBT: 0.5, IBT: 0.8 },
    });
  });

  it.each<[string, unknown, string]>([
    ['a misspelt key', document({ succes: 0.1 }), ''],
    ['a failure that is a gain', document({ failure: 0.1 }), 'failure'],
    ['a success that is a loss', document({ success: -0.1 }), 'success'],
    ['a violation that costs less than a failure', document({ violation: -0.05 }), 'violation'],
    ['newcomers above the first stage', document({ start: 0.5 }), 'start'],
    ['a floor above the first stage', document({ probation: { floor: 0.6 } }), 'probation.floor'],
    ['stages out of order', document({ stages: { KBT: 0.9 } }), 'stages.IBT'],
    ['half an outcome', document({ probation: { outcomes: 0.5 } }), 'probation.outcomes'],
    ['no apiVersion', {}, 'apiVersion'],
  ])('with %s is refused', (_, value, place) => {
    const read = trustModelSchema.safeParse(value);
    expect(read.error?.issues.map(({ path }) => path.join('.'))).toContain(place);
  });

  it('has a JSON Schema that refuses other keys', () => {
    expect(trustModelJsonSchema()).toMatchObject({
      $id: 'https://zoqore.dev/trust/v1.json',
      additionalProperties: false,
      properties: { start: { type: 'number' }, stages: { additionalProperties: false } },
    });
  });
});

const share = fc.integer({ min: 0, max: 10 }).map((n) => n / 10);
const model: fc.Arbitrary<TrustModel> = fc.record({
  start: share,
  success: share,
  failure: share.map((loss) => -loss),
  violation: share.map((loss) => -loss),
  probation: fc.record({ floor: share, outcomes: fc.nat(4), days: fc.nat(3) }),
  stages: fc.record({ KBT: share, IBT: share }),
});
const life = fc.array(
  fc.record({
    status: fc.constantFrom<OutcomeStatus>('executed', 'failed', 'timed-out', 'violation'),
    isVerified: fc.boolean(),
  }),
  { maxLength: 8 },
);

describe('a trust model that is not looser', () => {
  it('brings no actor to a higher stage, whatever it did', () => {
    const stageOf = (by: TrustModel, outcomes: readonly { status: OutcomeStatus; isVerified: boolean }[]) => {
      let trust = by.start;
      for (const outcome of outcomes) trust = moveTrust(trust, trustChange(outcome, by));
      const verifiedOutcomes = outcomes.filter(({ isVerified }) => isVerified).length;
      const record = { trust, verifiedOutcomes, since: 0, cap: undefined, lastMove: undefined };
      return trustStanding(record, by, 2 * 86_400_000).stage;
    };
    const rank = { CBT: 0, KBT: 1, IBT: 2 };
    let compared = 0;
    fc.assert(
      fc.property(model, model, fc.nat(8), life, (before, other, keep, outcomes) => {
        // Half of the members are kept, so that a good part of the pairs is comparable.
        const after: TrustModel = {
          ...before,
          ...(keep % 2 === 0 ? { start: Math.min(before.start, other.start) } : { stages: other.stages }),
          ...(keep % 3 === 0 ? { probation: other.probation } : { failure: other.failure }),
        };
        if (trustLoosening(before, after).length > 0) return;
        compared++;
        expect(rank[stageOf(after, outcomes)]).toBeLessThanOrEqual(rank[stageOf(before, outcomes)]);
      }),
      { numRuns: 3_000, seed: 20_261_125 },
    );
    expect(compared).toBeGreaterThan(300);
  });

  it('names every place at which another one is looser', () => {
    const looser: TrustModel = {
      start: 0.4,
      success: 0.1,
      failure: 0,
      violation: 0,
      probation: { floor: 0.4, outcomes: 1, days: 1 },
      stages: { KBT: 0.45, IBT: 0.5 },
    };
    expect(trustLoosening(defaultTrustModel, looser)).toHaveLength(9);
    expect(trustLoosening(looser, defaultTrustModel)).toEqual([]);
  });
});
