import { openDatabase, type Database } from '@zoqore/database';
import { startTestPostgres, type TestPostgres } from '@zoqore/database/testing';
import { ledgerGrants } from '@zoqore/ledger/postgres';
import { sql } from 'drizzle-orm';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityGrants } from '../src/index.ts';
import {
  caller,
  expectOutcome,
  openTestIdentity,
  required,
  type Person,
  type TestIdentity,
} from './open-test-identity.ts';

/** Two processes' worth of identity on one database; the second as a role that owns nothing. */
let server: TestPostgres;
let databases: Database[];
let one: TestIdentity;
let two: TestIdentity;
let owner: Person;

beforeAll(async () => {
  server = await startTestPostgres();
  const admin = await openDatabase({ url: server.url });
  one = await openTestIdentity({ database: admin });
  owner = await one.enrolOwner();
  await admin.query(sql`create role narrow login password 'narrow'`);
  for (const statement of [...ledgerGrants('narrow'), ...identityGrants('narrow')]) {
    await admin.query(sql.raw(statement));
  }
  const narrow = await openDatabase({ url: server.url.replace(/\/\/[^@]+@/, '//narrow:narrow@') });
  databases = [admin, narrow];
  two = await openTestIdentity({ database: narrow, secret: one.secret });
});
afterAll(async () => {
  expect(await two.ledger.verify()).toMatchObject({ verified: true });
  await one.close();
  await two.close();
  await Promise.all(databases.map((database) => database.close()));
  await server.stop();
});

const spread = <T>(count: number, work: (identity: TestIdentity['identity']) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => work((i % 2 === 0 ? one : two).identity)));

