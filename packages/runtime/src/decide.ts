import { evaluate } from '@zoqore/policy';
import { assess } from '@zoqore/risk';
import type { Approval } from './approval.ts';
import { conclude, limitKey } from './conclude.ts';
import type { Core } from './core.ts';
import type { DecisionRequest } from './decision-request.ts';
import { RuntimeError } from './errors.ts';
import type { LimitCount } from './recorded-facts.ts';
import { findApproval } from './standing.ts';
import { snapshot } from './snapshot.ts';
import type { Decided, Inquiry } from './inquiry.ts';
import { policyInput } from './policy-input.ts';
import { appendDecision } from './append-decision.ts';

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
  return appendDecision(core, inquiry, { facts, assessment, input, conclusion, limits });
}

async function citedApproval(core: Core, { approvalId }: DecisionRequest): Promise<Approval | undefined> {
  if (approvalId === undefined) return undefined;
  return core.view.standing.approvals.get(approvalId) ?? findApproval(core.database, approvalId);
}
