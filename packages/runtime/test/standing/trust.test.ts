import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  defaultTrustModel,
  joinMoves,
  moveTrust,
  trustChange,
  trustStage,
} from '../../src/standing/trust.ts';

const day = 86_400_000;

describe('trust', () => {
  it('starts at CBT', () => {
    expect(trustStage(undefined, defaultTrustModel, 0)).toBe('CBT');
  });

  it.each([
    [0.49, 'CBT'],
    [0.5, 'KBT'],
    [0.79, 'KBT'],
    [0.8, 'IBT'],
  ])('of %d after probation is %s', (trust, stage) => {
    expect(trustStage({ trust, verifiedOutcomes: 5, since: 0 }, defaultTrustModel, 0)).toBe(stage);
  });

  it('does not rise before five verified outcomes or thirty days', () => {
    expect(trustStage({ trust: 0.9, verifiedOutcomes: 4, since: 0 }, defaultTrustModel, 30 * day - 1)).toBe(
      'CBT',
    );
    expect(trustStage({ trust: 0.9, verifiedOutcomes: 4, since: 0 }, defaultTrustModel, 30 * day)).toBe(
      'IBT',
    );
  });

  it.each([
    ['executed', true, 0.05],
    ['executed', false, 0],
    ['failed', true, -0.1],
    ['failed', false, -0.1],
    ['timed-out', false, -0.1],
    ['violation', false, -0.25],
  ] as const)('moves on %s (verified: %s) by %d', (status, isVerified, change) => {
    expect(trustChange({ status, isVerified }, defaultTrustModel)).toBe(change);
  });

  it('reaches a threshold with as many steps as it takes on paper', () => {
    const thrice = [0.05, 0.05, 0.05].reduce(moveTrust, defaultTrustModel.start);
    expect(thrice).toBe(0.5);
  });

  it('moves by several changes at once as it moves by one after the other', () => {
    const change = fc.constantFrom(0.05, -0.1, -0.25, 0);
    const start = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);
    fc.assert(
      fc.property(start, fc.array(change, { maxLength: 40 }), (trust, changes) => {
        const { by, low, high } = joinMoves(changes);
        const joined = Math.min(high, Math.max(low, Math.round((trust + by) * 1e9) / 1e9));
        expect(joined).toBe(changes.reduce(moveTrust, trust));
      }),
    );
  });
});
