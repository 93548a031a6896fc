import { describe, expect, it } from 'vitest';
import {
  assess,
  defaultRiskModel,
  inspectNovelty,
  inspectTool,
  inspectTrust,
  missingSignal,
  riskModelSchema,
  type Signal,
} from '../src/index.ts';

const modelOf = (parts: object) => riskModelSchema.parse({ apiVersion: 'zoqore.dev/risk/v1', ...parts });

const signal = (id: string, grade: Signal['grade'], weight = 0.2): Signal => ({
  id,
  detector: 'path',
  grade,
  weight,
  confidence: 0.8,
  evidence: id,
});

describe('assess', () => {
  it('gives L2 and no confidence when nothing was seen', () => {
    expect(assess(defaultRiskModel, [])).toEqual({ grade: 'L2', score: 0, confidence: 0, factors: [] });
  });

  it('takes the strictest grade, the noisy-or of the weights and the lowest confidence', () => {
    const found = assess(defaultRiskModel, [
      signal('path.a', 'L1', 0.5),
      { ...signal('path.b', 'L3', 0.5), confidence: 0.3 },
    ]);
    expect(found).toMatchObject({ grade: 'L3', score: 0.75, confidence: 0.3 });
    expect(found.factors.map(({ id }) => id)).toEqual(['path.b', 'path.a']);
  });

  it('takes a threshold that is no number for reached', () => {
    const broken = { ...defaultRiskModel, thresholds: { L2: Number.NaN, L3: Number.NaN } };
    expect(assess(broken, [signal('path.a', 'L1')]).grade).toBe('L3');
  });

  it('does not let trust and novelty vouch for a request', () => {
    expect(assess(defaultRiskModel, inspectTrust('IBT')).grade).toBe('L2');
    expect(assess(defaultRiskModel, [...inspectTrust('IBT'), signal('path.a', 'L1')]).grade).toBe('L1');
  });

  it('follows overrides in both directions, but not for a detector that failed', () => {
    const model = {
      ...defaultRiskModel,
      overrides: { 'path.a': { grade: 'L1', weight: 0 }, 'path.unavailable': { grade: 'L1' } },
    } as const;
    expect(assess(model, [signal('path.a', 'L3')])).toMatchObject({ grade: 'L1', score: 0 });
    expect(assess(model, [missingSignal('path', 'it timed out')])).toMatchObject({
      grade: 'L3',
      confidence: 0,
    });
  });

  it('leaves a detector that is switched off out, but not that it failed', () => {
    const model = modelOf({ detectors: { path: false } });
    expect(assess(model, [signal('path.a', 'L3')])).toMatchObject({ grade: 'L2', score: 0, factors: [] });
    expect(assess(model, [missingSignal('path', 'it timed out')]).grade).toBe('L3');
    expect(
      assess(model, [signal('path.a', 'L3'), { ...signal('tool.a', 'L1'), detector: 'tool' }]).grade,
    ).toBe('L1');
  });

  it('raises the grade when the score reaches a threshold', () => {
    const model = modelOf({ thresholds: { L2: 0.3, L3: 0.6 } });
    expect(assess(model, [signal('path.a', 'L1', 0.2)]).grade).toBe('L1');
    expect(assess(model, [signal('path.a', 'L1', 0.4)]).grade).toBe('L2');
    expect(assess(model, [signal('path.a', 'L1', 0.4), signal('path.b', 'L1', 0.4)]).grade).toBe('L3');
  });

  it('counts a weight that is no number as certain and such a confidence as none', () => {
    expect(
      assess(defaultRiskModel, [{ ...signal('path.a', 'L1'), weight: Number.NaN, confidence: Number.NaN }]),
    ).toMatchObject({ score: 1, confidence: 0, grade: 'L3' });
  });
});

describe('what is known of the session', () => {
  it('grades firsts and bursts', () => {
    expect(inspectNovelty({})).toEqual([]);
    expect(
      inspectNovelty({ isNewTool: true, isNewTarget: true, isNewHost: true, recentPerMinute: 100 }).map(
        ({ id, grade }) => `${id} ${grade}`,
      ),
    ).toEqual(['novelty.new-tool L2', 'novelty.new-target L1', 'novelty.new-host L2', 'novelty.busy L2']);
    expect(inspectNovelty({ recentPerMinute: Number.NaN })).toMatchObject([{ grade: 'L3' }]);
    expect(inspectNovelty({ recentPerMinute: 301 })).toMatchObject([{ id: 'novelty.burst' }]);
  });

  it('weighs the less proven actor more', () => {
    const weights = (['CBT', 'KBT', 'IBT'] as const).map((stage) => inspectTrust(stage)[0]?.weight ?? -1);
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    expect(inspectTrust('ROOT' as 'IBT')).toMatchObject([{ grade: 'L2' }]);
  });

  it('lets hints of a tool raise and never lower', () => {
    expect(
      inspectTool({ isKnown: true, definitionChanged: false, annotations: { readOnlyHint: true } }),
    ).toEqual([]);
    expect(
      inspectTool({ isKnown: false, definitionChanged: false, annotations: { readOnlyHint: true } }),
    ).toMatchObject([{ grade: 'L2' }]);
    expect(
      inspectTool({ isKnown: false, definitionChanged: false, annotations: { destructiveHint: true } }),
    ).toMatchObject([{ grade: 'L2' }, { grade: 'L3' }]);
    expect(
      inspectTool({ isKnown: true, definitionChanged: true, annotations: { openWorldHint: true } }),
    ).toMatchObject([{ grade: 'L3' }, { grade: 'L2' }]);
    expect(
      inspectTool({ isKnown: true, definitionChanged: false, descriptionMarks: ['content.injection-tool'] }),
    ).toMatchObject([
      {
        id: 'tool.description-marks',
        grade: 'L2',
        evidence: expect.stringContaining('injection-tool') as string,
      },
    ]);
  });
});
