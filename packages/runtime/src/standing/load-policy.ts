import { compilePolicy, parsePolicySet, placeIssues, PolicyError } from '@zoqore/policy';
import type { PolicyEnvironment, PolicySet } from '@zoqore/policy';
import { RuntimeError } from '../errors.ts';

export interface PolicyFile {
  readonly text: string;
  /** File name, for messages. */
  readonly source: string;
}

/**
 * Parsed and compiled, so that nothing is called valid that could not be put in force.
 * @throws RuntimeError POLICY_INVALID
 */
export function loadPolicy(file: PolicyFile, environment: PolicyEnvironment): PolicySet {
  try {
    const set = parsePolicySet(file.text, { source: file.source });
    compilePolicy(set, environment);
    return set;
  } catch (cause) {
    throw policyInvalid(cause instanceof PolicyError ? placeIssues(cause, file) : cause);
  }
}

export function policyInvalid(cause: unknown, about = ''): RuntimeError {
  const details = cause instanceof Error && 'details' in cause ? (cause.details as object) : {};
  return new RuntimeError({
    code: 'POLICY_INVALID',
    message: `${about}${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
    details: { ...details },
  });
}

/** Everything that is wrong, each with its line where there is one. */
export function issuesIn(error: Error): readonly unknown[] {
  const { issues } = Object('details' in error ? error.details : undefined) as { issues?: unknown };
  return Array.isArray(issues) ? issues : [{ path: '', message: error.message }];
}
