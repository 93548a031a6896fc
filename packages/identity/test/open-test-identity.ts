import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Database } from '@zoqore/database';
import { openTestDatabase } from '@zoqore/database/testing';
import { createSigner, openLedger, type Ledger, type LedgerStore } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import {
  identityWriters,
  migrateIdentity,
  openIdentity,
  relyingPartyOf,
  type Identity,
  type IdentityOptions,
  type PendingSession,
  type Session,
  type StepUpPurpose,
} from '../src/index.ts';
import {
  createSoftwarePasskey,
  type SoftwarePasskey,
  type SoftwarePasskeyOptions,
} from '../src/testing/index.ts';

export const origin = 'https://zoqore.test';
export const caller = { source: '192.0.2.7', agent: 'test' };

const signer = createSigner('zoqore/test/main', generateKeyPairSync('ed25519').privateKey);

/** Somebody who is enrolled: what they have, and the token of the session that they just got. */
export interface Person {
  readonly id: string;
  readonly passkey: SoftwarePasskey;
  readonly token: string;
  readonly recoveryCodes: readonly string[];
}

export interface TestIdentity {
  readonly identity: Identity;
  readonly ledger: Ledger;
  readonly database: Database;
  readonly secret: Uint8Array;
  now(): number;
  /** Moves the clock that identity sees. */
  advance(ms: number): void;
  passkey(options?: Partial<SoftwarePasskeyOptions>): SoftwarePasskey;
  /** The first owner, by a code of the host. */
  enrolOwner(name?: string, passkey?: SoftwarePasskey): Promise<Person>;
  /** Someone more, invited by the session. */
  enrol(by: Session, name: string, role: 'owner' | 'admin' | 'auditor'): Promise<Person>;
  enrolWith(code: string, options?: { name?: string; passkey?: SoftwarePasskey }): Promise<Person>;
  session(token: string): Promise<Session>;
  pending(token: string): Promise<PendingSession>;
  signIn(passkey: SoftwarePasskey, deviceToken?: string): Promise<Session & { readonly token: string }>;
  /** The same session after a step-up. */
  stepUp(
    session: Session,
    passkey: SoftwarePasskey,
    purpose: StepUpPurpose,
  ): Promise<Session & { readonly token: string }>;
  entries(kind?: string): Promise<readonly { kind: string; actor: string; body: Record<string, unknown> }[]>;
  close(): Promise<void>;
}

export interface TestIdentityOptions extends Partial<Omit<IdentityOptions, 'database' | 'trail'>> {
  /** Opens on this one and leaves it open. */
  readonly database?: Database;
  readonly store?: LedgerStore;
  readonly wrap?: (ledger: Ledger) => IdentityOptions['trail'];
}

/** Real tables, a real ledger, real signatures; only the clock is in hand. */
export async function openTestIdentity(options: TestIdentityOptions = {}): Promise<TestIdentity> {
  const { database: given, store, wrap = (ledger: Ledger) => ledger, ...rest } = options;
  const database = given ?? (await openTestDatabase());
  await migrateIdentity(database);
  const ledger = await openLedger({
    store: store ?? createSqlStore({ database, durability: 'process' }),
    origin: 'zoqore/test/main',
    signer,
    companions: identityWriters,
  });
  let offset = 0;
  const secret = rest.secret ?? randomBytes(32);
  const now = rest.clock ?? ((): number => Date.now() + offset);
  const identity = openIdentity({
    database,
    trail: wrap(ledger),
    relyingParty: relyingPartyOf(origin),
    ...rest,
    secret,
    clock: now,
  });

  const passkey: TestIdentity['passkey'] = (fields = {}) => createSoftwarePasskey({ origin, ...fields });
  const session = async (token: string): Promise<Session> => required(await identity.sessions.check(token));
  const pending = async (token: string): Promise<PendingSession> =>
    required(await identity.sessions.checkPending(token));
  const enrolWith: TestIdentity['enrolWith'] = async (code, { name, passkey: made = passkey() } = {}) => {
    const opened = expectOutcome(await identity.enrolment.redeem(caller, code), 'opened');
    const half = await pending(opened.token);
    const begun = await identity.enrolment.begin(half, name === undefined ? {} : { name });
    const enrolled = expectOutcome(
      await identity.enrolment.finish(half, caller, {
        flow: begun.flow,
        response: made.create(begun.options),
        passkeyName: 'key',
      }),
      'enrolled',
    );
    const { adminId: id, token, recoveryCodes } = enrolled;
    return { id, passkey: made, token, recoveryCodes };
  };

  return {
    identity,
    ledger,
    database,
    secret,
    now,
    advance: (ms) => {
      offset += ms;
    },
    passkey,
    session,
    pending,
    enrolWith,
    enrolOwner: async (name = 'Ada', made = passkey()) => {
      const { code } = await identity.host.issueFirstOwnerCode();
      return await enrolWith(code, { name, passkey: made });
    },
    enrol: async (by, name, role) => await enrolWith((await identity.admins.invite(by, { name, role })).code),
    signIn: async (made, deviceToken) => {
      const { flow, options: asked } = await identity.signIn.begin();
      const { token } = expectOutcome(
        await identity.signIn.finish(caller, {
          flow,
          response: made.get(asked),
          ...(deviceToken === undefined ? {} : { deviceToken }),
        }),
        'signed-in',
      );
      return { ...(await session(token)), token };
    },
    stepUp: async (held, made, purpose) => {
      const { flow, options: asked } = await identity.stepUp.begin(held, purpose);
      const { token } = expectOutcome(
        await identity.stepUp.finish(held, { flow, response: made.get(asked) }),
        'stepped-up',
      );
      return { ...(await session(token)), token };
    },
    entries: async (kind) =>
      (await ledger.entries({ limit: 1000, ...(kind === undefined ? {} : { kind }) })).map((entry) => ({
        kind: entry.kind,
        actor: entry.actor,
        body: entry.body,
      })),
    close: async () => {
      await ledger.close();
      if (given === undefined) await database.close();
    },
  };
}

export function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value, found undefined');
  return value;
}

type WithOutcome = { readonly outcome: string };

export function expectOutcome<T extends WithOutcome, O extends T['outcome']>(
  answer: T,
  outcome: O,
): Extract<T, { readonly outcome: O }> {
  if (answer.outcome !== outcome) throw new Error(`expected ${outcome}, found ${JSON.stringify(answer)}`);
  return answer as Extract<T, { readonly outcome: O }>;
}
