import { changeAs } from '../acting.ts';
import type { AuditRow } from '../audit-trail.ts';
import { changeRow } from '../companions/change-rows.ts';
import { restrictionRow } from '../companions/restriction-rows.ts';
import type { Core } from '../core.ts';
import { conflict, notFound } from '../errors.ts';
import { openFlow, startFlow } from '../flow.ts';
import { parseName } from '../names.ts';
import { newPasskeyRow } from '../new-passkey.ts';
import { findAdmin, findPasskey, passkeysOf, readEpoch, type PasskeyRow } from '../reading.ts';
import type { Session } from '../session.ts';
import type { CeremonyFault } from '../webauthn/client-data.ts';
import {
  registrationOptions,
  type CredentialDescriptor,
  type RegistrationOptions,
} from '../webauthn/options.ts';
import { judgeRegistration } from '../webauthn/registration.ts';

export interface PasskeyRecord {
  /** Credential id, base64url. */
  readonly id: string;
  readonly name: string;
  /** What kind of authenticator it lives in, as it says; zeros when it does not say. */
  readonly aaguid: string;
  /** May live in more than one device. */
  readonly isBackupEligible: boolean;
  readonly isBackedUp: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly lastUsedAt: number | undefined;
  /** When its counter last went back: somebody may have a copy. */
  readonly suspectedAt: number | undefined;
}

export interface Passkeys {
  /** Those of the admin who asks, oldest first. */
  list(session: Session): Promise<readonly PasskeyRecord[]>;
  /** A challenge for one more passkey. Those that the admin has are excluded. */
  begin(session: Session): Promise<{ readonly flow: string; readonly options: RegistrationOptions }>;
  /** Adds it. Step-up `factors`. @throws IdentityError VALIDATION_ERROR, STEP_UP_REQUIRED */
  finish(
    session: Session,
    answer: { readonly flow: string; readonly response: unknown; readonly name: string },
  ): Promise<
    | { readonly outcome: 'added'; readonly passkey: PasskeyRecord }
    | { readonly outcome: 'refused'; readonly fault: CeremonyFault }
  >;
  /** Step-up `factors`. @throws IdentityError NOT_FOUND, VALIDATION_ERROR, STEP_UP_REQUIRED */
  rename(session: Session, id: string, name: string): Promise<void>;
  /**
   * Ends a passkey. Step-up `factors`. The last one stays: without it nobody comes in.
   * @throws IdentityError NOT_FOUND, STATE_CONFLICT, STEP_UP_REQUIRED
   */
  remove(session: Session, id: string): Promise<void>;
}

export function createPasskeys(core: Core): Passkeys {
  const requireOwn = async (adminId: string, id: string): Promise<readonly PasskeyRow[]> => {
    const own = await passkeysOf(core, adminId);
    if (!own.some((passkey) => passkey.id === id)) throw notFound('a passkey of yours', id);
    return own;
  };

  return {
    list: async (session) => (await passkeysOf(core, session.admin.id)).map(passkeyRecordOf),

    async begin(session) {
      const [epoch, admin, passkeys] = await Promise.all([
        readEpoch(core),
        findAdmin(core, session.admin.id),
        passkeysOf(core, session.admin.id),
      ]);
      const { flow, token } = startFlow(core, 'passkey', { epoch, sessionId: session.id });
      const user = { handle: admin?.userHandle ?? '', name: session.admin.name };
      return {
        flow: token,
        options: registrationOptions(core.relyingParty, user, flow.challenge, passkeys.map(descriptorOf)),
      };
    },

    finish: async (session, answer) => {
      const name = parseName('name', answer.name);
      return await changeAs<Awaited<ReturnType<Passkeys['finish']>>>(
        core,
        session,
        { stepUp: 'factors' },
        async (hold, self) => {
          const epoch = await readEpoch(core);
          const opened = await openFlow(core, 'passkey', answer.flow, { epoch, sessionId: session.id });
          const refuse = (fault: CeremonyFault, rows: readonly AuditRow[]) => ({
            kind: 'passkey.refused',
            body: { fault },
            rows,
            result: { outcome: 'refused', fault } as const,
          });
          if (!opened.isOpen) return refuse(opened.fault, []);
          const { challenge } = opened.flow;
          const verdict = await judgeRegistration(core.relyingParty, challenge, answer.response);
          if (!verdict.isGood) return refuse(verdict.fault, [opened.use]);
          const { passkey: made } = verdict;
          await hold(`passkey:${made.id}`);
          if ((await findPasskey(core, made.id)) !== undefined) {
            return refuse('known-passkey', [opened.use]);
          }
          const { id, aaguid, isBackupEligible, isBackedUp } = made;
          return {
            kind: 'passkey.added',
            body: { adminId: self.id, passkey: { ...made, name } },
            rows: [opened.use, newPasskeyRow(core, self.id, made, name)],
            result: {
              outcome: 'added',
              passkey: {
                id,
                name,
                aaguid,
                isBackupEligible,
                isBackedUp,
                createdAt: core.clock(),
                lastUsedAt: undefined,
                suspectedAt: undefined,
              },
            },
          };
        },
      );
    },

    rename: async (session, id, newName) => {
      const name = parseName('name', newName);
      await changeAs(core, session, { stepUp: 'factors' }, async (_hold, self) => {
        await requireOwn(self.id, id);
        return {
          kind: 'passkey.renamed',
          body: { passkeyId: id, name },
          rows: [changeRow({ what: 'passkey-renamed', id, name })],
          result: undefined,
        };
      });
    },

    remove: async (session, id) => {
      await changeAs(core, session, { stepUp: 'factors' }, async (_hold, self) => {
        const own = await requireOwn(self.id, id);
        if (own.length === 1) throw conflict('this is your last passkey; add another one first');
        return {
          kind: 'passkey.removed',
          body: { adminId: self.id, passkeyId: id },
          rows: [restrictionRow({ what: 'passkeys-removed', id, adminId: self.id, at: core.clock() })],
          result: undefined,
        };
      });
    },
  };
}

export function descriptorOf(row: PasskeyRow): CredentialDescriptor {
  return { type: 'public-key', id: row.id, transports: JSON.parse(row.transports) as string[] };
}

function passkeyRecordOf(row: PasskeyRow): PasskeyRecord {
  const { id, name, aaguid, isBackupEligible, isBackedUp, createdAt } = row;
  return {
    id,
    name,
    aaguid,
    isBackupEligible,
    isBackedUp,
    createdAt,
    lastUsedAt: row.lastUsedAt ?? undefined,
    suspectedAt: row.suspectedAt ?? undefined,
  };
}
