import { describe, expect, it } from 'vitest';
import { operationalModes } from '../../src/standing/mode.ts';
import { isSampled } from '../../src/standing/sampling.ts';

const ids = Array.from({ length: 20_000 }, (_, i) => `dec_${i.toString(16).padStart(30, '0')}`);
const share = (mode: (typeof operationalModes)[number], riskGrade: 'L1' | 'L2' | 'L3') =>
  ids.filter((decisionId) => isSampled({ decisionId, mode, riskGrade })).length / ids.length;

describe('the sample', () => {
  it('takes in the share that the decision contract gives to mode and grade', () => {
    const shares = operationalModes.map((mode) => [share(mode, 'L1'), share(mode, 'L2'), share(mode, 'L3')]);
    const wanted = [
      [1, 1, 1],
      [0.1, 1, 1],
      [0, 1, 1],
      [0.5, 0.5, 1],
    ];
    for (const [at, row] of wanted.entries())
      for (const [grade, expected] of row.entries()) {
        const found = shares[at]?.[grade] ?? -1;
        // Four standard deviations; the ends hold exactly.
        const spread = 4 * Math.sqrt((expected * (1 - expected)) / ids.length);
        expect(Math.abs(found - expected)).toBeLessThanOrEqual(spread);
      }
  });

  it('is the same for one decision however often it is asked for, and grows with the share', () => {
    for (const decisionId of ids.slice(0, 500)) {
      const lean = isSampled({ decisionId, mode: 'lean', riskGrade: 'L1' });
      expect(isSampled({ decisionId, mode: 'lean', riskGrade: 'L1' })).toBe(lean);
      if (lean) expect(isSampled({ decisionId, mode: 'safe', riskGrade: 'L1' })).toBe(true);
    }
  });
});
