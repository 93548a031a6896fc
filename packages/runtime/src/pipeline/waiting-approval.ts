import { approvalStateAt } from '../standing/approval.ts';
import type { Approval } from '../standing/approval.ts';
import { newId } from '../core.ts';
import type { Core } from '../core.ts';
import { instant } from '../instant.ts';
import type { Facts } from './facts.ts';
import type { Inquiry, Judged } from './inquiry.ts';
import type { Standing } from '../standing/standing.ts';

/** An agent cannot bury the people who approve, nor can many: past this many waiting requests there are no more. */
const maxWaitingPerActor = 100;
const maxWaiting = 1_000;

export interface WaitingApproval {
  readonly approval: Approval;
  readonly isNew: boolean;
}

/** The approval that an ESCALATE waits for: the one already waiting for the same intent, or a new one. */
export function approvalFor(
  core: Core,
  { request, intent }: Inquiry,
  { facts, conclusion }: Judged,
  decisionId: string,
): WaitingApproval | undefined {
  const { standing } = core.view;
  const open = waitingApproval(standing, intent, facts);
  if (open?.state === 'pending') return { approval: open, isNew: false };
  // Those of an older policy take nobody's place: the agents were told to ask again.
  const pending = [...standing.approvals.values()].filter(
    (approval) =>
      approval.policyVersion === facts.policyVersion && approvalStateAt(approval, facts.now) === 'pending',
  );
  const own = pending.filter((approval) => approval.actorId === request.actorId);
  if (own.length >= maxWaitingPerActor || pending.length >= maxWaiting) return undefined;
  const approval: Approval = {
    id: newId(core, 'apr'),
    state: 'pending',
    actorId: request.actorId,
    action: request.action,
    targetPath: request.targetPath,
    intentDigest: intent,
    policyVersion: facts.policyVersion,
    riskGrade: conclusion.riskGrade,
    reasons: conclusion.reasons,
    matchedRules: conclusion.matchedRules,
    decisionId,
    index: -1,
    requestedAt: instant(facts.now),
    expiresAt: instant(facts.now + core.settings.approvalTtlMs),
  };
  return { approval, isNew: true };
}

/** The open approval for the same intent under the same policy, an approved one first. */
export function waitingApproval(
  standing: Standing,
  intent: string,
  { policyVersion, now }: Pick<Facts, 'policyVersion' | 'now'>,
): Approval | undefined {
  let pending: Approval | undefined;
  for (const id of standing.approvalsByIntent.get(intent) ?? []) {
    const approval = standing.approvals.get(id);
    if (approval?.policyVersion !== policyVersion) continue;
    const state = approvalStateAt(approval, now);
    if (state === 'approved') return approval;
    if (state === 'pending') pending = approval;
  }
  return pending;
}
