import type { Verdict } from '@zoqore/policy';
import type { Allowances } from './allowances.ts';
import type { Core } from '../core.ts';
import type { DecisionRequest } from '../request/decision-request.ts';
import { describe } from '../request/describe.ts';
import { RuntimeError } from '../errors.ts';
import { intentDigest } from '../request/intent.ts';
import type { Judged, Question } from './inquiry.ts';
import { judge } from './judge.ts';
import { snapshot } from './snapshot.ts';
import type { SnapshotInput } from './snapshot.ts';

/** @throws RuntimeError VALIDATION_ERROR */
export function questionOf(core: Pick<Core, 'settings'>, request: DecisionRequest): Question {
  return { request, intent: intentDigest(request), description: describe(request, core.settings) };
}

/**
 * Steps 2 to 5: snapshot, assess, evaluate, conclude. Changes nothing: what `decide` appends is what a preview shows.
 * In one turn, so that what was counted holds until the caller has counted on.
 * @throws RuntimeError NOT_INITIALIZED, LEDGER_UNAVAILABLE
 */
export function consider(
  core: Core,
  question: Question,
  world: Omit<SnapshotInput, keyof Question> & { readonly allowances: Pick<Allowances, 'count'> },
): Judged & { readonly verdict: Verdict } {
  const facts = snapshot(core, { ...question, ...world });
  if (facts === undefined) {
    throw new RuntimeError({ code: 'NOT_INITIALIZED', message: 'no policy is in force yet' });
  }
  return judge(question, facts, world.allowances);
}
