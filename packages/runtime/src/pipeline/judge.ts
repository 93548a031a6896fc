import { evaluate, labelsGained } from '@zoqore/policy';
import type { Verdict } from '@zoqore/policy';
import { assess } from '@zoqore/risk';
import type { Allowances } from './allowances.ts';
import { conclude, limitKey } from './conclude.ts';
import type { Facts } from './facts.ts';
import type { Judged, Question } from './inquiry.ts';
import { policyInput } from './policy-input.ts';
import type { LimitCount } from '../entry/recorded-facts.ts';

/** Steps 3 to 5: assess, evaluate, conclude. Changes nothing, and asks nothing of the world but how much was allowed. */
export function judge(
  question: Question,
  facts: Facts,
  allowances: Pick<Allowances, 'count'>,
): Judged & { readonly verdict: Verdict } {
  const { request, intent, description } = question;
  const assessment = assess(facts.models.risk.model, [...description.signals, ...facts.signals]);
  const input = policyInput(question, facts, assessment);
  const verdict = evaluate(facts.policy, input);
  const limits: readonly LimitCount[] = verdict.obligations.some((obligation) => obligation.type === 'limit')
    ? [{ rules: verdict.rules, count: allowances.count(request.actorId, limitKey(verdict), facts.now) }]
    : [];
  const recentAllowances = limits[0]?.count ?? 0;
  const { isCutShort } = description;
  const conclusion = conclude({ request, intent, facts, assessment, verdict, recentAllowances, isCutShort });
  const marks = conclusion.outcome === 'ALLOW' ? labelsGained(facts.policy, input) : [];
  return { facts, assessment, input, verdict, conclusion, limits, marks };
}
