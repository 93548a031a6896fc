import type { AuditRow } from './audit-trail.ts';
import { changeRow } from './companions/change-rows.ts';
import type { Core } from './core.ts';
import type { MadePasskey } from './webauthn/registration.ts';

export function newPasskeyRow(core: Core, adminId: string, made: MadePasskey, name: string): AuditRow {
  const { transports, ...rest } = made;
  return changeRow({
    what: 'passkey-added',
    ...rest,
    transports: JSON.stringify(transports),
    adminId,
    name,
    createdAt: core.clock(),
  });
}
