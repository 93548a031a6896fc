import type { RiskGrade } from './model.ts';

const RANK: Readonly<Record<RiskGrade, number>> = { L1: 1, L2: 2, L3: 3 };

/** Negative when `a` is milder than `b`, zero when equal, positive when stricter. */
export function compareGrades(a: RiskGrade, b: RiskGrade): number {
  return RANK[a] - RANK[b];
}

export function stricterGrade(a: RiskGrade, b: RiskGrade): RiskGrade {
  return compareGrades(a, b) >= 0 ? a : b;
}
