import { compareGrades, stricterGrade } from './grade.ts';
import type { Assessment, RiskGrade, RiskModel, Signal } from './model.ts';

const MAX_FACTORS = 64;

/**
 * Grades a request from everything that the detectors of the model reported: the strictest grade after the model's
 * overrides, raised by the model's score thresholds; at least L2 when no factor is about the request itself. The score is
 * the noisy-or of the weights. The answer does not depend on the order or on repetition of the signals, and adding a
 * signal to one about the request never lowers grade or score. A factor that stands in for a detector (`*.unavailable`)
 * can be neither overridden nor switched off. At most 64 factors are kept, the strongest.
 */
export function assess(model: RiskModel, signals: readonly Signal[]): Assessment {
  const factors = distinct(
    signals
      .filter((signal) => counts(model, signal))
      .map((signal) => withOverride(model, signal))
      .sort(strongestFirst),
  );
  let grade: RiskGrade = factors.some(isAboutRequest) ? 'L1' : 'L2';
  let remainder = 1;
  let confidence = 1;
  for (const factor of factors) {
    grade = stricterGrade(grade, factor.grade);
    remainder *= 1 - factor.weight;
    confidence = Math.min(confidence, factor.confidence);
  }
  const score = 1 - remainder;
  if (factors.length > 0) {
    // A threshold that is no number is reached.
    if (!(score < model.thresholds.L3)) grade = 'L3';
    else if (!(score < model.thresholds.L2)) grade = stricterGrade(grade, 'L2');
  }
  return {
    grade,
    score,
    confidence: factors.length === 0 ? 0 : confidence,
    factors: factors.slice(0, MAX_FACTORS),
  };
}

/** Trust and novelty tell of the actor; they cannot vouch for a request that nobody has looked at. */
function isAboutRequest(factor: Signal): boolean {
  return factor.detector !== 'trust' && factor.detector !== 'novelty';
}

function counts({ detectors }: RiskModel, signal: Signal): boolean {
  return detectors[signal.detector] !== false || isStandIn(signal);
}

function isStandIn({ id }: Signal): boolean {
  return id.endsWith('.unavailable');
}

function withOverride(model: RiskModel, signal: Signal): Signal {
  const override =
    !isStandIn(signal) && Object.hasOwn(model.overrides, signal.id) ? model.overrides[signal.id] : undefined;
  return {
    ...signal,
    grade: override?.grade ?? signal.grade,
    weight: share(override?.weight ?? signal.weight, 1),
    confidence: share(signal.confidence, 0),
  };
}

function share(value: number, otherwise: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : otherwise;
}

/** Of signals in order: what is said twice stands beside itself. */
function distinct(ordered: readonly Signal[]): readonly Signal[] {
  return ordered.filter((signal, at) => {
    const before = ordered[at - 1];
    return before === undefined || strongestFirst(before, signal) !== 0;
  });
}

function strongestFirst(a: Signal, b: Signal): number {
  return (
    compareGrades(b.grade, a.grade) ||
    b.weight - a.weight ||
    compareText(a.id, b.id) ||
    compareText(a.evidence, b.evidence) ||
    b.confidence - a.confidence ||
    compareText(a.detector, b.detector)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
