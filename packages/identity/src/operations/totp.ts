import { changeAs } from '../acting.ts';
import { forgetFailures } from '../attempts.ts';
import { changeRow } from '../companions/change-rows.ts';
import { restrictionRow } from '../companions/restriction-rows.ts';
import type { Core } from '../core.ts';
import { notFound } from '../errors.ts';
import { openFlow, startFlow } from '../flow.ts';
import { findTotp, readEpoch } from '../reading.ts';
import type { Session } from '../session.ts';
import { judgeTotp, newTotpSecret, totpUri } from '../totp.ts';

/** Six digits from an app (RFC 6238): the fallback, together with a recovery code or a trusted device. */
export interface Totp {
  status(
    session: Session,
  ): Promise<{ readonly createdAt: number; readonly lastUsedAt: number | undefined } | undefined>;
  /** A new secret to show. Nothing counts before `confirm`. Step-up `factors`. @throws IdentityError STEP_UP_REQUIRED */
  begin(session: Session): Promise<{ readonly flow: string; readonly secret: string; readonly uri: string }>;
  /** Takes the secret with a first code of it, in place of an earlier one. Step-up `factors`. */
  confirm(
    session: Session,
    answer: { readonly flow: string; readonly code: string },
  ): Promise<
    | { readonly outcome: 'enabled' }
    | { readonly outcome: 'refused'; readonly fault: 'flow' | 'flow-used' | 'code' }
  >;
  /** Step-up `factors`. @throws IdentityError NOT_FOUND, STEP_UP_REQUIRED */
  remove(session: Session): Promise<void>;
}

const need = { stepUp: 'factors' } as const;

export function createTotp(core: Core): Totp {
  return {
    async status(session) {
      const found = await findTotp(core, session.admin.id);
      return found === undefined
        ? undefined
        : { createdAt: found.createdAt, lastUsedAt: found.lastUsedAt ?? undefined };
    },

    begin: async (session) =>
      await changeAs(core, session, need, async (_hold, self) => {
        const secret = newTotpSecret();
        const epoch = await readEpoch(core);
        const { token } = startFlow(core, 'totp', { epoch, sessionId: session.id, subject: secret });
        return { result: { flow: token, secret, uri: totpUri(secret, core.relyingParty.name, self.name) } };
      }),

    confirm: async (session, { flow, code }) =>
      await changeAs<Awaited<ReturnType<Totp['confirm']>>>(core, session, need, async (_hold, self) => {
        const epoch = await readEpoch(core);
        const opened = await openFlow(core, 'totp', flow, { epoch, sessionId: session.id });
        if (!opened.isOpen) return { result: { outcome: 'refused', fault: opened.fault } };
        const now = core.clock();
        const secret = opened.flow.subject ?? '';
        const step = judgeTotp(secret, code, { now, lastStep: 0 });
        // The flow stays open: whoever typed it wrong holds the secret anyway.
        if (step === undefined) return { result: { outcome: 'refused', fault: 'code' } };
        return {
          kind: 'totp.enabled',
          body: { adminId: self.id },
          rows: [
            opened.use,
            changeRow({
              what: 'totp-set',
              adminId: self.id,
              secret: core.vault.seal(`totp:${self.id}`, { secret }),
              createdAt: now,
              lastStep: step,
            }),
            // Those were failures against the secret before.
            forgetFailures(core, self.id),
          ],
          result: { outcome: 'enabled' },
        };
      }),

    remove: async (session) => {
      await changeAs(core, session, need, async (_hold, self) => {
        if ((await findTotp(core, self.id)) === undefined) throw notFound('a TOTP secret', self.id);
        return {
          kind: 'totp.removed',
          body: { adminId: self.id },
          rows: [restrictionRow({ what: 'totp-disabled', adminId: self.id, at: core.clock() })],
          result: undefined,
        };
      });
    },
  };
}
