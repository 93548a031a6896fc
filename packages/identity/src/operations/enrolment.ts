import { forgetFailures } from '../attempts.ts';
import type { AuditRow } from '../audit-trail.ts';
import { change, type Hold, type Plan } from '../change.ts';
import { changeRow } from '../companions/change-rows.ts';
import { grantsEndedRow, restrictionRow, sessionsEndedRow } from '../companions/restriction-rows.ts';
import { standingSessionRow } from '../companions/standing-session.ts';
import { fromWhere, newId, type Caller, type Core } from '../core.ts';
import { conflict } from '../errors.ts';
import { openFlow, startFlow, type Flow } from '../flow.ts';
import { nameKey, parseName } from '../names.ts';
import { newPasskeyRow } from '../new-passkey.ts';
import { findAdmin, findGrant, findPasskey, listAdmins, readEpoch, type GrantRow } from '../reading.ts';
import { newRecoveryCodes } from '../recovery-codes.ts';
import { refuseStranger, type Refused } from '../refusal.ts';
import { parseOneTimeCode } from '../secrets/one-time-code.ts';
import { newSession, type PendingSession } from '../session.ts';
import { registrationOptions, type RegistrationOptions } from '../webauthn/options.ts';
import { judgeRegistration } from '../webauthn/registration.ts';
import type { CeremonyFault } from '../webauthn/client-data.ts';

/** What a one-time code is for. `recovery` replaces every factor that its admin has. */
export type EnrolmentPurpose = 'first-owner' | 'invitation' | 'recovery';

