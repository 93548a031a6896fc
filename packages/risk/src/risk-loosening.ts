import { compareGrades } from './grade.ts';
import type { Detector, RiskModel } from './model.ts';
import { detectors } from './risk-model.ts';

/**
 * Where the second model may grade a request lower than the first, as places in the document, in order:
 * `overrides.path.credentials.grade`. None: no request is graded lower, whatever the detectors report.
 */
export function riskLoosening(before: RiskModel, after: RiskModel): readonly string[] {
  const ids = [...new Set([...Object.keys(before.overrides), ...Object.keys(after.overrides)])].toSorted();
  return [
    ...detectors.filter((name) => isLooser(name, before, after)).map((name) => `detectors.${name}`),
    ...ids.flatMap((id) => [
      ...(mayGradeLower(id, before, after) ? [`overrides.${id}.grade`] : []),
      ...(mayWeighLess(id, before, after) ? [`overrides.${id}.weight`] : []),
    ]),
    ...(['L2', 'L3'] as const)
      .filter((grade) => after.thresholds[grade] > before.thresholds[grade])
      .map((grade) => `thresholds.${grade}`),
  ];
}

/**
 * A detector that no longer counts, and one that begins to: by looking at the request it can lift the L2 that stands
 * where nobody looked. Trust and novelty tell of the actor alone, and lift nothing.
 */
function isLooser(name: Detector, before: RiskModel, after: RiskModel): boolean {
  const did = before.detectors[name] !== false;
  const does = after.detectors[name] !== false;
  return did ? !does : does && name !== 'trust' && name !== 'novelty';
}

/** Without an override a finding has the grade that the detector gives it, which may be any. */
function mayGradeLower(id: string, before: RiskModel, after: RiskModel): boolean {
  const was = of(before, id)?.grade;
  const is = of(after, id)?.grade;
  if (was === is) return false;
  return compareGrades(is ?? 'L1', was ?? 'L3') < 0;
}

function mayWeighLess(id: string, before: RiskModel, after: RiskModel): boolean {
  const was = of(before, id)?.weight;
  const is = of(after, id)?.weight;
  return was !== is && (is ?? 0) < (was ?? 1);
}

function of({ overrides }: RiskModel, id: string): RiskModel['overrides'][string] | undefined {
  return Object.hasOwn(overrides, id) ? overrides[id] : undefined;
}
