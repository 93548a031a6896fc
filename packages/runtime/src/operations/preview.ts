import { explain } from '@zoqore/policy';
import type { Explanation, Verdict } from '@zoqore/policy';
import type { Assessment } from '@zoqore/risk';
import type { Allowances } from '../pipeline/allowances.ts';
import { maySpeakFor, requireScope } from '../authorize.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import type { Decision } from '../decision.ts';
import { parseDecisionRequest } from '../request/decision-request.ts';
import { describe } from '../request/describe.ts';
import { RuntimeError } from '../errors.ts';
import { intentDigest } from '../request/intent.ts';
import { judge } from '../pipeline/judge.ts';
import { snapshot } from '../pipeline/snapshot.ts';
import { findApproval } from '../standing/standing.ts';

/** What a request would be answered now, and why; nothing is recorded, counted or used up, and no approval is asked for. */
export interface Preview {
  readonly decision: Decision;
  readonly verdict: Verdict;
  readonly explanation: Explanation;
  readonly assessment: Assessment;
}

/** Steps 1 to 5 as for `POST /evaluate`, the append left out. @throws RuntimeError */
export async function preview(
  core: Core,
  allowances: Pick<Allowances, 'count'>,
  credential: Credential,
  raw: unknown,
): Promise<Preview> {
  requireScope(credential, 'decide', 'admin');
  const request = parseDecisionRequest(raw);
  if (!credential.scopes.includes('admin') && !maySpeakFor(credential, request.actorId)) {
    throw new RuntimeError({
      code: 'ACTOR_FORBIDDEN',
      message: `the key \`${credential.name}\` may not speak for the actor \`${request.actorId}\``,
    });
  }
  const question = { request, intent: intentDigest(request), description: describe(request, core.settings) };
  const { approvalId } = request;
  // From the table: that it was used up is found there, and by `decide` at the append.
  const cited = approvalId === undefined ? undefined : await findApproval(core.database, approvalId);
  const facts = snapshot(core, { ...question, cited, findApproval: false, credential });
  if (facts === undefined) {
    throw new RuntimeError({ code: 'NOT_INITIALIZED', message: 'no policy is in force yet' });
  }
  const { assessment, input, verdict, conclusion } = judge(question, facts, allowances);
  const { approvalUsed: _approvalUsed, ...decision } = conclusion;
  return { decision, verdict, explanation: explain(facts.policy, input), assessment };
}
