import { sql } from 'drizzle-orm';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../src/index.ts';
import { engines } from './engines.ts';
import {
  caller,
  expectOutcome,
  openTestIdentity,
  required,
  type Person,
  type TestIdentity,
} from './open-test-identity.ts';

describe.each(engines)('identity on $engine', (engine) => {
  let store: Awaited<ReturnType<typeof engine.open>>;
  let test: TestIdentity;
  let owner: Person;
  let boss: Session & { readonly token: string };

  beforeAll(async () => {
    store = await engine.open();
    test = await openTestIdentity({ database: store.database });
    owner = await test.enrolOwner('Ada');
  });
  afterAll(async () => {
    expect(await test.ledger.verify()).toMatchObject({ verified: true });
    await test.close();
    await store.close();
  });

  /** The owner with a step-up, whatever the clock did since. */
  const asOwner = async (purpose: Parameters<TestIdentity['stepUp']>[2]): Promise<typeof boss> => {
    boss = await test.signIn(owner.passkey);
    return await test.stepUp(boss, owner.passkey, purpose);
  };
  let people = 0;
  const someone = async (role: 'owner' | 'admin' | 'auditor' = 'admin'): Promise<Person> =>
    await test.enrol(await asOwner('admins'), `Person ${(people += 1)}`, role);

  it('goes from a code on the host to an ended session, and the ledger says each of it', async () => {
    const session = await test.signIn(owner.passkey);
    expect(session).toMatchObject({ admin: { name: 'Ada', role: 'owner' }, method: 'passkey', stepUps: [] });
    await test.identity.sessions.signOut(session);
    expect(await test.identity.sessions.check(session.token)).toBeUndefined();
    expect((await test.entries()).map(({ kind }) => kind)).toEqual([
      'enrolment.granted',
      'enrolment.opened',
      'admin.enrolled',
      'session.started',
      'session.ended',
    ]);
  });

  it('enrols the first owner once, for ever', async () => {
    expect(await test.identity.host.isSetUpOpen()).toBe(false);
    await expect(test.identity.host.issueFirstOwnerCode()).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
  });

  it('gives a pending session no more than the enrolment that it is for', async () => {
    const { code } = await test.identity.admins.invite(await asOwner('admins'), {
      name: 'Half',
      role: 'owner',
    });
    const opened = expectOutcome(await test.identity.enrolment.redeem(caller, code), 'opened');
    expect(await test.identity.sessions.check(opened.token)).toBeUndefined();
    const half = await test.pending(opened.token);
    const { flow, options } = await test.identity.enrolment.begin(half);
    const response = test.passkey().create(options);
    const answers = await Promise.allSettled([
      test.identity.enrolment.finish(half, caller, { flow, response, passkeyName: 'a' }),
      test.identity.enrolment.finish(half, caller, { flow, response, passkeyName: 'b' }),
    ]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    // The token of the pending session is dead, and so is the code.
    expect(await test.identity.sessions.checkPending(opened.token)).toBeUndefined();
    expect(await test.identity.enrolment.redeem(caller, code)).toMatchObject({ outcome: 'refused' });
  });

  it('ends sessions by idling, by age, and no use makes an old one younger', async () => {
    const session = await test.signIn(owner.passkey);
    test.advance(14 * 60_000);
    await test.session(session.token);
    test.advance(14 * 60_000);
    // A feed that only looks keeps nothing alive.
    expect(await test.identity.sessions.check(session.token, { isActive: false })).toBeDefined();
    test.advance(60_001);
    expect(await test.identity.sessions.check(session.token)).toBeUndefined();
    const used = await test.signIn(owner.passkey);
    for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
      test.advance(10 * 60_000);
      await test.session(used.token);
    }
    test.advance(10 * 60_000);
    expect(await test.identity.sessions.check(used.token)).toBeUndefined();
  });

  it('steps up for one purpose, with a new token, for five minutes', async () => {
    const session = await test.signIn(owner.passkey);
    await expect(test.identity.recoveryCodes.renew(session)).rejects.toMatchObject({
      code: 'STEP_UP_REQUIRED',
      details: { purpose: 'factors' },
    });
    const raised = await test.stepUp(session, owner.passkey, 'sessions');
    expect(await test.identity.sessions.check(session.token)).toBeUndefined();
    expect(raised.stepUps).toMatchObject([{ purpose: 'sessions' }]);
    await expect(test.identity.recoveryCodes.renew(raised)).rejects.toMatchObject({
      code: 'STEP_UP_REQUIRED',
    });
    await test.identity.sessions.endOthers(raised);
    test.advance(5 * 60_000);
    await expect(test.identity.sessions.endOthers(raised)).rejects.toMatchObject({
      code: 'STEP_UP_REQUIRED',
    });
    expect((await test.session(raised.token)).stepUps).toEqual([]);
  });

  it('lists and ends sessions: one, others, all of somebody, all', async () => {
    const bob = await someone();
    const [one, two, three] = [
      await test.signIn(bob.passkey),
      await test.signIn(bob.passkey),
      await test.signIn(bob.passkey),
    ];
    const own = await test.identity.sessions.list(one);
    expect(new Set(own.items.map(({ adminId }) => adminId))).toEqual(new Set([bob.id]));
    expect(own.items.find(({ isCurrent }) => isCurrent)?.id).toBe(one.id);

    const raised = await test.stepUp(one, bob.passkey, 'sessions');
    await test.identity.sessions.end(raised, two.id);
    expect(await test.identity.sessions.check(two.token)).toBeUndefined();
    await expect(test.identity.sessions.end(raised, boss.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(test.identity.sessions.endAll(raised)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await test.identity.sessions.endOthers(raised);
    expect(await test.identity.sessions.check(three.token)).toBeUndefined();
    await test.session(raised.token);

    const chief = await asOwner('sessions');
    const everyone = await test.identity.sessions.list(chief, { limit: 2 });
    expect(everyone.items).toHaveLength(2);
    const rest = await test.identity.sessions.list(chief, { after: required(everyone.next) });
    expect(rest.items.map(({ id }) => id)).not.toContain(everyone.items[1]?.id);
    await test.identity.sessions.endAllOf(chief, bob.id);
    expect(await test.identity.sessions.check(raised.token)).toBeUndefined();
    await expect(test.identity.sessions.endOthers(raised)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await test.identity.sessions.endAll(chief);
    expect(await test.identity.sessions.check(chief.token)).toBeUndefined();
  });

  it('refuses an entry of another package when the session has ended meanwhile', async () => {
    const session = await test.signIn(owner.passkey);
    const entry = { kind: 'halt.set', actor: 'x', at: new Date(test.now()).toISOString(), body: {} };
    const row = test.identity.sessions.standing(session);
    expect(await test.ledger.append(entry, [row])).toMatchObject({ outcome: 'appended' });
    await test.identity.sessions.signOut(session);
    expect(await test.ledger.append(entry, [row])).toMatchObject({
      outcome: 'refused',
      by: 'identity-session',
    });
  });

  it('keeps several passkeys, excludes known ones, and never removes the last', async () => {
    const bob = await someone();
    const session = await test.stepUp(await test.signIn(bob.passkey), bob.passkey, 'factors');
    const { flow, options } = await test.identity.passkeys.begin(session);
    expect(options.excludeCredentials.map(({ id }) => id)).toEqual([bob.passkey.credentialId]);
    const second = test.passkey({ isSynced: true, algorithm: 'EdDSA', aaguid: Buffer.alloc(16, 7) });
    const added = expectOutcome(
      await test.identity.passkeys.finish(session, { flow, response: second.create(options), name: 'Phone' }),
      'added',
    );
    expect(added.passkey).toMatchObject({
      isBackupEligible: true,
      isBackedUp: true,
      aaguid: '07070707-0707-0707-0707-070707070707',
    });
    await test.signIn(second);
    await test.identity.passkeys.rename(session, second.credentialId, 'Old phone');
    const listed = await test.identity.passkeys.list(session);
    expect(listed.map(({ name, lastUsedAt }) => [name, lastUsedAt !== undefined])).toEqual([
      ['key', true],
      ['Old phone', true],
    ]);
    // Both at once: one of them stays.
    const removals = await Promise.allSettled(
      listed.map(async ({ id }) => await test.identity.passkeys.remove(session, id)),
    );
    expect(removals.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await test.identity.passkeys.list(session)).toHaveLength(1);
  });

  it('signs in by TOTP only with a recovery code or a trusted device, each code once', async () => {
    const bob = await someone();
    const session = await test.stepUp(await test.signIn(bob.passkey), bob.passkey, 'factors');
    const { flow, secret, uri } = await test.identity.totp.begin(session);
    expect(uri).toMatch(/^otpauth:\/\/totp\/ZoQore/);
    const code = (): string => generateSync({ secret, epoch: Math.floor(test.now() / 1000) });
    expect(await test.identity.totp.confirm(session, { flow, code: '000000' })).toMatchObject({
      outcome: 'refused',
    });
    expect(await test.identity.totp.confirm(session, { flow, code: code() })).toEqual({ outcome: 'enabled' });
    const device = await test.identity.devices.trust(session, 'Laptop');
    const [first = '', second = ''] = bob.recoveryCodes;
    // The very code that set it up is of a step that has passed.
    expect(await test.identity.signIn.fallback(caller, { totp: code(), recoveryCode: first })).toMatchObject({
      outcome: 'refused',
    });
    test.advance(30_000);
    expect(await test.identity.signIn.fallback(caller, { totp: code() })).toMatchObject({
      outcome: 'refused',
    });
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () =>
        test.identity.signIn.fallback(caller, { totp: code(), recoveryCode: first.toLowerCase() }),
      ),
    );
    expect(answers.filter(({ outcome }) => outcome === 'signed-in')).toHaveLength(1);
    expect(await test.identity.recoveryCodes.left(session)).toBe(9);
    // The failures of the seven count, so the lock has to pass.
    test.advance(10 * 60_000);
    expect(await test.identity.signIn.fallback(caller, { totp: code(), recoveryCode: first })).toMatchObject({
      outcome: 'refused',
    });
    test.advance(60 * 60_000);
    const onDevice = expectOutcome(
      await test.identity.signIn.fallback(caller, { totp: code(), deviceToken: device.token }),
      'signed-in',
    );
    const signed = await test.session(onDevice.token);
    expect(signed).toMatchObject({ method: 'totp+device', deviceId: device.id });
    test.advance(30_000);
    // The device has a new token.
    expect(
      await test.identity.signIn.fallback(caller, { totp: code(), deviceToken: device.token }),
    ).toMatchObject({ outcome: 'refused' });
    expectOutcome(
      await test.identity.signIn.fallback(caller, { totp: code(), deviceToken: onDevice.deviceToken ?? '' }),
      'signed-in',
    );
    // Codes sign in and do nothing more.
    await expect(test.identity.recoveryCodes.renew(signed)).rejects.toMatchObject({
      code: 'STEP_UP_REQUIRED',
    });
    const raised = await test.stepUp(await test.signIn(bob.passkey), bob.passkey, 'sessions');
    await test.identity.devices.forget(raised, device.id);
    expect(await test.identity.sessions.check(onDevice.token)).toBeUndefined();
    expect(await test.identity.devices.list(raised)).toEqual([]);
    const renewed = await test.identity.recoveryCodes.renew(
      await test.stepUp(raised, bob.passkey, 'factors'),
    );
    test.advance(30_000);
    expect(await test.identity.signIn.fallback(caller, { totp: code(), recoveryCode: second })).toMatchObject(
      { outcome: 'refused' },
    );
    expectOutcome(
      await test.identity.signIn.fallback(caller, { totp: code(), recoveryCode: renewed[0] ?? '' }),
      'signed-in',
    );
  });

  it('keeps an owner, whoever is demoted or disabled at the same moment', async () => {
    const [bob, eve] = [await someone('owner'), await someone('owner')];
    const others = (await test.identity.admins.list(await asOwner('admins'))).filter(
      ({ role, id, isDisabled }) => role === 'owner' && !isDisabled && ![bob.id, eve.id].includes(id),
    );
    const raised = async (person: Person): Promise<Session> =>
      await test.stepUp(await test.signIn(person.passkey), person.passkey, 'admins');
    const [asBob, asEve] = [await raised(bob), await raised(eve)];
    for (const { id } of others) await test.identity.admins.disable(asBob, id);
    const answers = await Promise.allSettled([
      test.identity.admins.setRole(asBob, eve.id, 'auditor'),
      test.identity.admins.disable(asEve, bob.id),
      test.identity.admins.setRole(asBob, bob.id, 'admin'),
      test.identity.admins.disable(asEve, eve.id),
    ]);
    expect(answers.map(({ status }) => status)).toContain('fulfilled');
    const owners = (await test.identity.admins.list(test.identity.host.authority)).filter(
      ({ role, isDisabled }) => role === 'owner' && !isDisabled,
    );
    expect(owners).toHaveLength(1);
    const [left] = owners;
    const person = required([bob, eve].find(({ id }) => id === left?.id));
    const last = await raised(person);
    await expect(test.identity.admins.disable(last, person.id)).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
    });
    for (const { id } of others) await test.identity.admins.enable(last, id);
  });

  it('lets an auditor look and nothing else', async () => {
    const eve = await someone('auditor');
    const session = await test.stepUp(await test.signIn(eve.passkey), eve.passkey, 'admins');
    expect((await test.identity.admins.list(session)).length).toBeGreaterThan(1);
    await expect(
      test.identity.admins.invite(session, { name: 'Mallory', role: 'owner' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const writing = { name: 'ci', scopes: ['sessions:end', 'ledger:read'] } as const;
    const raised = await test.stepUp(session, eve.passkey, 'tokens');
    await expect(test.identity.tokens.create(raised, writing)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await test.identity.tokens.create(raised, { name: 'ci', scopes: ['ledger:read'] });
  });

  it('makes API tokens that expire, are revoked, and shrink with their admin', async () => {
    const bob = await someone('owner');
    const session = await test.stepUp(await test.signIn(bob.passkey), bob.passkey, 'tokens');
    const scopes = ['sessions:end', 'sessions:read'] as const;
    const make = async (lifeMs = 3_600_000) =>
      await test.identity.tokens.create(session, { name: 'qorectl', scopes, lifeMs });
    const [kept, revoked, brief] = [await make(), await make(), await make(60_000)];
    expect(await test.identity.tokens.check(kept.token)).toMatchObject({ scopes, admin: { id: bob.id } });
    expect(await test.identity.tokens.check(`${kept.token}x`)).toBeUndefined();
    await test.identity.tokens.revoke(session, revoked.record.id);
    expect(await test.identity.tokens.check(revoked.token)).toBeUndefined();
    test.advance(60_000);
    expect(await test.identity.tokens.check(brief.token)).toBeUndefined();
    expect((await test.identity.tokens.list(session)).find(({ id }) => id === kept.record.id)).toMatchObject({
      prefix: kept.token.slice(0, 10),
      lastUsedAt: expect.any(Number) as number,
    });
    await expect(
      test.identity.tokens.create(session, { name: 'agent', scopes: ['approvals:decide'] }),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await test.identity.admins.setRole(await asOwner('admins'), bob.id, 'auditor');
    expect(await test.identity.tokens.check(kept.token)).toMatchObject({ scopes: ['sessions:read'] });
    await test.identity.admins.disable(await asOwner('admins'), bob.id);
    expect(await test.identity.tokens.check(kept.token)).toBeUndefined();
    await expect(test.signIn(bob.passkey)).rejects.toThrow('refused');
  });

  it('lets a token do what its scopes say, for its admin, and nothing that wants a passkey', async () => {
    const bob = await someone('admin');
    const chief = await asOwner('tokens');
    const asBob = await test.stepUp(await test.signIn(bob.passkey), bob.passkey, 'tokens');
    const scopes = ['sessions:read', 'sessions:end', 'tokens:revoke'] as const;
    const token = async (by: Session) => {
      const made = await test.identity.tokens.create(by, { name: 'qorectl', scopes });
      return required(await test.identity.tokens.check(made.token));
    };
    const [byOwner, byBob] = [await token(chief), await token(asBob)];
    const { sessions, devices, admins, tokens, lockouts } = test.identity;
    expect(new Set((await sessions.list(byBob)).items.map(({ adminId }) => adminId))).toEqual(
      new Set([bob.id]),
    );
    await expect(sessions.end(byBob, chief.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(sessions.endAll(byBob)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(devices.list(byOwner)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(devices.forget(byOwner, 'dev_x')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(lockouts.clear(byOwner, bob.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(admins.disable(byOwner, bob.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(admins.invite(byOwner, { name: 'X', role: 'owner' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await sessions.end(byOwner, asBob.id);
    expect(await sessions.check(asBob.token)).toBeUndefined();
    expect((await test.entries('session.ended')).at(-1)).toMatchObject({
      actor: owner.id,
      body: { tokenId: byOwner.tokenId },
    });
    // Revoked between the check and what it asks for.
    await tokens.revoke(byOwner, byBob.tokenId);
    await expect(sessions.endAllOf(byBob, bob.id)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('lets the host do what owners do, without a session, and writes that it was the host', async () => {
    const bob = await someone('admin');
    const { authority } = test.identity.host;
    const session = await test.signIn(bob.passkey);
    // What only says that it is the host is the session that it came with.
    const posing = { ...session, isHost: true as const };
    await expect(test.identity.admins.disable(posing, owner.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await test.identity.sessions.end(authority, session.id);
    expect(await test.identity.sessions.check(session.token)).toBeUndefined();
    await test.identity.admins.disable(authority, bob.id);
    await expect(test.identity.host.issueRecoveryCode(bob.id)).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
    });
    await test.identity.admins.enable(authority, bob.id);
    expect((await test.entries()).at(-1)).toMatchObject({ kind: 'admin.enabled', actor: 'host' });
    const owners = (await test.identity.admins.list(authority)).filter(
      ({ role, isDisabled }) => role === 'owner' && !isDisabled,
    );
    // Not even the host takes the last one away.
    const answers = await Promise.allSettled(
      owners.map(async ({ id }) => test.identity.admins.disable(authority, id)),
    );
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    for (const { id } of owners) await test.identity.admins.enable(authority, id);
  });

  it('lets somebody back in from the host, and nothing that they had before', async () => {
    const bob = await someone();
    const session = await test.stepUp(await test.signIn(bob.passkey), bob.passkey, 'tokens');
    const { token } = await test.identity.tokens.create(session, { name: 'x', scopes: ['ledger:read'] });
    const name =
      (await test.identity.admins.list(test.identity.host.authority)).find(({ id }) => id === bob.id)?.name ??
      '';
    const replaced = await test.identity.host.issueRecoveryCode(name.toUpperCase());
    const { code } = await test.identity.host.issueRecoveryCode(bob.id);
    expect(await test.identity.sessions.check(session.token)).toBeUndefined();
    expect(await test.identity.enrolment.redeem(caller, replaced.code)).toMatchObject({ outcome: 'refused' });
    const back = await test.enrolWith(code);
    expect(back.id).toBe(bob.id);
    await expect(test.signIn(bob.passkey)).rejects.toThrow('refused');
    expect(await test.identity.tokens.check(token)).toBeUndefined();
    const again = await test.signIn(back.passkey);
    expect(await test.identity.passkeys.list(again)).toHaveLength(1);
    expect(await test.identity.recoveryCodes.left(again)).toBe(10);
    expect((await test.entries('admin.recovered')).at(-1)?.body).toMatchObject({ grantedBy: 'host' });
  });

  it('lets an owner give another admin a recovery code, and nobody themselves', async () => {
    const bob = await someone();
    const chief = await asOwner('admins');
    await expect(test.identity.admins.issueRecoveryCode(chief, owner.id)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const { code } = await test.identity.admins.issueRecoveryCode(chief, bob.id);
    expect((await test.enrolWith(code)).id).toBe(bob.id);
  });

  it('has one name for one person, however it is spelled', async () => {
    const chief = await asOwner('admins');
    for (const name of ['ADA', ' Ada ', 'Ａｄａ', 'A d a']) {
      await expect(test.identity.admins.invite(chief, { name, role: 'admin' })).rejects.toMatchObject({
        code: 'STATE_CONFLICT',
      });
    }
  });

  it('keeps nothing that a new epoch ends', async () => {
    const session = await test.signIn(owner.passkey);
    const { flow, options } = await test.identity.signIn.begin();
    const { code } = await test.identity.host.issueRecoveryCode((await someone()).id);
    const again = await test.signIn(owner.passkey);
    const before = await test.identity.recoveryCodes.left(again);
    await test.identity.host.startEpoch('doubt');
    expect(await test.identity.sessions.check(session.token)).toBeUndefined();
    await expect(test.identity.sessions.signOut(again)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(
      await test.identity.signIn.finish(caller, { flow, response: owner.passkey.get(options) }),
    ).toMatchObject({ outcome: 'refused' });
    expect(await test.identity.enrolment.redeem(caller, code)).toMatchObject({ outcome: 'refused' });
    const fresh = await test.signIn(owner.passkey);
    expect(await test.identity.recoveryCodes.left(fresh)).toBe(before);
    await test.identity.host.startEpoch('restore');
    expect(await test.identity.recoveryCodes.left(await test.signIn(owner.passkey))).toBe(0);
  });

  it('clears what has lapsed out of the tables that strangers fill', async () => {
    test.advance(3 * 3_600_000);
    await test.signIn(owner.passkey);
    await test.identity.signIn.fallback(caller, { totp: '123456', recoveryCode: 'x' });
    const [left] = await store.database.query<{ flows: number; sources: number }>(sql`
      SELECT (SELECT count(*)::int FROM zoqore_identity.flow_use) AS flows,
        (SELECT count(*)::int FROM zoqore_identity.attempt WHERE key LIKE 'source:%') AS sources`);
    expect(left).toEqual({ flows: 1, sources: 1 });
  });
});
