import type { FileSystem } from './file-system.ts';

/**
 * One stretch of an operation. Both ways may be cut off anywhere and are then done again from the start; `undo` also
 * comes when `run` never began.
 */
export interface Step<Plan> {
  readonly name: string;
  run(files: FileSystem, plan: Plan): Promise<void>;
  /** Leaves things as they were before `run`. */
  undo(files: FileSystem, plan: Plan): Promise<void>;
}

/** What must happen whole or not at all, whenever the machine stops. */
export interface Operation<Plan> {
  readonly kind: string;
  /** From what a caller or the journal holds. Throws when it is not a plan of this kind. */
  readonly parsePlan: (value: unknown) => Plan;
  /** Throws unless the plan fits what is there. Nothing has been changed yet, and nothing is undone. */
  admit(files: FileSystem, plan: Plan): Promise<void>;
  readonly steps: readonly Step<Plan>[];
}
