import type { CompiledPolicy } from './compile.ts';
import type { PolicyInput } from './model.ts';

/**
 * The labels that the session of a request has from then on if the request is allowed: those of every mark of the set
 * that matches one of its resources, sorted, no duplicates. Pure, and never throws: a request that cannot be read gains
 * every label that the set knows.
 */
export function labelsGained(policy: CompiledPolicy, input: PolicyInput): readonly string[] {
  return policy.marks.gainedBy(input);
}
