import type { TrustStage } from '@zoqore/policy';

/** Trust of actors, 0–1 (decision contract, "Trust of actors"). */
export interface TrustModel {
  readonly start: number;
  readonly success: number;
  readonly failure: number;
  readonly violation: number;
  /** While on probation, trust counts as at most this. */
  readonly probationFloor: number;
  readonly probationOutcomes: number;
  readonly probationDays: number;
  readonly kbtFrom: number;
  readonly ibtFrom: number;
}

export const defaultTrustModel: TrustModel = {
  start: 0.35,
  success: 0.05,
  failure: -0.1,
  violation: -0.25,
  probationFloor: 0.35,
  probationOutcomes: 5,
  probationDays: 30,
  kbtFrom: 0.5,
  ibtFrom: 0.8,
};

export interface TrustRecord {
  readonly trust: number;
  readonly verifiedOutcomes: number;
  /** Epoch milliseconds of the first outcome; undefined before. */
  readonly since: number | undefined;
}

/** The stage that policy sees. Probation ends with enough verified outcomes or enough time, whichever comes first. */
export function trustStage(record: TrustRecord | undefined, model: TrustModel, now: number): TrustStage {
  const score = record === undefined ? model.start : effectiveTrust(record, model, now);
  if (score >= model.ibtFrom) return 'IBT';
  return score >= model.kbtFrom ? 'KBT' : 'CBT';
}

function effectiveTrust(record: TrustRecord, model: TrustModel, now: number): number {
  const isOver =
    record.verifiedOutcomes >= model.probationOutcomes ||
    (record.since !== undefined && now - record.since >= model.probationDays * 86_400_000);
  return isOver ? record.trust : Math.min(record.trust, model.probationFloor);
}

/**
 * How an outcome moves trust. What an agent reports of itself can cost it trust and never earns any: only a surface
 * that saw the outcome (`isVerified`) raises it.
 */
export function trustChange(
  outcome: {
    readonly status: 'executed' | 'failed' | 'timed-out' | 'violation';
    readonly isVerified: boolean;
  },
  model: TrustModel,
): number {
  switch (outcome.status) {
    case 'executed':
      return outcome.isVerified ? model.success : 0;
    case 'failed':
    case 'timed-out':
      return model.failure;
    case 'violation':
      return model.violation;
    default:
      return outcome.status satisfies never;
  }
}

/** Trust after an outcome. Rounded: three rises of 0.05 from 0.35 make 0.5, which floating point alone does not. */
export function moveTrust(trust: number, change: number): number {
  return Math.min(1, Math.max(0, roundTrust(trust + change)));
}

/** Several changes as one: `min(high, max(low, trust + by))` is what `moveTrust` makes of them one by one. */
export interface TrustMove {
  readonly by: number;
  readonly low: number;
  readonly high: number;
}

export function joinMoves(changes: readonly number[]): TrustMove {
  let move: TrustMove = { by: 0, low: 0, high: 1 };
  for (const change of changes) {
    const { by, low, high } = move;
    move = { by: roundTrust(by + change), low: moveTrust(low, change), high: moveTrust(high, change) };
  }
  return move;
}

function roundTrust(trust: number): number {
  return Math.round(trust * 1e9) / 1e9;
}
