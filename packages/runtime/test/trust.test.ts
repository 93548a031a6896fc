import { describe, expect, it } from 'vitest';
import { defaultTrustModel, trustChange, trustStage } from '../src/trust.ts';

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
});
