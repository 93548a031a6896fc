import type { Receipt } from '@zoqore/ledger';
import type { Action } from '@zoqore/policy';
import type { RiskGrade } from '@zoqore/risk';
import type { Answer } from './decision.ts';
import type { Credential } from './credential.ts';

/** A kind of thing that a result held: the id of a signal of the content detector, and the grade it justifies. */
export interface OutcomeFinding {
  readonly id: string;
  readonly grade: RiskGrade;
}

/** What happened after an ALLOW. */
export interface OutcomeReport {
  readonly decisionId: string;
  readonly status: 'executed' | 'failed' | 'timed-out' | 'violation';
  /** SHA-256 of the result, hex. */
  readonly resultDigest?: string;
  /** One line, at most 500 characters. */
  readonly detail?: string;
  readonly durationMs?: number;
  /** What the result was found to hold, whether or not the client saw it; at most 16. */
  readonly findings?: readonly OutcomeFinding[];
}

/** How a tool's description and schema compare with what was first seen. */
export type ToolState = 'first-seen' | 'known' | 'changed';

/** The part of the runtime that a surface (gateway, proxy, hook) needs. */
export interface Governance {
  /** The credential that a key proves, or undefined. Costs the same for every wrong key. */
  authenticate(presentedKey: string): Credential | undefined;
  /**
   * Parses, decides and records one request. `request` is the wire shape of `POST /evaluate`; `context.tool`,
   * `context.session` and `context.cwd` are read where present.
   * @throws RuntimeError VALIDATION_ERROR, ACTOR_FORBIDDEN, REPLAY_CONFLICT, LEDGER_UNAVAILABLE, NOT_INITIALIZED
   */
  decide(credential: Credential, request: unknown, options?: DecideOptions): Promise<Answer>;
  /**
   * Refuses an actor that the credential may not speak for, and records the attempt: for what a surface answers without
   * a decision. `decide` does the same by itself.
   * @throws RuntimeError ACTOR_FORBIDDEN, LEDGER_UNAVAILABLE
   */
  requireActor(
    credential: Credential,
    claim: { readonly actorId: string; readonly surface: Surface },
  ): Promise<void>;
  /** Records what followed an ALLOW, once for each decision. */
  recordOutcome(
    credential: Credential,
    report: OutcomeReport,
    options?: { readonly isVerified?: boolean },
  ): Promise<Receipt>;
  /** False only if no call of this tool by this actor could be allowed or approved under the policy in force. */
  couldPermit(
    actorId: string,
    tool: { readonly server: string; readonly name: string; readonly action: Action },
  ): boolean;
  /** Pins tools on first sight; a changed definition is recorded and makes its calls ESCALATE until accepted. */
  observeTools(
    server: string,
    tools: readonly { readonly name: string; readonly definitionDigest: string }[],
  ): Promise<ReadonlyMap<string, ToolState>>;
}

/** Which edge asks; recorded. */
export type Surface = 'http' | 'mcp';

export interface DecideOptions {
  /** `http` by default. */
  readonly surface?: Surface;
  /** Look for a waiting approval by intent digest when the request cites none. */
  readonly findApproval?: boolean;
}
