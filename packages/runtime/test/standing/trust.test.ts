import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { defaultTrustModel } from '../../src/standing/trust-model.ts';
import { joinMoves, moveTrust, trustChange, trustStanding } from '../../src/standing/trust.ts';
import type { TrustRecord } from '../../src/standing/trust.ts';

const day = 86_400_000;
const record = (parts: Partial<TrustRecord> = {}): TrustRecord => ({
  trust: defaultTrustModel.start,
  verifiedOutcomes: 0,
  since: undefined,
  cap: undefined,
  lastMove: undefined,
  ...parts,
});
const standingOf = (parts: Partial<TrustRecord>, now = 0) =>
  trustStanding(record(parts), defaultTrustModel, now);

describe('trust', () => {
  it('starts at CBT', () => {
    expect(standingOf({})).toEqual({ score: 0.35, stage: 'CBT', isOnProbation: true });
  });

  it.each([
    [0.49, 'CBT'],
    [0.5, 'KBT'],
    [0.79, 'KBT'],
    [0.8, 'IBT'],
  ])('of %d after probation is %s', (trust, stage) => {
    expect(standingOf({ trust, verifiedOutcomes: 5, since: 0 }).stage).toBe(stage);
  });

  it('does not rise before five verified outcomes or thirty days', () => {
    const risen = { trust: 0.9, verifiedOutcomes: 4, since: 0 };
    expect(standingOf(risen, 30 * day - 1).stage).toBe('CBT');
    expect(standingOf(risen, 30 * day).stage).toBe('IBT');
  });

  it('stands on the floor while on probation, and pays what it owes after it', () => {
    const fallen = { trust: 0.1, verifiedOutcomes: 4, since: 0 };
    expect(standingOf(fallen)).toEqual({ score: 0.35, stage: 'CBT', isOnProbation: true });
    expect(standingOf({ ...fallen, verifiedOutcomes: 5 })).toEqual({
      score: 0.1,
      stage: 'CBT',
      isOnProbation: false,
    });
  });

  it('counts as no more than its cap, on probation and after it', () => {
    expect(standingOf({ trust: 0.9, verifiedOutcomes: 5, cap: 0.6 })).toMatchObject({
      score: 0.6,
      stage: 'KBT',
    });
    expect(standingOf({ cap: 0.2 }).score).toBe(0.2);
    expect(standingOf({ trust: 0.4, verifiedOutcomes: 5, cap: 1 }).score).toBe(0.4);
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
