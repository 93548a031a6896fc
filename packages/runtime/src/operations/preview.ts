import { explain } from '@zoqore/policy';
import type { Explanation, Verdict } from '@zoqore/policy';
import type { Assessment } from '@zoqore/risk';
import type { Allowances } from '../pipeline/allowances.ts';
import { requireScope } from '../authorize.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import type { Decision } from '../decision.ts';
import { parseDecisionRequest } from '../request/decision-request.ts';
import type { DecisionRequest } from '../request/decision-request.ts';
import { RuntimeError } from '../errors.ts';
import { findApproval } from '../standing/standing.ts';
import { seesActor } from './visibility.ts';
import { consider, questionOf } from '../pipeline/consider.ts';
import type { Supposition } from '../pipeline/snapshot.ts';

/** What a request would be answered, and why; nothing is recorded, counted or used up, and no approval is asked for. */
export interface Preview {
  readonly decision: Decision;
  readonly verdict: Verdict;
  readonly explanation: Omit<Explanation, 'verdict'>;
  readonly assessment: Assessment;
}

/** In one explanation: with a set in which every rule nearly matches every resource, they are what grows. */
const maxOthers = 10_000;

export interface Asker {
  readonly allowances: Pick<Allowances, 'count'>;
  readonly credential: Credential;
}

/** What is asked for `POST /evaluate` now. @throws RuntimeError */
export async function preview(core: Core, asker: Asker, raw: unknown): Promise<Preview> {
  requireScope(asker.credential, 'decide', 'admin');
  const foresee = await foreseer(core, asker, parseDecisionRequest(raw));
  return foresee();
}

/**
 * Foresees the answer to one request, under as many suppositions as are asked for: steps 1 to 5, the append left out.
 * @throws RuntimeError VALIDATION_ERROR, ACTOR_FORBIDDEN; from each call NOT_INITIALIZED
 */
export async function foreseer(
  core: Core,
  { allowances, credential }: Asker,
  request: DecisionRequest,
): Promise<(supposed?: Supposition) => Preview> {
  if (!seesActor(credential, request.actorId)) {
    throw new RuntimeError({
      code: 'ACTOR_FORBIDDEN',
      message: `the key \`${credential.name}\` may not speak for the actor \`${request.actorId}\``,
    });
  }
  const question = questionOf(core, request);
  const { approvalId } = request;
  // From the table: that it was used up is found there, and by `decide` at the append.
  const cited = approvalId === undefined ? undefined : await findApproval(core.database, approvalId);
  return (supposed = {}) => {
    const world = { allowances, credential, cited, findApproval: false, supposed };
    const { facts, assessment, input, verdict, conclusion } = consider(core, question, world);
    const { approvalUsed: _approvalUsed, ...decision } = conclusion;
    const { verdict: _verdict, ...explanation } = explain(facts.policy, input, { maxOthers });
    return { decision, verdict, explanation, assessment };
  };
}
