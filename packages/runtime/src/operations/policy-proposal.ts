import type { PolicyEnvironment } from '@zoqore/policy';
import { RuntimeError } from '../errors.ts';
import { issuesIn, loadPolicy } from '../standing/load-policy.ts';
import type { PolicyFile } from '../standing/load-policy.ts';
import { policyVersionOf } from '../standing/policy-version.ts';

/** A policy file of which there is no text, and why. */
export interface UnreadablePolicyFile {
  readonly source: string;
  readonly error: Error;
}

/** A set that waits for `policies.apply`. */
export interface PolicyProposal {
  readonly policyVersion: string;
  readonly source: string;
}

/** A proposal that holds no policy set: whatever is in force stays so until it is mended and applied. */
export interface UnreadableProposal {
  readonly source: string;
  /** Names file and line where they are known, and what was expected. */
  readonly message: string;
  readonly issues: readonly unknown[];
}

/** What the policy file proposes. */
export type Proposed = { readonly proposed: PolicyProposal } | { readonly unreadable: UnreadableProposal };

export function readProposal(
  file: PolicyFile | UnreadablePolicyFile,
  environment: PolicyEnvironment,
): Proposed {
  const { source } = file;
  if ('error' in file) return unreadable(source, file.error, file.error.message);
  try {
    return { proposed: { policyVersion: policyVersionOf(loadPolicy(file, environment)), source } };
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    // What compiling finds is named by the set, which says nothing of the file.
    const isPlaced = error.details['source'] === source;
    return unreadable(source, error, isPlaced ? error.message : `${source}: ${error.message}`);
  }
}

function unreadable(source: string, error: Error, message: string): Proposed {
  return { unreadable: { source, message, issues: issuesIn(error) } };
}
