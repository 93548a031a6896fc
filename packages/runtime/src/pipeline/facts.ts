import type { CompiledPolicy, Actor } from '@zoqore/policy';
import type { Signal } from '@zoqore/risk';
import type { Approval } from '../standing/approval.ts';
import type { Halt } from '../standing/halt.ts';
import type { OperationalMode } from '../standing/mode.ts';
import type { Models } from '../standing/models.ts';
import type { ToolState } from '../governance.ts';

/** Everything about the world that one decision depends on, read once. */
export interface Facts {
  readonly policy: CompiledPolicy;
  readonly policyVersion: string;
  readonly models: Models;
  /** How many outcomes are taken as verified: what follows this decision is judged by it. */
  readonly mode: OperationalMode;
  readonly actor: Actor;
  /** The halt that covers this actor or the key that asks, if any. */
  readonly halt: Halt | undefined;
  /** The approval that the request cites, or that waits for the same intent. */
  readonly approval: Approval | undefined;
  readonly toolState: ToolState | undefined;
  /** What the world knows of the request beyond its own text: novelty, trust, the tool's standing. */
  readonly signals: readonly Signal[];
  readonly isNovel: boolean;
  /** Of the session, sorted. */
  readonly labels: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
}
