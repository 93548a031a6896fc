import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assess,
  defaultRiskModel,
  type Detector,
  type RiskGrade,
  riskLoosening,
  type RiskModel,
  type Signal,
} from '../src/index.ts';

const options = { seed: 20_261_125, numRuns: Number(process.env['FC_RUNS'] ?? 2_000) };
const detectors: readonly Detector[] = ['path', 'shell', 'trust', 'novelty'];
const grade = fc.constantFrom<RiskGrade>('L1', 'L2', 'L3');
const share = fc.constantFrom(0, 0.1, 0.3, 0.5, 0.9, 1);
const id = fc
  .tuple(fc.constantFrom(...detectors), fc.constantFrom('a', 'b', 'unavailable'))
  .map(([detector, finding]) => `${detector}.${finding}`);

const signal: fc.Arbitrary<Signal> = fc
  .record({ id, grade, weight: share, confidence: share, evidence: fc.constantFrom('x', 'y') })
  .map((parts) => ({ ...parts, detector: parts.id.slice(0, parts.id.indexOf('.')) as Detector }));

const model: fc.Arbitrary<RiskModel> = fc.record({
  detectors: fc.dictionary(fc.constantFrom(...detectors), fc.boolean(), { maxKeys: 3 }),
  overrides: fc.dictionary(id, fc.record({ grade, weight: share }, { requiredKeys: [] }), { maxKeys: 3 }),
  thresholds: fc.record({ L2: share, L3: share }),
});

/** Close to another one, so that a good part of the pairs is not looser. */
const changed = (before: RiskModel): fc.Arbitrary<RiskModel> =>
  fc.tuple(model, fc.integer({ min: 0, max: 7 })).map(([other, from]) => ({
    detectors: (from & 1) === 0 ? before.detectors : other.detectors,
    overrides: (from & 2) === 0 ? before.overrides : other.overrides,
    thresholds: (from & 4) === 0 ? before.thresholds : other.thresholds,
  }));

describe('a model that is not looser', () => {
  it('grades no request lower, whatever the detectors report', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        model.chain((before) => fc.tuple(fc.constant(before), changed(before))),
        fc.array(signal, { maxLength: 6 }),
        ([before, after], signals) => {
          if (riskLoosening(before, after).length > 0) return;
          compared++;
          expect(assess(after, signals).grade >= assess(before, signals).grade).toBe(true);
        },
      ),
      options,
    );
    expect(compared).toBeGreaterThan(options.numRuns / 10);
  });
});

describe('looser is', () => {
  it.each<[string, Partial<RiskModel>, Partial<RiskModel>, readonly string[]]>([
    ['nothing that is the same', {}, {}, []],
    ['a detector switched off', {}, { detectors: { shell: false } }, ['detectors.shell']],
    ['a detector that begins to vouch', { detectors: { path: false } }, {}, ['detectors.path']],
    ['not a detector that only adds', { detectors: { novelty: false } }, {}, []],
    ['a finding graded lower', {}, { overrides: { 'path.a': { grade: 'L2' } } }, ['overrides.path.a.grade']],
    ['not one graded L3', {}, { overrides: { 'path.a': { grade: 'L3' } } }, []],
    [
      'one that loses what raised it',
      { overrides: { 'path.a': { grade: 'L3', weight: 1 } } },
      {},
      ['overrides.path.a.grade', 'overrides.path.a.weight'],
    ],
    ['not one that loses what lowered it', { overrides: { 'path.a': { grade: 'L1', weight: 0 } } }, {}, []],
    ['a threshold raised', { thresholds: { L2: 0.3, L3: 0.9 } }, {}, ['thresholds.L2', 'thresholds.L3']],
  ])('%s', (_, before, after, places) => {
    expect(riskLoosening({ ...defaultRiskModel, ...before }, { ...defaultRiskModel, ...after })).toEqual(
      places,
    );
  });
});
