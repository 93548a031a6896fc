import type { TrustStage } from '@zoqore/policy';
import type { TrustModel } from './trust-model.ts';

/** What moved an actor's trust, and the entry that says so. */
export interface TrustEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly index: number;
  readonly cause: OutcomeStatus | 'reset' | 'capped' | 'cap-lifted';
  /** Of an outcome. */
  readonly change?: number;
  /** Of what an admin did: the name of the key, and why. */
  readonly by?: string;
  readonly reason?: string;
}

export type OutcomeStatus = 'executed' | 'failed' | 'timed-out' | 'violation';

/** What is kept of an actor's trust. */
export interface TrustRecord {
  /** The start and every move since, 0–1. */
  readonly trust: number;
  readonly verifiedOutcomes: number;
  /** Epoch milliseconds of the first outcome; undefined before. */
  readonly since: number | undefined;
  /** What an admin lets it count as at most. */
  readonly cap: number | undefined;
  /** Undefined before anything moved it. */
  readonly lastMove: TrustEvent | undefined;
}

/** What a record comes to now. */
export interface TrustStanding {
  /** 0–1. */
  readonly score: number;
  readonly stage: TrustStage;
  readonly isOnProbation: boolean;
}

/**
 * Probation ends with enough verified outcomes or enough time, whichever comes first. Until then the stage is CBT and the
 * score at least the floor; what fell below it counts once probation is over. A cap holds always.
 */
export function trustStanding(
  { trust, verifiedOutcomes, since, cap = 1 }: TrustRecord,
  { probation, stages }: TrustModel,
  now: number,
): TrustStanding {
  // A row that was altered or damaged is no reason to trust anybody.
  const known = trust >= 0 && trust <= 1 ? trust : 0;
  const isOnProbation =
    verifiedOutcomes < probation.outcomes &&
    (since === undefined || now - since < probation.days * 86_400_000);
  const score = Math.min(cap, isOnProbation ? Math.max(known, probation.floor) : known);
  const stage = isOnProbation || score < stages.KBT ? 'CBT' : score < stages.IBT ? 'KBT' : 'IBT';
  return { score, stage, isOnProbation };
}

/**
 * How an outcome moves trust. What an agent reports of itself can cost it trust and never earns any: only a surface
 * that saw the outcome (`isVerified`) raises it.
 */
export function trustChange(
  outcome: { readonly status: OutcomeStatus; readonly isVerified: boolean },
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
