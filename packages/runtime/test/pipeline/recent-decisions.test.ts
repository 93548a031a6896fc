import { describe, expect, it } from 'vitest';
import { createRecentDecisions } from '../../src/pipeline/recent-decisions.ts';

const decision = {
  index: 7,
  actorId: 'did:myth:agent',
  outcome: 'ALLOW',
  surface: 'http',
  riskGrade: 'L1',
  mode: 'normal',
} as const;

describe('recent decisions', () => {
  it('give the outcome of one away once', () => {
    const recent = createRecentDecisions(8);
    expect(recent.takeOutcome('dec_1')).toBe(false);
    recent.remember('dec_1', decision);
    expect(recent.find('dec_1')).toBe(decision);
    expect([recent.takeOutcome('dec_1'), recent.takeOutcome('dec_1')]).toEqual([true, false]);
  });

  it('forget the oldest, whose outcome is then looked for in the table', () => {
    const recent = createRecentDecisions(2);
    for (const id of ['dec_1', 'dec_2', 'dec_3']) recent.remember(id, { ...decision });
    expect(recent.find('dec_1')).toBeUndefined();
    expect(recent.takeOutcome('dec_1')).toBe(false);
    expect(recent.takeOutcome('dec_3')).toBe(true);
  });
});
