import type { Companion, EntryDraft } from '@zoqore/ledger';
import { evaluate } from '@zoqore/policy';
import type { PolicyInput } from '@zoqore/policy';
import { assess } from '@zoqore/risk';
import type { Assessment } from '@zoqore/risk';
import type { Allowances } from './allowances.ts';
import { approvalStateAt } from './approval.ts';
import type { Approval } from './approval.ts';
import type { ApprovalRequestRow, ApprovalUseRow } from './companions/approval.ts';
import type { DecisionRow } from './companions/decision.ts';
import { saltBytes } from './commitment.ts';
import { conclude, limitKey } from './conclude.ts';
import type { Conclusion } from './conclude.ts';
import { newId } from './core.ts';
import type { Core } from './core.ts';
import type { Credential } from './credential.ts';
import { answerOf, decisionDraft } from './decision-entry.ts';
import type { DecisionMaterial } from './decision-entry.ts';
import type { Answer } from './decision.ts';
import type { DecisionRequest } from './decision-request.ts';
import type { Description } from './describe.ts';
import { RuntimeError } from './errors.ts';
import type { Facts } from './facts.ts';
import { record } from './record.ts';
import type { Grounds, LimitCount } from './recorded-facts.ts';
import { newUses, snapshot, waitingApproval } from './snapshot.ts';
import { instant } from './instant.ts';
import { dropApproval, findApproval, putApproval, putUses } from './standing.ts';

/** One request on its way through the pipeline. */
export interface Inquiry {
  readonly request: DecisionRequest;
  readonly intent: string;
  readonly requestKey: string;
  readonly fingerprint: string;
  readonly description: Description;
  readonly credential: Credential;
  readonly surface: string;
  readonly findApproval: boolean;
  readonly allowances: Allowances;
  /** Index of the earlier decision under this id that no longer stands, or −1. */
  readonly supersedes: number;
}

export type Decided =
  | { readonly outcome: 'decided'; readonly answer: Answer; readonly conclusion: Conclusion }
  /** Another decision already answers this request id. */
  | { readonly outcome: 'standing'; readonly index: number; readonly fingerprint: string }
  /** The world moved between snapshot and append: the same request is to be decided again. */
  | { readonly outcome: 'again' };

/** Steps 2 to 6: snapshot, assess, evaluate, conclude, append. */
export async function decide(core: Core, inquiry: Inquiry): Promise<Decided> {
  const cited = await citedApproval(core, inquiry.request);
  const { allowances, request } = inquiry;
  const facts = snapshot(core, { ...inquiry, cited });
  if (facts === undefined) {
    throw new RuntimeError({ code: 'NOT_INITIALIZED', message: 'no policy is in force yet' });
  }
  const assessment = assess(facts.riskModel, [...inquiry.description.signals, ...facts.signals]);
  const input = policyInput(inquiry, facts, assessment);
  const verdict = evaluate(facts.policy, input);
  const limits: readonly LimitCount[] = verdict.obligations.some((obligation) => obligation.type === 'limit')
    ? [{ rules: verdict.rules, count: allowances.count(request.actorId, limitKey(verdict), facts.now) }]
    : [];
  const recentAllowances = limits[0]?.count ?? 0;
  const conclusion = conclude({ ...inquiry, facts, assessment, verdict, recentAllowances });
  // Counted before the append, in the same turn as the count was read: callers side by side cannot pass a limit.
  if (conclusion.outcome === 'ALLOW' && limits.length > 0) {
    allowances.add(request.actorId, limitKey(verdict), facts.now);
  }
  return append(core, inquiry, { facts, assessment, input, conclusion, limits });
}

type Judged = Omit<Grounds, 'request' | 'intent'>;

/** What policy reads. @see the decision contract, "From a request to what policy sees" */
export function policyInput(
  { request, description }: Pick<Inquiry, 'request' | 'description'>,
  facts: Facts,
  assessment: Assessment,
): PolicyInput {
  return {
    actor: facts.actor,
    action: request.action,
    resources: description.resources,
    labels: [],
    context: request.context ?? {},
    risk: assessment.grade,
    now: facts.now,
    ...(description.tool === undefined ? {} : { tool: description.tool }),
    ...(request.content === undefined ? {} : { content: request.content }),
    ...(description.session === undefined ? {} : { session: description.session }),
  };
}

async function append(core: Core, inquiry: Inquiry, judged: Judged): Promise<Decided> {
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
  const companions = companionsOf(core, inquiry, material, { waiting, uses });
  const draft = decisionDraft(material, 'full');
  // Put up before the append, in the turn in which it was counted: callers side by side share it, or are refused it.
  if (waiting?.isNew === true)
    core.view.change((standing) => putApproval(standing, waiting.approval, facts.now));
  const takeBack = (): void => {
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
  });
  if (waiting?.isNew === true) {
    core.view.change((standing) => putApproval(standing, { ...waiting.approval, index }, facts.now));
  }
  if (uses.length > 0) core.view.change((standing) => putUses(standing, inquiry.request.actorId, uses));
  return {
    outcome: 'decided',
    answer: answerOf(used, result.receipt, core.settings.approvalUrl),
    conclusion,
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

/** An agent cannot bury the people who approve, nor can many: past this many waiting requests there are no more. */
const maxWaitingPerActor = 100;
const maxWaiting = 1_000;

interface WaitingApproval {
  readonly approval: Approval;
  readonly isNew: boolean;
}

/** The approval that an ESCALATE waits for: the one already waiting for the same intent, or a new one. */
function approvalFor(
  core: Core,
  { request, intent }: Inquiry,
  { facts, conclusion }: Judged,
  decisionId: string,
): WaitingApproval | undefined {
  const { standing } = core.view;
  const open = waitingApproval(standing, intent, facts.now);
  if (open?.state === 'pending' && open.policyVersion === facts.policyVersion)
    return { approval: open, isNew: false };
  const pending = [...standing.approvals.values()].filter(
    (approval) => approvalStateAt(approval, facts.now) === 'pending',
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

function companionsOf(
  core: Core,
  inquiry: Inquiry,
  { facts, conclusion, decisionId, salt }: DecisionMaterial,
  made: { waiting: WaitingApproval | undefined; uses: readonly string[] },
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
    companions.push({ kind: 'approval-request', row: approvalRow(made.waiting.approval) });
  }
  for (const what of made.uses) companions.push({ kind: 'seen', row: { actorId: request.actorId, what } });
  return companions;
}

function approvalRow(approval: Approval): ApprovalRequestRow {
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
    decisionId: approval.decisionId,
    requestedAt: Date.parse(approval.requestedAt),
    expiresAt: Date.parse(approval.expiresAt),
  };
}

async function citedApproval(core: Core, { approvalId }: DecisionRequest): Promise<Approval | undefined> {
  if (approvalId === undefined) return undefined;
  return core.view.standing.approvals.get(approvalId) ?? findApproval(core.database, approvalId);
}
