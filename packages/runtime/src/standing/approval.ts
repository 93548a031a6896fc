import type { Action } from '@zoqore/policy';
import type { RiskGrade } from '@zoqore/risk';

/** `used` once a decision was allowed under it; `expired` is computed from the clock. */
export type ApprovalState = 'pending' | 'approved' | 'refused' | 'expired' | 'used';

/** A person's answer to one escalated request; binds the intent digest, the policy version, an expiry and one use. */
export interface Approval {
  readonly id: string;
  readonly state: ApprovalState;
  readonly actorId: string;
  readonly action: Action;
  readonly targetPath: string;
  readonly intentDigest: string;
  readonly policyVersion: string;
  readonly riskGrade: RiskGrade;
  readonly reasons: readonly string[];
  readonly matchedRules: readonly string[];
  /** The decision that asked for it. */
  readonly decisionId: string;
  /** Ledger index of that decision. */
  readonly index: number;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly decidedAt?: string;
  /** Name of the credential that decided. */
  readonly decidedBy?: string;
  readonly reason?: string;
  /** The decision that was allowed under it. */
  readonly usedBy?: string;
  /** Open, and asked under a policy version that is not the one in force: it cannot count. */
  readonly isOutdated?: true;
}

export interface ApprovalUse {
  readonly actorId: string;
  readonly intentDigest: string;
  readonly policyVersion: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type ApprovalObstacle =
  | 'unknown'
  | 'pending'
  | 'refused'
  | 'expired'
  | 'used'
  | 'for_another_request'
  | 'for_another_policy';

/** Why an approval does not allow this use, or undefined when it does. */
export function approvalObstacle(
  approval: Approval | undefined,
  use: ApprovalUse,
): ApprovalObstacle | undefined {
  if (approval === undefined) return 'unknown';
  // INVARIANT: identity before state, so that nobody learns the state of someone else's approval.
  if (approval.actorId !== use.actorId || approval.intentDigest !== use.intentDigest)
    return 'for_another_request';
  const state = approvalStateAt(approval, use.now);
  if (state !== 'approved') return state;
  return approval.policyVersion === use.policyVersion ? undefined : 'for_another_policy';
}

/** The approval as it stands at this moment: with the clock, and with the policy in force, applied. */
export function approvalAt(
  approval: Approval,
  { now, policyVersion }: { readonly now: number; readonly policyVersion: string | undefined },
): Approval {
  const state = approvalStateAt(approval, now);
  const isOpen = state === 'pending' || state === 'approved';
  return {
    ...approval,
    state,
    ...(isOpen && approval.policyVersion !== policyVersion ? { isOutdated: true } : {}),
  };
}

/** The state with the clock applied: what was not used in time has expired. */
export function approvalStateAt(approval: Approval, now: number): ApprovalState {
  const isOpen = approval.state === 'pending' || approval.state === 'approved';
  return isOpen && Date.parse(approval.expiresAt) <= now ? 'expired' : approval.state;
}
