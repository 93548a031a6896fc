import { sql } from 'drizzle-orm';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { RuntimeError } from '../errors.ts';
import type { PolicyFile } from '../standing/load-policy.ts';
import { proposalReader } from './policy-proposal.ts';
import type { Proposed, ProposalOptions } from './policy-proposal.ts';
import { recordRefusal } from './refusal.ts';

/** Who puts in force what the policy file holds, without anybody who asks for it. Not a key. */
export const installation: Pick<Credential, 'keyId' | 'name' | 'scopes'> = {
  keyId: 'installation',
  name: 'installation',
  scopes: ['admin'],
};

/** The policy file beside the set in force. */
export interface PolicyFileBeside {
  /** What the file holds now, when that is not the set of this version. */
  beside(inForce: string): Proposed;
  /** As `Policies.adoptNarrower`. */
  adoptNarrower(inForce: string, apply: ApplyIfNarrower): Promise<boolean>;
  /** As `Policies.recordUnreadable`. */
  recordUnreadable(inForce: string): Promise<void>;
}

export type ApplyIfNarrower = (file: PolicyFile & { readonly onlyNarrower: true }) => Promise<unknown>;

/** Why a set that was found at the start waits for somebody to apply it. */
const waits: ReadonlySet<string> = new Set([
  'STATE_CONFLICT',
  'POLICY_INVALID',
  'RATE_LIMITED',
  'LEDGER_UNAVAILABLE',
]);

export function policyFileBeside(core: Core, options: ProposalOptions): PolicyFileBeside {
  const { readFile } = options;
  const readProposal = proposalReader(options);
  const beside = (inForce: string): Proposed => {
    const found = readProposal();
    return found.proposed?.policyVersion === inForce ? {} : found;
  };
  return {
    beside,

    async adoptNarrower(inForce, apply) {
      const { proposed } = beside(inForce);
      const file = readFile();
      if (proposed === undefined || 'error' in file) return false;
      // What was in force and was replaced is no news: somebody wanted the other one, and may have approved it.
      if (await wasInForce(core, proposed.policyVersion)) return false;
      try {
        await apply({ ...file, onlyNarrower: true });
        return true;
      } catch (error) {
        if (error instanceof RuntimeError && waits.has(error.code)) return false;
        throw error;
      }
    },

    async recordUnreadable(inForce) {
      const { unreadable } = beside(inForce);
      if (unreadable === undefined) return;
      await recordRefusal(core, { of: 'policy', ...unreadable, actor: installation.keyId, inForce });
    },
  };
}

async function wasInForce({ database }: Core, version: string): Promise<boolean> {
  const found = await database.query<{ index: number }>(
    sql`SELECT index FROM zoqore_runtime.policy_version WHERE version = ${version} LIMIT 1`,
  );
  return found.length > 0;
}
