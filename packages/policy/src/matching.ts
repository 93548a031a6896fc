import type { CompiledRule } from './compiled-rule.ts';
import type { Condition } from './condition.ts';
import type { RuleError } from './model.ts';
import type { Subject } from './subject.ts';

/** True when the rule is about the resource's action, and is of a kind that an inferred resource listens to. */
export function isAbout(rule: CompiledRule, { action, resource }: Subject): boolean {
  if (resource.certainty === 'inferred' && rule.effect === 'allow') return false;
  return action === undefined || rule.actions === undefined || rule.actions.includes(action);
}

/**
 * The first condition that does not hold, or undefined when all do. A condition that cannot be evaluated is
 * reported, fails in allow rules and holds in all others.
 */
export function firstUnmet(
  rule: CompiledRule,
  subject: Subject,
  report: (error: RuleError) => void,
  conditions: readonly Condition[] = rule.conditions,
): Condition | undefined {
  for (const condition of conditions) {
    try {
      if (!condition.holds(subject)) return condition;
    } catch (cause) {
      report({ rule: rule.id, message: messageOf(cause) });
      if (rule.effect === 'allow') return condition;
    }
  }
  return undefined;
}

export function messageOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : 'something that is not an error was thrown';
  return (message.split('\n', 1)[0] ?? '').slice(0, 300);
}
