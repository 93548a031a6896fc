import { countFailure } from '../attempts.ts';
import { eq } from 'drizzle-orm';
import { changeAs, requireRole } from '../acting.ts';
import {
  approvalChallenge,
  formatApproval,
  type ApprovalEvidence,
  type ApprovalStatement,
} from '../approval-statement.ts';
import type { AuditRow } from '../audit-trail.ts';
import { asking, holding, sessionEnded } from '../change.ts';
import { approvalAnswerRow } from '../companions/approval-answer.ts';
import { standingSessionRow } from '../companions/standing-session.ts';
import type { Core } from '../core.ts';
import { conflict, forbidden } from '../errors.ts';
import { openFlow, startFlow } from '../flow.ts';
import { provePasskey } from '../passkey-proof.ts';
import { findAdmin, passkeysOf, readEpoch } from '../reading.ts';
import * as table from '../schema.ts';
import type { Role, Session } from '../session.ts';
import type { CeremonyFault } from '../webauthn/client-data.ts';
import { authenticationOptions, type AuthenticationOptions } from '../webauthn/options.ts';
import { descriptorOf } from './passkeys.ts';

/** A statement without who answers: that is the session's admin. */
export type AskedApproval = Omit<ApprovalStatement, 'adminId'>;

export interface SignedApproval {
  readonly outcome: 'signed';
  /** To be put into the body of the entry that decides the approval. */
  readonly evidence: ApprovalEvidence;
  /**
   * To be appended with that entry. The ledger refuses it when the session has ended (`identity-session`), the admin has
   * answered this approval (`identity-approval`), the challenge was used (`identity-flow`), or the admin or passkey changed
   * since (`identity-guard`: call `sign` again with the same answer).
   */
  readonly rows: readonly AuditRow[];
}

export interface ApprovalAnswer {
  readonly adminId: string;
  readonly decision: 'approve' | 'refuse';
  readonly passkeyId: string;
  /** Ledger index of the entry that has the evidence. */
  readonly index: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Yes or no by a passkey, over exactly what was shown. Owners and admins; auditors watch. */
export interface ApprovalSignatures {
  /** @throws IdentityError FORBIDDEN, VALIDATION_ERROR, STATE_CONFLICT when it has lapsed or this admin has answered */
  begin(
    session: Session,
    asked: AskedApproval,
  ): Promise<{ readonly flow: string; readonly options: AuthenticationOptions }>;
  /**
   * Judges the answer. Nothing is recorded yet but a refusal: the caller appends its own entry with evidence and rows.
   * @throws IdentityError as `begin`
   */
  sign(
    session: Session,
    asked: AskedApproval,
    answer: { readonly flow: string; readonly response: unknown },
  ): Promise<SignedApproval | { readonly outcome: 'refused'; readonly fault: CeremonyFault }>;
  /** Who has answered; each admin once, so that a quorum counts people. */
  answers(approvalId: string): Promise<readonly ApprovalAnswer[]>;
}

export function createApprovalSignatures(core: Core): ApprovalSignatures {
  const answers = async (approvalId: string): Promise<readonly ApprovalAnswer[]> => {
    const { approvalSignature: signature } = table;
    const rows = await asking(core, () =>
      core.database.read((drizzle) =>
        drizzle.select().from(signature).where(eq(signature.approvalId, approvalId)).orderBy(signature.index),
      ),
    );
    return rows.map(({ adminId, decision, passkeyId, index, at }) => ({
      adminId,
      decision: decision as ApprovalAnswer['decision'],
      passkeyId,
      index,
      at,
    }));
  };

  const statementOf = async ({ admin }: Session, asked: AskedApproval): Promise<string> => {
    const self = await findAdmin(core, admin.id);
    if (self === undefined || self.disabledAt !== null) throw sessionEnded();
    requireRole(self.role as Role, 'admin');
    // INVARIANT: nobody answers for themselves, whatever name they asked under.
    if ([self.id, self.name].includes(asked.requestedBy)) {
      throw forbidden('who asks may not be who approves');
    }
    if (asked.expiresAt <= core.clock()) throw conflict('the approval has lapsed');
    if ((await answers(asked.approvalId)).some(({ adminId }) => adminId === self.id)) {
      throw conflict('you have answered this approval already');
    }
    return formatApproval({ ...asked, adminId: self.id });
  };

  return {
    answers,

    async begin(session, asked) {
      const text = await statementOf(session, asked);
      const [epoch, passkeys] = await Promise.all([readEpoch(core), passkeysOf(core, session.admin.id)]);
      const challenge = approvalChallenge(text);
      const { token } = startFlow(core, 'approval', { epoch, sessionId: session.id, challenge });
      const options = authenticationOptions(core.relyingParty, challenge, passkeys.map(descriptorOf));
      return { flow: token, options };
    },

    async sign(session, asked, { flow, response }) {
      const adminId = session.admin.id;
      const { hold, row } = holding(core);
      await hold(`admin:${adminId}`);
      const statement = await statementOf(session, asked);
      const opened = await openFlow(core, 'approval', flow, {
        epoch: await readEpoch(core),
        sessionId: session.id,
      });
      if (!opened.isOpen) return await refuse(core, session, asked, { fault: opened.fault, rows: [] });
      const challenge = approvalChallenge(statement);
      // What is answered now must be what was shown then.
      if (opened.flow.challenge !== challenge) {
        return await refuse(core, session, asked, { fault: 'challenge', rows: [] });
      }
      const proof = await provePasskey(core, hold, { response, challenge, adminId });
      if (!proof.isGood) return await refuse(core, session, asked, proof);
      const { assertion, passkey } = proof;
      const { approvalId, decision } = asked;
      const at = core.clock();
      return {
        outcome: 'signed',
        evidence: {
          statement,
          passkeyId: passkey.id,
          clientDataJSON: assertion.clientDataJSON,
          authenticatorData: assertion.authenticatorData,
          signature: assertion.signature,
        },
        rows: [
          row(),
          opened.use,
          proof.row,
          standingSessionRow(session.id, at),
          approvalAnswerRow({ approvalId, adminId, decision, passkeyId: passkey.id, at }),
        ],
      };
    },
  };
}

/** Recorded and counted. The challenge stays open until it lapses: only this session and a passkey of its admin can answer it. */
async function refuse(
  core: Core,
  session: Session,
  { approvalId, decision }: AskedApproval,
  { fault, rows }: { readonly fault: CeremonyFault; readonly rows: readonly AuditRow[] },
): Promise<{ readonly outcome: 'refused'; readonly fault: CeremonyFault }> {
  const result = { outcome: 'refused', fault } as const;
  return await changeAs(core, session, {}, async (_hold, self) => {
    const counted = await countFailure(core, self.id);
    if (counted === undefined) return { result };
    return {
      kind: 'approval.signature-refused',
      body: { approvalId, decision, fault, ...counted.body },
      rows: [...rows, ...counted.rows],
      result,
    };
  });
}
