import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Database } from '@zoqore/database';
import type { AuditTrail, AuditWriter } from './audit-trail.ts';
import { approvalAnswerWriter } from './companions/approval-answer.ts';
import { changeWriter } from './companions/change-rows.ts';
import { flowUseWriter } from './companions/flow-use.ts';
import { guardWriter } from './companions/guard.ts';
import { restrictionWriter } from './companions/restriction-rows.ts';
import { standingSessionWriter } from './companions/standing-session.ts';
import { standingTokenWriter } from './companions/standing-token.ts';
import type { Core, Lifetimes } from './core.ts';
import { createAdmins, type Admins } from './operations/admins.ts';
import { createApprovalSignatures, type ApprovalSignatures } from './operations/approvals.ts';
import { createDevices, type Devices } from './operations/devices.ts';
import { createEnrolment, type Enrolment } from './operations/enrolment.ts';
import { createHost, type HostOperations } from './operations/host.ts';
import { createLockouts, type Lockouts } from './operations/lockouts.ts';
import { createPasskeys, type Passkeys } from './operations/passkeys.ts';
import { createRecoveryCodes, type RecoveryCodes } from './operations/recovery-codes.ts';
import { createSessions, type Sessions } from './operations/sessions.ts';
import { createSignIn, type SignIn } from './operations/sign-in.ts';
import { createStepUp, type StepUp } from './operations/step-up.ts';
import { createTokens, type Tokens } from './operations/tokens.ts';
import { createTotp, type Totp } from './operations/totp.ts';
import { createVault } from './secrets/vault.ts';
import type { RelyingParty } from './webauthn/relying-party.ts';

export interface IdentityOptions {
  readonly database: Database;
  /** The ledger, opened with `identityWriters` among its companions. */
  readonly trail: AuditTrail;
  readonly relyingParty: RelyingParty;
  /** 32 bytes or more, the same in every process and kept: TOTP secrets and codes are useless without it. */
  readonly secret: Uint8Array;
  readonly lifetimes?: Partial<Lifetimes>;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  readonly random?: (bytes: number) => Uint8Array;
}

/** Admins, what proves them, and what they may do. */
export interface Identity {
  readonly admins: Admins;
  readonly approvals: ApprovalSignatures;
  readonly devices: Devices;
  readonly enrolment: Enrolment;
  readonly lockouts: Lockouts;
  readonly passkeys: Passkeys;
  readonly recoveryCodes: RecoveryCodes;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly stepUp: StepUp;
  readonly tokens: Tokens;
  readonly totp: Totp;
  /** For the command line on the host, and for no listener. */
  readonly host: HostOperations;
}

/** To be given to `openLedger` as `companions`: they write identity's rows in the transaction of their entries. */
export const identityWriters: readonly AuditWriter[] = [
  guardWriter,
  flowUseWriter,
  standingSessionWriter,
  standingTokenWriter,
  approvalAnswerWriter,
  changeWriter,
  restrictionWriter,
];

const minute = 60_000;
const defaults: Lifetimes = {
  idleMs: 15 * minute,
  absoluteMs: 12 * 60 * minute,
  stepUpMs: 5 * minute,
  flowMs: 5 * minute,
  pendingMs: 15 * minute,
  grantMs: 60 * minute,
  deviceMs: 30 * 24 * 60 * minute,
};
const longest: Lifetimes = {
  ...defaults,
  idleMs: 60 * minute,
  flowMs: 10 * minute,
  pendingMs: 60 * minute,
  grantMs: 24 * 60 * minute,
  deviceMs: 90 * 24 * 60 * minute,
};

/** Makes the tables of identity. Before the ledger is opened with `identityWriters`, which write into them. */
export async function migrateIdentity(database: Database): Promise<void> {
  await database.migrate({
    schema: 'zoqore_identity',
    folder: fileURLToPath(new URL('../migrations', import.meta.url)),
  });
}

/**
 * Opens identity over tables that `migrateIdentity` made. The caller keeps database and ledger.
 * @throws RangeError for a secret that is too short or a life time that is too long
 */
export function openIdentity(options: IdentityOptions): Identity {
  const lifetimes = { ...defaults, ...options.lifetimes };
  for (const [name, found] of Object.entries(lifetimes)) {
    const most = longest[name as keyof Lifetimes];
    if (!(found > 0 && found <= most)) {
      throw new RangeError(`expected \`${name}\` above 0 and at most ${most} ms, found ${found}`);
    }
  }
  const core: Core = {
    database: options.database,
    trail: options.trail,
    vault: createVault(options.secret),
    relyingParty: options.relyingParty,
    lifetimes,
    clock: options.clock ?? Date.now,
    random: options.random ?? randomBytes,
  };
  return {
    admins: createAdmins(core),
    approvals: createApprovalSignatures(core),
    devices: createDevices(core),
    enrolment: createEnrolment(core),
    lockouts: createLockouts(core),
    passkeys: createPasskeys(core),
    recoveryCodes: createRecoveryCodes(core),
    sessions: createSessions(core),
    signIn: createSignIn(core),
    stepUp: createStepUp(core),
    tokens: createTokens(core),
    totp: createTotp(core),
    host: createHost(core),
  };
}
