import type { Companion, EntryDraft } from '@zoqore/ledger';
import type { Approval } from '../standing/approval.ts';
import { askedRequest } from '../request/asked-request.ts';
import type { ApprovalRequestRow, ApprovalUseRow } from '../companions/approval.ts';
import type { DecisionRow } from '../companions/decision.ts';
import type { SessionLabelsRow } from '../companions/session-labels.ts';
import { saltBytes } from '../entry/commitment.ts';
import { newId } from '../core.ts';
import type { Core } from '../core.ts';
import { answerOf, decisionDraft } from '../entry/decision-entry.ts';
import type { DecisionMaterial } from '../entry/decision-entry.ts';
import type { DecisionRequest } from '../request/decision-request.ts';
import { RuntimeError } from '../errors.ts';
import { record } from '../record.ts';
import { dropApproval, putApproval, putUses } from '../standing/standing.ts';
import { labelsToGive, putLabels, sessionKey } from '../standing/session-labels.ts';
import { newUses } from './snapshot.ts';
import type { Decided, Inquiry, Judged } from './inquiry.ts';
import { approvalFor } from './waiting-approval.ts';
import type { WaitingApproval } from './waiting-approval.ts';

/** Step 6: the entry and everything that stands or falls with it. */
export async function appendDecision(core: Core, inquiry: Inquiry, judged: Judged): Promise<Decided> {
  const { facts, conclusion } = judged;
  const decisionId = newId(core, 'dec');
  const waiting =
    conclusion.outcome === 'ESCALATE' ? approvalFor(core, inquiry, judged, decisionId) : undefined;
  const material: DecisionMaterial = {
    ...judged,
    decisionId,
    salt: core.random(saltBytes),
    request: inquiry.request,
    intent: inquiry.intent,
    credential: inquiry.credential,
    surface: inquiry.surface,
    approval: waiting?.approval,
    validUntil: facts.now + core.settings.replayWindowMs,
  };
  const uses = newUses(core.view.standing, inquiry.request.actorId, inquiry.description);
  const session = sessionLabels(core, inquiry, material);
  const companions = companionsOf(core, inquiry, material, { waiting, uses, session });
  const draft = decisionDraft(material, 'full');
  // Put up before the append, in the turn in which it was counted: callers side by side share it, or are refused it.
  if (waiting?.isNew === true)
    core.view.change((standing) => putApproval(standing, waiting.approval, facts.now));
  const release = core.pendingLabels.hold(inquiry.request.actorId, session?.given ?? []);
  const takeBack = (): void => {
    release();
    if (waiting?.isNew === true) core.view.change((standing) => dropApproval(standing, waiting.approval.id));
  };
  const { used, result } = await recordFitting(core, material, draft, companions).catch((error: unknown) => {
    takeBack();
    throw error;
  });
  if (result.outcome === 'refused') {
    takeBack();
    return refusal(core, result.by, result.claim);
  }
  const { index } = result.receipt;
  core.recentDecisions.remember(decisionId, {
    index,
    actorId: inquiry.request.actorId,
    outcome: conclusion.outcome,
    surface: inquiry.surface,
    riskGrade: conclusion.riskGrade,
    mode: facts.mode,
  });
  if (waiting?.isNew === true) {
    core.view.change((standing) => putApproval(standing, { ...waiting.approval, index }, facts.now));
  }
  if (uses.length > 0) core.view.change((standing) => putUses(standing, inquiry.request.actorId, uses));
  if (session !== undefined && session.given.length > 0) {
    core.view.change((standing) =>
      putLabels(standing.labels, { actorId: session.actorId, labels: session.given, now: facts.now }),
    );
  }
  release();
  return {
    outcome: 'decided',
    answer: answerOf(used, result.receipt, core.settings.approvalUrl),
  };
}

/** Facts that do not fit into a leaf are recorded in brief. */
async function recordFitting(
  core: Core,
  material: DecisionMaterial,
  draft: EntryDraft,
  companions: readonly Companion[],
): Promise<{ used: EntryDraft; result: Awaited<ReturnType<typeof record>> }> {
  try {
    return { used: draft, result: await record(core, draft, companions) };
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.details['ledger'] !== 'ENTRY_TOO_LARGE') throw error;
    const brief = decisionDraft(material, 'brief');
    return { used: brief, result: await record(core, brief, companions) };
  }
}

async function refusal(core: Core, by: string, claim: Readonly<Record<string, unknown>>): Promise<Decided> {
  const { index, fingerprint } = claim;
  if (by === 'decision' && typeof index === 'number' && typeof fingerprint === 'string') {
    return { outcome: 'standing', index, fingerprint };
  }
  await core.view.reload();
  return { outcome: 'again' };
}

function companionsOf(
  core: Core,
  inquiry: Inquiry,
  { facts, conclusion, decisionId, salt }: DecisionMaterial,
  made: {
    waiting: WaitingApproval | undefined;
    uses: readonly string[];
    session: SessionLabelsRow | undefined;
  },
): Companion[] {
  const { request } = inquiry;
  const row: DecisionRow = {
    requestKey: inquiry.requestKey,
    fingerprint: inquiry.fingerprint,
    intentDigest: inquiry.intent,
    salt: Buffer.from(salt).toString('hex'),
    actorId: request.actorId,
    action: request.action,
    outcome: conclusion.outcome,
    riskGrade: conclusion.riskGrade,
    at: facts.now,
    windowStart: facts.now - core.settings.replayWindowMs,
    supersedes: inquiry.supersedes,
  };
  const companions: Companion[] = [{ kind: 'decision', row }];
  if (conclusion.approvalUsed !== undefined) {
    const use: ApprovalUseRow = { id: conclusion.approvalUsed, usedBy: decisionId, now: facts.now };
    companions.push({ kind: 'approval-use', row: use });
  }
  if (made.waiting?.isNew === true) {
    companions.push({ kind: 'approval-request', row: approvalRow(made.waiting.approval, request) });
  }
  if (made.session !== undefined) companions.push({ kind: 'session-labels', row: made.session });
  for (const what of made.uses) companions.push({ kind: 'seen', row: { actorId: request.actorId, what } });
  return companions;
}

/** What the session is given; where others decide too and policy reads labels, also what the decision was judged under. */
function sessionLabels(
  core: Core,
  { request: { actorId }, description }: Inquiry,
  { facts, marks }: Judged,
): SessionLabelsRow | undefined {
  const session = sessionKey(description.session);
  // What another decision is giving right now is given once more: that one may yet fail.
  const given = labelsToGive(core.view.standing.labels.get(actorId), {
    session,
    labels: marks,
    now: facts.now,
  });
  const isClaimed = facts.policy.readsLabels && !core.database.isExclusive;
  if (given.length === 0 && !isClaimed) return undefined;
  return { actorId, session, at: facts.now, held: facts.labels, given: given.map((one) => ({ ...one })) };
}

function approvalRow(approval: Approval, request: DecisionRequest): ApprovalRequestRow {
  return {
    id: approval.id,
    actorId: approval.actorId,
    action: approval.action,
    targetPath: approval.targetPath,
    intentDigest: approval.intentDigest,
    policyVersion: approval.policyVersion,
    riskGrade: approval.riskGrade,
    reasons: JSON.stringify(approval.reasons),
    matchedRules: JSON.stringify(approval.matchedRules),
    request: JSON.stringify(askedRequest(request)),
    decisionId: approval.decisionId,
    requestedAt: Date.parse(approval.requestedAt),
    expiresAt: Date.parse(approval.expiresAt),
  };
}
