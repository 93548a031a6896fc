import { forgetFailures, spendAttempt } from '../attempts.ts';
import type { AuditRow, JsonObject } from '../audit-trail.ts';
import { change, type Hold, type Plan } from '../change.ts';
import { restrictionRow } from '../companions/restriction-rows.ts';
import { fromWhere, type Caller, type Core } from '../core.ts';
import { openFlow, startFlow } from '../flow.ts';
import { provePasskey } from '../passkey-proof.ts';
import { findAdmin, findDevice, findRecoveryCode, findTotp, readEpoch, type AdminRow } from '../reading.ts';
import { refuseStranger, type Refused } from '../refusal.ts';
import { parseOneTimeCode } from '../secrets/one-time-code.ts';
import { hashToken, newToken } from '../secrets/token.ts';
import { newSession, type SignInMethod } from '../session.ts';
import { judgeTotp } from '../totp.ts';
import { authenticationOptions, type AuthenticationOptions } from '../webauthn/options.ts';

export interface SignedIn {
  readonly outcome: 'signed-in';
  readonly adminId: string;
  readonly sessionId: string;
  /** For the session cookie; shown once. */
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** The trusted device's next token; the one that was presented no longer counts. */
  readonly deviceToken?: string;
}

export interface SignIn {
  /** A challenge for any passkey of this installation. Writes nothing. */
  begin(): Promise<{ readonly flow: string; readonly options: AuthenticationOptions }>;
  /**
   * Signs in with a passkey that the user was verified for. `response` is what `PublicKeyCredential.toJSON()` gave;
   * `deviceToken` is the browser's, if it has one.
   */
  finish(
    caller: Caller,
    answer: { readonly flow: string; readonly response: unknown; readonly deviceToken?: string },
  ): Promise<SignedIn | Refused>;
  /**
   * Signs in without a passkey: TOTP together with an unused recovery code or a trusted device. What was wrong is not said,
   * and neither is that too much was wrong before.
   */
  fallback(
    caller: Caller,
    answer: { readonly totp: string; readonly recoveryCode?: string; readonly deviceToken?: string },
  ): Promise<SignedIn | Refused>;
}

export function createSignIn(core: Core): SignIn {
  return {
    async begin() {
      const { flow, token } = startFlow(core, 'sign-in', { epoch: await readEpoch(core) });
      return { flow: token, options: authenticationOptions(core.relyingParty, flow.challenge, []) };
    },
    finish: async (caller, answer) =>
      await change(core, async (hold) => await signInWithPasskey(core, hold, caller, answer)),
    async fallback(caller, answer) {
      const method = answer.recoveryCode === undefined ? 'totp+device' : 'totp+recovery-code';
      const refuse = async (body: JsonObject): Promise<Plan<Refused>> =>
        await refuseStranger(core, caller, {
          kind: 'sign-in.refused',
          actor: 'anonymous',
          body: { method, ...body },
          rows: [],
        });
      const owned = await findOwned(core, answer);
      if (owned === undefined)
        return await change(core, async () => await refuse({ fault: 'code-or-device' }));
      const { adminId } = owned;
      // To whoever asks it is a failure like any other: a lock that showed would tell that the code is right.
      const isCounted = await spendAttempt(core, caller, adminId, method);
      if (!isCounted) return await change(core, async () => await refuse({ fault: 'locked', adminId }));
      return await change<SignedIn | Refused>(
        core,
        async (hold) =>
          (await signInWithCodes(core, hold, caller, { ...answer, adminId })) ??
          (await refuse({ fault: 'totp', adminId })),
      );
    },
  };
}

async function signInWithPasskey(
  core: Core,
  hold: Hold,
  caller: Caller,
  answer: Parameters<SignIn['finish']>[1],
): Promise<Plan<SignedIn | Refused>> {
  const epoch = await readEpoch(core);
  const opened = await openFlow(core, 'sign-in', answer.flow, { epoch });
  const refuse = async (
    { fault, adminId, passkeyId }: { fault: string; adminId?: string; passkeyId?: string },
    rows: readonly AuditRow[],
  ): Promise<Plan<Refused>> =>
    await refuseStranger(core, caller, {
      kind: 'sign-in.refused',
      actor: 'anonymous',
      body: {
        method: 'passkey',
        fault,
        ...(adminId === undefined ? {} : { adminId }),
        ...(passkeyId === undefined ? {} : { passkeyId }),
      },
      rows,
      mustStand: fault === 'counter',
    });
  if (!opened.isOpen) return await refuse(opened, []);
  const proof = await provePasskey(core, hold, {
    response: answer.response,
    challenge: opened.flow.challenge,
  });
  if (!proof.isGood) return await refuse(proof, [opened.use, ...proof.rows]);
  const device = await presentedDevice(core, answer.deviceToken);
  const deviceId = device?.adminId === proof.admin.id ? device.id : undefined;
  return signedIn(core, caller, {
    admin: proof.admin,
    method: 'passkey',
    epoch,
    rows: [opened.use, proof.row],
    body: { passkeyId: proof.passkey.id },
    ...(deviceId === undefined ? {} : { deviceId }),
  });
}

