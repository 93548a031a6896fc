import type { PolicyInput } from '@zoqore/policy';
import type { Assessment } from '@zoqore/risk';
import type { Facts } from './facts.ts';
import type { Question } from './inquiry.ts';

/** What policy reads. @see the decision contract, "From a request to what policy sees" */
export function policyInput(
  { request, description }: Pick<Question, 'request' | 'description'>,
  facts: Facts,
  assessment: Assessment,
): PolicyInput {
  return {
    actor: facts.actor,
    action: request.action,
    resources: description.resources,
    labels: facts.labels,
    context: request.context ?? {},
    risk: assessment.grade,
    now: facts.now,
    ...(description.tool === undefined ? {} : { tool: description.tool }),
    ...(request.content === undefined ? {} : { content: request.content }),
    ...(description.session === undefined ? {} : { session: description.session }),
  };
}
