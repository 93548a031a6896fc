import type { AuditRow } from './audit-trail.ts';
import { changeRow } from './companions/change-rows.ts';
import { grantsEndedRow } from './companions/restriction-rows.ts';
import { newId, type Core } from './core.ts';
import { newOneTimeCode, parseOneTimeCode } from './secrets/one-time-code.ts';

/** A one-time code, shown once. */
export interface OneTimeCode {
  readonly code: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The rows of a new grant; open ones for the same admin and purpose, or the same invited name, end. */
export function newGrant(
  core: Core,
  fields: {
    readonly purpose: 'first-owner' | 'invitation' | 'recovery';
    readonly adminId?: string;
    readonly name?: string;
    readonly role?: string;
    readonly madeBy: string;
    readonly epoch: number;
  },
): { readonly id: string; readonly code: OneTimeCode; readonly rows: readonly AuditRow[] } {
  const { purpose, adminId = null, name = null, role = null, madeBy, epoch } = fields;
  const id = newId(core, 'grant');
  const code = newOneTimeCode(core);
  const createdAt = core.clock();
  const expiresAt = createdAt + core.lifetimes.grantMs;
  const hash = core.vault.hashCode(parseOneTimeCode(code) ?? code);
  const made = { id, purpose, hash, adminId, name, role, madeBy, epoch, createdAt, expiresAt };
  const replaced = grantsEndedRow({ purpose, ...(adminId === null ? {} : { adminId }) }, createdAt);
  return {
    id,
    code: { code, expiresAt },
    // Invitations are for different people: none replaces another.
    rows: [changeRow({ what: 'grant-made', ...made }), ...(purpose === 'invitation' ? [] : [replaced])],
  };
}
