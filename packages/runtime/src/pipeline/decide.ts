import { limitKey } from './conclude.ts';
import { consider } from './consider.ts';
import type { Approval } from '../standing/approval.ts';
import type { Core } from '../core.ts';
import type { DecisionRequest } from '../request/decision-request.ts';
import { findApproval } from '../standing/standing.ts';
import type { Decided, Inquiry } from './inquiry.ts';
import { appendDecision } from './append-decision.ts';

/** Steps 2 to 6: consider (snapshot, assess, evaluate, conclude), append. */
export async function decide(core: Core, inquiry: Inquiry): Promise<Decided> {
  const { allowances, request } = inquiry;
  const cited = await citedApproval(core, request);
  const judged = consider(core, inquiry, { ...inquiry, cited });
  // Counted before the append, in the same turn as the count was read: callers side by side cannot pass a limit.
  if (judged.conclusion.outcome === 'ALLOW') {
    for (const limit of judged.limits) allowances.add(request.actorId, limitKey(limit), judged.facts.now);
  }
  return appendDecision(core, inquiry, judged);
}

async function citedApproval(core: Core, { approvalId }: DecisionRequest): Promise<Approval | undefined> {
  if (approvalId === undefined) return undefined;
  return core.view.standing.approvals.get(approvalId) ?? findApproval(core.database, approvalId);
}
