import { changeAs } from '../acting.ts';
import { countFailure, forgetFailures } from '../attempts.ts';
import { changeRow } from '../companions/change-rows.ts';
import type { AuditRow } from '../audit-trail.ts';
import type { Core } from '../core.ts';
import { openFlow, startFlow } from '../flow.ts';
import { invalid } from '../errors.ts';
import { provePasskey } from '../passkey-proof.ts';
import { passkeysOf, readEpoch } from '../reading.ts';
import { hashToken, newToken } from '../secrets/token.ts';
import { stepUpPurposes, type Session, type StepUpPurpose } from '../session.ts';
import type { CeremonyFault } from '../webauthn/client-data.ts';
import { authenticationOptions, type AuthenticationOptions } from '../webauthn/options.ts';
import { descriptorOf } from './passkeys.ts';

export interface SteppedUp {
  readonly outcome: 'stepped-up';
  readonly purpose: StepUpPurpose;
  /** The session's new token; the one before no longer counts. */
  readonly token: string;
  /** When the step-up lapses, epoch milliseconds. */
  readonly expiresAt: number;
}

export interface StepUpRefused {
  readonly outcome: 'refused';
  readonly fault: CeremonyFault;
}

/** A fresh answer of a passkey, for one purpose, good for five minutes and this session. Nothing else is a step-up. */
export interface StepUp {
  begin(
    session: Session,
    purpose: StepUpPurpose,
  ): Promise<{ readonly flow: string; readonly options: AuthenticationOptions }>;
  finish(
    session: Session,
    answer: { readonly flow: string; readonly response: unknown },
  ): Promise<SteppedUp | StepUpRefused>;
}

export function createStepUp(core: Core): StepUp {
  return {
    async begin(session, purpose) {
      if (!stepUpPurposes.includes(purpose)) {
        throw invalid('purpose', `expected one of \`${stepUpPurposes.join('`, `')}\``);
      }
      const [epoch, passkeys] = await Promise.all([readEpoch(core), passkeysOf(core, session.admin.id)]);
      const sealed = startFlow(core, 'step-up', { epoch, sessionId: session.id, subject: purpose });
      return {
        flow: sealed.token,
        options: authenticationOptions(core.relyingParty, sealed.flow.challenge, passkeys.map(descriptorOf)),
      };
    },

    finish: async (session, { flow, response }) =>
      await changeAs<SteppedUp | StepUpRefused>(core, session, {}, async (hold, self) => {
        const epoch = await readEpoch(core);
        const opened = await openFlow(core, 'step-up', flow, { epoch, sessionId: session.id });
        const refuse = async (fault: CeremonyFault, rows: readonly AuditRow[]) => {
          const counted = await countFailure(core, self.id);
          const result: StepUpRefused = { outcome: 'refused', fault };
          // With the budget used up, more failures are no news. What is right is taken all the same.
          if (counted === undefined) return { result };
          return {
            kind: 'step-up.refused',
            body: { fault, ...counted.body },
            rows: [...rows, ...counted.rows],
            result,
          };
        };
        if (!opened.isOpen) return await refuse(opened.fault, []);
        const { challenge, subject } = opened.flow;
        const proof = await provePasskey(core, hold, { response, challenge, adminId: self.id });
        if (!proof.isGood) return await refuse(proof.fault, [opened.use, ...proof.rows]);
        const purpose = subject as StepUpPurpose;
        const token = newToken(core, 'zqs');
        const at = core.clock();
        const expiresAt = at + core.lifetimes.stepUpMs;
        return {
          kind: 'step-up.passed',
          body: { purpose, method: 'passkey', passkeyId: proof.passkey.id },
          rows: [
            opened.use,
            proof.row,
            changeRow({
              what: 'stepped-up',
              sessionId: session.id,
              purpose,
              method: 'passkey',
              at,
              expiresAt,
            }),
            changeRow({ what: 'session-renewed', id: session.id, hash: hashToken(token) }),
            forgetFailures(core, self.id),
          ],
          result: { outcome: 'stepped-up', purpose, token, expiresAt },
        };
      }),
  };
}
