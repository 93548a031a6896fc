import type { KeyChangeAuthor, KeyChangeResult, LedgerKeyReport, LedgerKeys } from '@zoqore/ledger';
import { requireScope } from '../authorize.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { instant } from '../instant.ts';
import { ledgerError } from '../ledger-error.ts';

export interface LedgerKeyRevocation {
  readonly reason: string;
  /** Size from which on checkpoints of the key do not count; by default those so far do. */
  readonly from?: number;
}

/**
 * The keys that sign the checkpoints of the record; private ones never leave the process. A change throws RuntimeError
 * ACTOR_FORBIDDEN, NOT_FOUND for an id of no key, STATE_CONFLICT where the state of the keys does not allow it, and
 * LEDGER_UNAVAILABLE when it cannot be recorded or no valid key is here to sign it with.
 */
export interface LedgerKeyOperations {
  /** Verifier keys that are valid now, the newest first: any credential may know them. */
  valid(): Promise<readonly string[]>;
  list(credential: Credential): Promise<LedgerKeyReport>;
  /** For `verifyKeyHistory` of `@zoqore/ledger/verify`. */
  history(credential: Credential): Promise<string>;
  rotate(credential: Credential): Promise<KeyChangeResult>;
  retire(credential: Credential, id: string): Promise<KeyChangeResult>;
  revoke(credential: Credential, id: string, revocation: LedgerKeyRevocation): Promise<KeyChangeResult>;
}

export function createLedgerKeys({ ledger, clock }: Pick<Core, 'ledger' | 'clock'>): LedgerKeyOperations {
  const { keys } = ledger;
  const change = async (
    credential: Credential,
    work: (of: LedgerKeys, author: KeyChangeAuthor) => Promise<KeyChangeResult>,
  ): Promise<KeyChangeResult> => {
    requireScope(credential, 'admin');
    const author = { actor: credential.keyId, by: credential.name, at: instant(clock()) };
    try {
      return await work(keys, author);
    } catch (cause) {
      throw ledgerError(cause, 'the keys were not changed, or nobody can say');
    }
  };
  return {
    async valid() {
      const { keys: all } = await keys.list();
      const valid = all.filter(({ state }) => state === 'valid');
      return valid.map(({ verifierKey }) => verifierKey).toReversed();
    },
    async list(credential) {
      requireScope(credential, 'admin', 'approve');
      return await keys.list();
    },
    async history(credential) {
      requireScope(credential, 'admin', 'approve');
      return await keys.history();
    },
    rotate: (credential) => change(credential, (of, author) => of.rotate(author)),
    retire: (credential, id) => change(credential, (of, author) => of.retire(id, author)),
    revoke: (credential, id, revocation) =>
      change(credential, (of, author) => of.revoke(id, author, revocation)),
  };
}