/** The thing that is owned beside TOTP, and what its use changes. */
interface Owned {
  readonly adminId: string;
  readonly method: SignInMethod;
  readonly row: AuditRow;
  readonly deviceId?: string;
  readonly deviceToken?: string;
}

/** Undefined for anything that is not right. */
async function signInWithCodes(
  core: Core,
  hold: Hold,
  caller: Caller,
  answer: Parameters<SignIn['fallback']>[1] & { readonly adminId: string },
): Promise<Plan<SignedIn> | undefined> {
  const { adminId } = answer;
  await hold(`admin:${adminId}`);
  const [owned, admin, totp, epoch] = await Promise.all([
    findOwned(core, answer),
    findAdmin(core, adminId),
    findTotp(core, adminId),
    readEpoch(core),
  ]);
  if (owned?.adminId !== adminId || admin === undefined || admin.disabledAt !== null) return undefined;
  const now = core.clock();
  const secret = totp === undefined ? undefined : core.vault.open(`totp:${adminId}`, totp.secret)?.['secret'];
  if (totp === undefined || typeof secret !== 'string') return undefined;
  const step = judgeTotp(secret, answer.totp, { now, lastStep: totp.lastStep });
  if (step === undefined) return undefined;
  return signedIn(core, caller, {
    admin,
    method: owned.method,
    epoch,
    rows: [
      owned.row,
      restrictionRow({ what: 'totp-used', adminId, step, at: now }),
      forgetFailures(core, adminId),
    ],
    body: {},
    ...(owned.deviceId === undefined ? {} : { deviceId: owned.deviceId }),
    ...(owned.deviceToken === undefined ? {} : { deviceToken: owned.deviceToken }),
  });
}

/** A recovery code where one is given, else the device. */
async function findOwned(
  core: Core,
  { recoveryCode, deviceToken }: { readonly recoveryCode?: string; readonly deviceToken?: string },
): Promise<Owned | undefined> {
  const at = core.clock();
  if (recoveryCode !== undefined) {
    const code = parseOneTimeCode(recoveryCode);
    if (code === undefined) return undefined;
    const hash = core.vault.hashCode(code);
    const found = await findRecoveryCode(core, hash);
    if (found === undefined) return undefined;
    const row = restrictionRow({ what: 'recovery-code-used', hash, at });
    return { adminId: found.adminId, method: 'totp+recovery-code', row };
  }
  const device = await presentedDevice(core, deviceToken);
  if (device === undefined) return undefined;
  const next = newToken(core, 'zqd');
  const row = restrictionRow({ what: 'device-used', id: device.id, hash: hashToken(next), at });
  return {
    adminId: device.adminId,
    method: 'totp+device',
    row,
    deviceId: device.id,
    deviceToken: next,
  };
}

async function presentedDevice(core: Core, token: string | undefined): ReturnType<typeof findDevice> {
  return token === undefined ? undefined : await findDevice(core, hashToken(token));
}

function signedIn(
  core: Core,
  caller: Caller,
  what: {
    readonly admin: AdminRow;
    readonly method: SignInMethod;
    readonly epoch: number;
    readonly rows: readonly AuditRow[];
    readonly body: Record<string, string>;
    readonly deviceId?: string;
    readonly deviceToken?: string;
  },
): Plan<SignedIn> {
  const { admin, method, epoch, deviceId, deviceToken } = what;
  const started = newSession(core, {
    adminId: admin.id,
    state: 'full',
    method,
    epoch,
    caller,
    ...(deviceId === undefined ? {} : { deviceId }),
  });
  return {
    entry: {
      kind: 'session.started',
      actor: admin.id,
      body: {
        sessionId: started.id,
        method,
        ...what.body,
        ...(deviceId === undefined ? {} : { deviceId }),
        ...fromWhere(caller),
      },
    },
    rows: [...what.rows, started.row],
    result: {
      outcome: 'signed-in',
      adminId: admin.id,
      sessionId: started.id,
      token: started.token,
      expiresAt: started.expiresAt,
      ...(deviceToken === undefined ? {} : { deviceToken }),
    },
  };
}
