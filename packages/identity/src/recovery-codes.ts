import type { AuditRow } from './audit-trail.ts';
import { changeRow } from './companions/change-rows.ts';
import type { Core } from './core.ts';
import { newOneTimeCode, parseOneTimeCode } from './secrets/one-time-code.ts';

const count = 10;

/** Ten codes to show once, and the row that keeps their hashes. */
export function newRecoveryCodes(
  core: Core,
  adminId: string,
): { readonly codes: readonly string[]; readonly row: AuditRow } {
  const codes = Array.from({ length: count }, () => newOneTimeCode(core));
  const hashes = codes.map((code) => core.vault.hashCode(parseOneTimeCode(code) ?? code));
  return {
    codes,
    row: changeRow({ what: 'recovery-codes-added', adminId, hashes, createdAt: core.clock() }),
  };
}