describe('two processes on one database', () => {
  it('know at once of a session that the other started, renewed or ended', async () => {
    const session = await one.signIn(owner.passkey);
    await two.session(session.token);
    const raised = await two.stepUp(session, owner.passkey, 'sessions');
    expect(await one.identity.sessions.check(session.token)).toBeUndefined();
    await one.identity.sessions.endAllOf(raised, owner.id);
    expect(await two.identity.sessions.check(raised.token)).toBeUndefined();
    await expect(two.identity.sessions.signOut(raised)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('end what began before, whatever their clocks say', async () => {
    // Two's clock is ahead: by it the session begins after it was ended.
    two.advance(4 * 60_000);
    const session = await two.signIn(owner.passkey);
    const { token } = await two.identity.tokens.create(await two.stepUp(session, owner.passkey, 'tokens'), {
      name: 'ci',
      scopes: ['ledger:read'],
    });
    await one.identity.sessions.endAll(one.identity.host.authority);
    expect(await two.identity.sessions.check(session.token)).toBeUndefined();
    expect(await one.identity.tokens.check(token)).toBeDefined();
    const boss = await one.stepUp(await one.signIn(owner.passkey), owner.passkey, 'admins');
    const bob = await one.enrol(boss, 'Bob the first', 'admin');
    const asBob = await two.stepUp(await two.signIn(bob.passkey), bob.passkey, 'tokens');
    const shadow = await two.identity.tokens.create(asBob, { name: 'x', scopes: ['ledger:read'] });
    await one.identity.admins.disable(boss, bob.id);
    await one.identity.admins.enable(boss, bob.id);
    expect(await two.identity.tokens.check(shadow.token)).toBeUndefined();
    one.advance(4 * 60_000);
  });

  it('take a challenge once', async () => {
    const { flow, options } = await one.identity.signIn.begin();
    const response = owner.passkey.get(options);
    const answers = await spread(8, async ({ signIn }) => signIn.finish(caller, { flow, response }));
    expect(answers.filter(({ outcome }) => outcome === 'signed-in')).toHaveLength(1);
  });

  it('take a recovery code once and a TOTP code once, and have one budget', async () => {
    const session = await one.stepUp(await one.signIn(owner.passkey), owner.passkey, 'factors');
    const begun = await two.identity.totp.begin(session);
    const code = (): string => generateSync({ secret: begun.secret, epoch: Math.floor(one.now() / 1000) });
    await one.identity.totp.confirm(session, { flow: begun.flow, code: code() });
    for (const test of [one, two]) test.advance(60_000);
    const [first = '', second = '', third = ''] = owner.recoveryCodes;
    const same = await spread(6, async ({ signIn }) =>
      signIn.fallback(caller, { totp: code(), recoveryCode: first }),
    );
    expect(same.filter(({ outcome }) => outcome === 'signed-in')).toHaveLength(1);
    for (const test of [one, two]) test.advance(2 * 3_600_000);
    // Two codes, one time step.
    const step = await Promise.all([
      one.identity.signIn.fallback(caller, { totp: code(), recoveryCode: second }),
      two.identity.signIn.fallback(caller, { totp: code(), recoveryCode: third }),
    ]);
    expect(step.map(({ outcome }) => outcome).toSorted()).toEqual(['refused', 'signed-in']);
    for (const test of [one, two]) test.advance(2 * 3_600_000);
    const unused = required(step[0]?.outcome === 'signed-in' ? third : second);
    await spread(20, async ({ signIn }) => signIn.fallback(caller, { totp: '000000', recoveryCode: unused }));
    const locked = (await two.identity.lockouts.list(await two.signIn(owner.passkey))).find(
      ({ key }) => key === `admin:${owner.id}`,
    );
    expect(locked?.failures).toBe(5);
    expect(await two.identity.signIn.fallback(caller, { totp: code(), recoveryCode: unused })).toMatchObject({
      outcome: 'refused',
    });
  });

  it('use an invitation once', async () => {
    const boss = await one.stepUp(await one.signIn(owner.passkey), owner.passkey, 'admins');
    const { code } = await one.identity.admins.invite(boss, { name: 'Bob', role: 'owner' });
    const enrolled = await Promise.allSettled([
      one.enrolWith(code),
      two.enrolWith(code),
      one.enrolWith(code),
    ]);
    expect(enrolled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('void an invitation whose maker is disabled at the same moment, or take it before', async () => {
    const boss = await one.stepUp(await one.signIn(owner.passkey), owner.passkey, 'admins');
    const eve = await one.enrol(boss, 'Eve', 'owner');
    const asEve = await two.stepUp(await two.signIn(eve.passkey), eve.passkey, 'admins');
    const used = await two.identity.admins.invite(asEve, { name: 'Friend', role: 'owner' });
    const { code } = await two.identity.admins.invite(asEve, { name: 'Other friend', role: 'owner' });
    const [enrolled] = await Promise.allSettled([
      two.enrolWith(used.code),
      one.identity.admins.disable(boss, eve.id),
    ]);
    const kinds = (await one.entries()).map(
      ({ kind, body }) => `${kind} ${JSON.stringify(body['name'] ?? '')}`,
    );
    if (enrolled.status === 'fulfilled') {
      expect(kinds.indexOf('admin.enrolled "Friend"')).toBeLessThan(kinds.indexOf('admin.disabled ""'));
    }
    expect(await two.identity.enrolment.redeem(caller, code)).toMatchObject({ outcome: 'refused' });
  });

  it('give the first owner’s place to one of many', async () => {
    await databases[0]?.query(sql`CREATE DATABASE empty`);
    const url = server.url.replace(/\/postgres$/, '/empty');
    const empty = await Promise.all([openDatabase({ url }), openDatabase({ url })]);
    const [a, b] = [
      await openTestIdentity({ database: empty[0] }),
      await openTestIdentity({ database: empty[1], secret: one.secret }),
    ];
    const { code } = await a.identity.host.issueFirstOwnerCode();
    // The other has another secret: to it the code is none.
    expect(await b.identity.enrolment.redeem(caller, code)).toMatchObject({ outcome: 'refused' });
    const answers = await Promise.allSettled(
      Array.from({ length: 4 }, async (_, i) => a.enrolWith(code, { name: `Owner ${i}` })),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await b.identity.admins.list(b.identity.host.authority)).toHaveLength(1);
    await a.close();
    await b.close();
    await Promise.all(empty.map(async (database) => database.close()));
  });

  it('sign nobody in when the database is gone', async () => {
    const { flow, options } = await two.identity.signIn.begin();
    const session = await two.signIn(owner.passkey);
    const response = owner.passkey.get(options);
    const away = await openDatabase({ url: server.url });
    const third = await openTestIdentity({ database: away, secret: one.secret });
    expectOutcome(await third.identity.signIn.finish(caller, { flow, response }), 'signed-in');
    await third.close();
    await away.close();
    await expect(third.identity.sessions.check(session.token)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(third.identity.signIn.finish(caller, { flow, response })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });
});
