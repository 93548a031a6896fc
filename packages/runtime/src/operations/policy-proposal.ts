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

/** What the policy file holds now, read at every call. Meets what goes wrong with it by saying so, not by throwing. */
export type ReadPolicyFile = () => PolicyFile | UnreadablePolicyFile;

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

/** What the policy file proposes: one of the two. */
export interface Proposed {
  readonly proposed?: PolicyProposal;
  readonly unreadable?: UnreadableProposal;
}

/** What the file proposes at the moment of each call; the same text is parsed once. */
export function proposalReader(options: ProposalOptions): () => Proposed {
  let last: { readonly file: PolicyFile; readonly proposed: Proposed } | undefined;
  return () => {
    const file = options.readFile();
    if ('error' in file) return unreadable(file.source, file.error, file.error.message);
    if (last?.file.text !== file.text || last.file.source !== file.source) {
      last = { file, proposed: proposalIn(file, options) };
    }
    return last.proposed;
  };
}

export interface ProposalOptions {
  readonly readFile: ReadPolicyFile;
  /** Puts in what a text extends. @throws RuntimeError POLICY_INVALID */
  readonly whole: (file: PolicyFile) => PolicyFile;
  readonly environment: PolicyEnvironment;
}

function proposalIn(file: PolicyFile, { whole, environment }: ProposalOptions): Proposed {
  const { source } = file;
  try {
    return { proposed: { policyVersion: policyVersionOf(loadPolicy(whole(file), environment)), source } };
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
