import type { CompiledPolicy, Actor } from '@zoqore/policy';
import type { RiskModel, Signal } from '@zoqore/risk';
import type { Approval } from './approval.ts';
import type { Halt } from './records.ts';
import type { ToolState } from './runtime.ts';

/** Everything about the world that one decision depends on, read once. */
export interface Facts {
  readonly policy: CompiledPolicy;
  readonly policyVersion: string;
  readonly riskModel: RiskModel;
  readonly actor: Actor;
  /** The halt that covers this actor, if any. */
  readonly halt: Halt | undefined;
  /** The approval that the request cites, or that waits for the same intent. */
  readonly approval: Approval | undefined;
  readonly toolState: ToolState | undefined;
  /** What the world knows of the request beyond its own text: novelty, trust, the tool's standing. */
  readonly signals: readonly Signal[];
  readonly isNovel: boolean;
  /** Allowances of this actor under each rule in the last minute. */
  readonly recentAllowances: (rule: string) => number;
  /** Epoch milliseconds. */
  readonly now: number;
}