export interface OpenedEnrolment {
  readonly outcome: 'opened';
  readonly purpose: EnrolmentPurpose;
  /** Of an invited or returning admin; the first owner says it in `begin`. */
  readonly name?: string;
  /** Token of the pending session: good for `begin` and `finish`, and for nothing else. */
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface Enrolled {
  readonly outcome: 'enrolled';
  readonly adminId: string;
  readonly sessionId: string;
  /** Of a new, full session; the pending one has ended. */
  readonly token: string;
  readonly expiresAt: number;
  /** Shown once. */
  readonly recoveryCodes: readonly string[];
}

export interface EnrolmentRefused {
  readonly outcome: 'refused';
  readonly fault: CeremonyFault;
}

export interface Enrolment {
  /** Proves a one-time code. The code itself is used up by `finish`. */
  redeem(caller: Caller, code: string): Promise<OpenedEnrolment | Refused>;
  /**
   * A challenge for the passkey that is to be made. `name` only for the first owner.
   * @throws IdentityError STATE_CONFLICT when the code was used or replaced meanwhile, VALIDATION_ERROR
   */
  begin(
    pending: PendingSession,
    who?: { readonly name?: string },
  ): Promise<{ readonly flow: string; readonly options: RegistrationOptions }>;
  /**
   * Makes the admin, or gives the admin new factors, with this passkey; in one entry the code is used up, and in a
   * recovery everything that the admin had before ends.
   * @throws IdentityError STATE_CONFLICT, VALIDATION_ERROR
   */
  finish(
    pending: PendingSession,
    caller: Caller,
    answer: { readonly flow: string; readonly response: unknown; readonly passkeyName: string },
  ): Promise<Enrolled | EnrolmentRefused>;
}

export function createEnrolment(core: Core): Enrolment {
  return {
    redeem: async (caller, code) =>
      await change(core, async (hold) => await redeem(core, hold, caller, code)),
    async begin(pending, who = {}) {
      const epoch = await readEpoch(core);
      const grant = await requireGrant(core, pending, epoch);
      const user = await userOf(core, grant, who.name);
      const sealed = startFlow(core, 'enrolment', {
        epoch,
        sessionId: pending.id,
        subject: JSON.stringify(user),
      });
      return {
        flow: sealed.token,
        options: registrationOptions(core.relyingParty, user, sealed.flow.challenge, []),
      };
    },
    async finish(pending, caller, answer) {
      const passkeyName = parseName('passkeyName', answer.passkeyName);
      return await change(
        core,
        async (hold) => await finish(core, hold, { pending, caller, answer: { ...answer, passkeyName } }),
      );
    },
  };
}

async function redeem(
  core: Core,
  hold: Hold,
  caller: Caller,
  typed: string,
): Promise<Plan<OpenedEnrolment | Refused>> {
  const epoch = await readEpoch(core);
  const code = parseOneTimeCode(typed);
  const hash = code === undefined ? undefined : core.vault.hashCode(code);
  const found = hash === undefined ? undefined : await findGrant(core, { hash }, epoch);
  if (found === undefined) {
    return await refuseStranger(core, caller, {
      kind: 'enrolment.refused',
      actor: 'anonymous',
      body: { fault: 'code' },
      rows: [],
    });
  }
  await hold(`grant:${found.id}`);
  const grant = await requireGrant(core, { grantId: found.id }, epoch);
  const pending = newSession(core, {
    adminId: grant.adminId,
    state: 'pending',
    method: 'enrolment',
    epoch,
    caller,
    grantId: grant.id,
  });
  const purpose = grant.purpose as EnrolmentPurpose;
  const name = grant.adminId === null ? grant.name : (await findAdmin(core, grant.adminId))?.name;
  return {
    entry: {
      kind: 'enrolment.opened',
      actor: grant.adminId ?? 'anonymous',
      body: { grantId: grant.id, purpose, sessionId: pending.id, ...fromWhere(caller) },
    },
    rows: [pending.row],
    result: {
      outcome: 'opened',
      purpose,
      ...(name === null || name === undefined ? {} : { name }),
      token: pending.token,
      expiresAt: pending.expiresAt,
    },
  };
}

async function requireGrant(
  core: Core,
  { grantId }: Pick<PendingSession, 'grantId'>,
  epoch: number,
): Promise<GrantRow> {
  const grant = await findGrant(core, { id: grantId }, epoch);
  if (grant === undefined) throw conflict('the one-time code was used, replaced or has expired');
  return grant;
}

interface User {
  readonly handle: string;
  readonly name: string;
}

async function userOf(core: Core, grant: GrantRow, name: string | undefined): Promise<User> {
  if (grant.adminId !== null) {
    const admin = await findAdmin(core, grant.adminId);
    if (admin === undefined || admin.disabledAt !== null) throw conflict('the admin is disabled');
    return { handle: admin.userHandle, name: admin.name };
  }
  const handle = Buffer.from(core.random(32)).toString('base64url');
  return { handle, name: grant.name ?? parseName('name', name) };
}

interface Finishing {
  readonly pending: PendingSession;
  readonly caller: Caller;
  readonly answer: { readonly flow: string; readonly response: unknown; readonly passkeyName: string };
}

async function finish(
  core: Core,
  hold: Hold,
  { pending, caller, answer }: Finishing,
): Promise<Plan<Enrolled | EnrolmentRefused>> {
  // `admins`: whoever made the grant may be disabled at this moment, and it with them.
  await hold('admins', `grant:${pending.grantId}`);
  const epoch = await readEpoch(core);
  const grant = await requireGrant(core, pending, epoch);
  const purpose = grant.purpose as EnrolmentPurpose;
  const opened = await openFlow(core, 'enrolment', answer.flow, { epoch, sessionId: pending.id });
  const refuse = (fault: CeremonyFault, rows: readonly AuditRow[]): Plan<EnrolmentRefused> => ({
    entry: {
      kind: 'enrolment.refused',
      actor: grant.adminId ?? 'anonymous',
      body: { grantId: grant.id, purpose, sessionId: pending.id, fault, ...fromWhere(caller) },
    },
    rows: [...rows, standingSessionRow(pending.id, core.clock())],
    result: { outcome: 'refused', fault },
  });
  if (!opened.isOpen) return refuse(opened.fault, []);
  const { flow, use } = opened;
  const verdict = await judgeRegistration(core.relyingParty, flow.challenge, answer.response);
  if (!verdict.isGood) return refuse(verdict.fault, [use]);
  const { passkey } = verdict;
  await hold(`passkey:${passkey.id}`);
  if ((await findPasskey(core, passkey.id)) !== undefined) return refuse('known-passkey', [use]);

  const who = await enrolledAdmin(core, hold, grant, flow);
  const codes = newRecoveryCodes(core, who.id);
  const started = newSession(core, {
    adminId: who.id,
    state: 'full',
    method: 'enrolment',
    epoch,
    caller,
  });
  const at = core.clock();
  return {
    entry: {
      kind: purpose === 'recovery' ? 'admin.recovered' : 'admin.enrolled',
      actor: who.id,
      body: {
        adminId: who.id,
        name: who.name,
        role: who.role,
        grantId: grant.id,
        purpose,
        grantedBy: grant.madeBy,
        sessionId: started.id,
        passkey: { ...passkey, name: answer.passkeyName },
        ...fromWhere(caller),
      },
    },
    rows: [
      use,
      standingSessionRow(pending.id, at),
      ...who.rows,
      newPasskeyRow(core, who.id, passkey, answer.passkeyName),
      codes.row,
      started.row,
      grantsEndedRow({ id: grant.id }, at),
      sessionsEndedRow({ id: pending.id }, at, 'enrolled'),
    ],
    result: {
      outcome: 'enrolled',
      adminId: who.id,
      sessionId: started.id,
      token: started.token,
      expiresAt: started.expiresAt,
      recoveryCodes: codes.codes,
    },
  };
}

interface EnrolledAdmin {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly rows: readonly AuditRow[];
}

async function enrolledAdmin(core: Core, hold: Hold, grant: GrantRow, flow: Flow): Promise<EnrolledAdmin> {
  if (grant.adminId !== null) return await returningAdmin(core, hold, grant.adminId);
  const admins = await listAdmins(core);
  const isFirst = grant.purpose === 'first-owner';
  if (isFirst && admins.length > 0) throw conflict('the first owner is enrolled; set-up is over');
  const { handle, name } = JSON.parse(flow.subject ?? '') as User;
  requireFreeName(admins, name);
  const id = newId(core, 'adm');
  const role = grant.role ?? 'owner';
  const row = changeRow({
    what: 'admin-added',
    id,
    name,
    nameKey: nameKey(name),
    role,
    userHandle: handle,
    isFirst,
    createdAt: core.clock(),
  });
  return { id, name, role, rows: [row] };
}

/** @throws IdentityError STATE_CONFLICT */
export function requireFreeName(admins: readonly { readonly nameKey: string }[], name: string): void {
  if (admins.some((admin) => admin.nameKey === nameKey(name))) {
    throw conflict(`an admin called \`${name}\` exists already`);
  }
}

/** With nothing left of what somebody else may have. */
async function returningAdmin(core: Core, hold: Hold, adminId: string): Promise<EnrolledAdmin> {
  await hold(`admin:${adminId}`);
  const admin = await findAdmin(core, adminId);
  if (admin === undefined || admin.disabledAt !== null) throw conflict('the admin is disabled');
  const at = core.clock();
  const { id, name, role } = admin;
  return {
    id,
    name,
    role,
    rows: [
      restrictionRow({ what: 'passkeys-removed', id: null, adminId, at }),
      restrictionRow({ what: 'totp-disabled', adminId, at }),
      restrictionRow({ what: 'recovery-codes-ended', adminId, at }),
      restrictionRow({ what: 'devices-forgotten', id: null, adminId, at }),
      restrictionRow({ what: 'tokens-revoked', id: null, adminId, at }),
      grantsEndedRow({ madeBy: adminId }, at),
      sessionsEndedRow({ adminId }, at, 'recovered'),
      forgetFailures(core, adminId),
    ],
  };
}
