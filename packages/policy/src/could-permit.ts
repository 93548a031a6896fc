import type { CompiledPolicy } from './compile.ts';
import type { CompiledRule } from './compiled-rule.ts';
import type { Fact } from './condition.ts';
import type { Action, Actor, PolicyInput, RiskGrade } from './model.ts';
import { isAbout } from './matching.ts';
import type { Subject } from './subject.ts';
import { checkInput, subjectOf } from './subject.ts';

/** What is known of a tool call before anybody makes it. */
export interface ProspectiveCall {
  readonly actor: Actor;
  readonly action: Action;
  readonly tool: { readonly server: string; readonly name: string };
  /** Epoch milliseconds. */
  readonly now: number;
}

const known = new Set<Fact>(['resource', 'actor', 'tool', 'now', 'risk']);
const grades: readonly RiskGrade[] = ['L1', 'L2', 'L3'];

/**
 * False only if the tool resource of such a call is denied whatever its arguments, content, risk, labels and
 * context will be. True may still end in a denial. Never throws: what cannot be told is true, and a caller or
 * tool that is not of the shape of its type is false, as `evaluate` denies it.
 */
export function couldPermit(policy: CompiledPolicy, call: ProspectiveCall): boolean {
  return grades.some((risk) => {
    const subject = prospect(call, risk);
    return subject !== undefined && couldPermitSubject(policy, subject);
  });
}

function couldPermitSubject(policy: CompiledPolicy, subject: Subject): boolean {
  let isPermitted = policy.set.default[subject.action ?? subject.input.action] !== 'deny';
  for (const rule of policy.rules) {
    if (!isAbout(rule, subject)) continue;
    const outcome = foresee(rule, subject);
    if (rule.effect === 'deny' && outcome === 'matches') return false;
    if (rule.effect !== 'deny' && outcome !== 'fails') isPermitted = true;
  }
  return isPermitted;
}

/** One condition that certainly fails is enough; one that nobody knows yet makes the rule uncertain. */
function foresee(rule: CompiledRule, subject: Subject): 'matches' | 'fails' | 'unknown' {
  let outcome: 'matches' | 'unknown' = 'matches';
  for (const condition of rule.conditions) {
    if (!known.has(condition.fact)) outcome = 'unknown';
    else if (!condition.holds(subject)) return 'fails';
  }
  return outcome;
}

function prospect({ actor, action, tool, now }: ProspectiveCall, risk: RiskGrade): Subject | undefined {
  const resource = { kind: 'tool', ...tool, certainty: 'declared' } as const;
  const input: PolicyInput = {
    actor,
    action,
    resources: [resource],
    tool: { ...tool, arguments: {} },
    labels: [],
    context: {},
    risk,
    now,
  };
  try {
    checkInput(input);
    return subjectOf(input, resource);
  } catch {
    return undefined;
  }
}
