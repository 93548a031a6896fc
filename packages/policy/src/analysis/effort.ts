/**
 * How much may still be spent on a question, counted in steps and not in time, so that the same question has the
 * same answer on every machine. What is not decided when it is used up is answered with *maybe*.
 */
export interface Effort {
  /** True as long as something is left after this many steps. */
  spend(steps: number): boolean;
  readonly isSpent: boolean;
}

/** Part of another effort, where one is given: what it spends is spent there as well. */
export function effortOf(steps: number, whole?: Effort): Effort {
  let left = steps;
  return {
    spend(count) {
      left -= count;
      return (whole?.spend(count) ?? true) && left > 0;
    },
    get isSpent() {
      return left <= 0 || whole?.isSpent === true;
    },
  };
}
