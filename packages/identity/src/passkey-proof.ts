import type { AuditRow } from './audit-trail.ts';
import type { Hold } from './change.ts';
import { restrictionRow } from './companions/restriction-rows.ts';
import type { Core } from './core.ts';
import { findAdmin, findPasskey, type AdminRow, type PasskeyRow } from './reading.ts';
import { hasCounterRegressed, judgeAssertion, parseAssertion, type Assertion } from './webauthn/assertion.ts';
import type { CeremonyFault } from './webauthn/client-data.ts';

/** What an answer of a passkey proves, with the row that moves its counter; or why it proves nothing. */
export type PasskeyProof =
  | {
      readonly isGood: true;
      readonly admin: AdminRow;
      readonly passkey: PasskeyRow;
      readonly assertion: Assertion;
      readonly row: AuditRow;
    }
  | {
      readonly isGood: false;
      readonly fault: CeremonyFault;
      readonly adminId?: string;
      readonly passkeyId?: string;
      /** A counter that went back is remembered. */
      readonly rows: readonly AuditRow[];
    };

/**
 * Judges an answer against the passkey that it names. `adminId`: only a passkey of this admin counts, as if it had been
 * listed to the authenticator; without it, as at sign-in, the user handle must name the passkey's admin.
 */
export async function provePasskey(
  core: Core,
  hold: Hold,
  answer: { readonly response: unknown; readonly challenge: string; readonly adminId?: string },
): Promise<PasskeyProof> {
  const assertion = parseAssertion(answer.response);
  if (assertion === undefined) return { isGood: false, fault: 'malformed', rows: [] };
  const named = await findPasskey(core, assertion.id);
  if (named === undefined) return { isGood: false, fault: 'unknown-passkey', rows: [] };
  const { adminId, id: passkeyId } = named;
  await hold(`admin:${adminId}`);
  const [passkey, admin] = await Promise.all([findPasskey(core, passkeyId), findAdmin(core, adminId)]);
  const refused = (fault: CeremonyFault, rows: readonly AuditRow[] = []): PasskeyProof => ({
    isGood: false,
    fault,
    adminId,
    passkeyId,
    rows,
  });
  if (passkey === undefined || passkey.removedAt !== null || admin === undefined) {
    return refused('unknown-passkey');
  }
  if (answer.adminId !== undefined && answer.adminId !== adminId) return refused('unknown-passkey');
  if (admin.disabledAt !== null) return refused('admin-disabled');
  // L3 §7.2 step 6; the library does not look. Discoverable credentials always say whose they are.
  const isHandleRight =
    assertion.userHandle === admin.userHandle ||
    (answer.adminId !== undefined && assertion.userHandle === undefined);
  if (!isHandleRight) return refused('user-handle');
  const verdict = await judgeAssertion(core.relyingParty, answer.challenge, assertion, passkey);
  if (!verdict.isGood) return refused(verdict.fault);
  const use = { what: 'passkey-used', id: passkeyId, at: core.clock() } as const;
  if (hasCounterRegressed(passkey.counter, verdict.counter)) {
    const suspect = { ...use, counter: passkey.counter, isBackedUp: null, isSuspect: true };
    return refused('counter', [restrictionRow(suspect)]);
  }
  const { counter, isBackedUp } = verdict;
  const row = restrictionRow({ ...use, counter, isBackedUp, isSuspect: false });
  return { isGood: true, admin, passkey, assertion, row };
}
