import { hash } from 'node:crypto';
import type { RiskGrade } from '@zoqore/risk';
import type { OperationalMode } from './mode.ts';

const shares: Readonly<Record<OperationalMode, Readonly<Record<RiskGrade, number>>>> = {
  normal: { L1: 1, L2: 1, L3: 1 },
  lean: { L1: 0.1, L2: 1, L3: 1 },
  surge: { L1: 0, L2: 1, L3: 1 },
  safe: { L1: 0.5, L2: 0.5, L3: 1 },
};

/**
 * Whether what followed this decision is taken as verified. Always the same for one decision: the first 48 bits of
 * SHA-256 over its id, which the runtime drew, are compared with the share of its grade.
 */
export function isSampled(decision: {
  readonly decisionId: string;
  readonly riskGrade: RiskGrade;
  readonly mode: OperationalMode;
}): boolean {
  const share = shares[decision.mode][decision.riskGrade];
  return Number.parseInt(hash('sha256', decision.decisionId).slice(0, 12), 16) < share * 2 ** 48;
}
