import type { Approval } from '../standing/approval.ts';
import { limitKey } from './conclude.ts';
import type { Core } from '../core.ts';
import type { DecisionRequest } from '../request/decision-request.ts';
import { RuntimeError } from '../errors.ts';
import { findApproval } from '../standing/standing.ts';
import { snapshot } from './snapshot.ts';
import type { Decided, Inquiry } from './inquiry.ts';
import { judge } from './judge.ts';
import { appendDecision } from './append-decision.ts';

/** Steps 2 to 6: snapshot, judge (assess, evaluate, conclude), append. */
export async function decide(core: Core, inquiry: Inquiry): Promise<Decided> {
  const cited = await citedApproval(core, inquiry.request);
  const { allowances, request } = inquiry;
  const facts = snapshot(core, { ...inquiry, cited });
  if (facts === undefined) {
    throw new RuntimeError({ code: 'NOT_INITIALIZED', message: 'no policy is in force yet' });
  }
  const judged = judge(inquiry, facts, allowances);
  // Counted before the append, in the same turn as the count was read: callers side by side cannot pass a limit.
  if (judged.conclusion.outcome === 'ALLOW') {
    for (const limit of judged.limits) allowances.add(request.actorId, limitKey(limit), facts.now);
  }
  return appendDecision(core, inquiry, judged);
}

async function citedApproval(core: Core, { approvalId }: DecisionRequest): Promise<Approval | undefined> {
  if (approvalId === undefined) return undefined;
  return core.view.standing.approvals.get(approvalId) ?? findApproval(core.database, approvalId);
}
