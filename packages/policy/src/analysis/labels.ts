import type { Effort } from './effort.ts';
import type { Found } from './words.ts';

export interface LabelsLiteral {
  readonly labels: readonly string[];
  /** Whether one of them must be held, or each. */
  readonly quantifier: 'any' | 'all';
  readonly holds: boolean;
}

/** Each clause needs one of its labels held, or one of them not held. */
interface Clause {
  readonly labels: readonly string[];
  readonly isHeld: boolean;
}

/** The fewest labels that meet every literal. */
export function findLabels(literals: readonly LabelsLiteral[], effort: Effort): Found<readonly string[]> {
  const clauses = literals.flatMap(({ labels, quantifier, holds }): Clause[] => {
    // Any of them, or, in the negative, not all of them: one clause. Otherwise one for each label.
    const isOne = (quantifier === 'any') === holds;
    return isOne ? [{ labels, isHeld: holds }] : labels.map((label) => ({ labels: [label], isHeld: holds }));
  });
  const held = new Map<string, boolean>();
  const result = settle(clauses, held, effort);
  if (result !== 'found') return { status: result };
  return { status: 'found', value: [...held].flatMap(([label, isHeld]) => (isHeld ? [label] : [])) };
}

function settle(
  clauses: readonly Clause[],
  held: Map<string, boolean>,
  effort: Effort,
): 'found' | 'none' | 'unknown' {
  const open = clauses.filter(({ labels, isHeld }) => !labels.some((label) => held.get(label) === isHeld));
  if (open.length === 0) return 'found';
  if (!effort.spend(open.length)) return 'unknown';
  const free = open.map(({ labels, isHeld }) => ({
    isHeld,
    labels: labels.filter((label) => !held.has(label)),
  }));
  const [tightest] = free.toSorted((left, right) => left.labels.length - right.labels.length);
  let outcome: 'none' | 'unknown' = 'none';
  for (const label of tightest?.labels ?? []) {
    held.set(label, tightest?.isHeld ?? false);
    const result = settle(open, held, effort);
    if (result === 'found') return 'found';
    if (result === 'unknown') outcome = 'unknown';
    held.delete(label);
  }
  return outcome;
}
