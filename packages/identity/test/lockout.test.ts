import { generateSync } from 'otplib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { disablingFailures, lockMsAfter, sourceKey } from '../src/lockout.ts';
import { expectOutcome, openTestIdentity, type Person, type TestIdentity } from './open-test-identity.ts';

let test: TestIdentity;
/** New for each test. */
let owner: Person;
let secret: string;
let device: string;
const code = (): string => generateSync({ secret, epoch: Math.floor(test.now() / 1000) });
const from = (source: string) => ({ source, agent: 'x' });

let first: Person;
let people = 0;
beforeAll(async () => {
  test = await openTestIdentity();
  first = await test.enrolOwner();
});
beforeEach(async () => {
  // Past every lock of an address.
  test.advance(2 * 3_600_000);
  const boss = await test.stepUp(await test.signIn(first.passkey), first.passkey, 'admins');
  owner = await test.enrol(boss, `Owner ${(people += 1)}`, 'owner');
  const session = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'factors');
  const begun = await test.identity.totp.begin(session);
  ({ secret } = begun);
  await test.identity.totp.confirm(session, { flow: begun.flow, code: code() });
  device = (await test.identity.devices.trust(session, 'Laptop')).token;
  test.advance(60_000);
});
afterAll(async () => {
  await test.close();
});

const about = async (kind: string): Promise<readonly Record<string, unknown>[]> =>
  (await test.entries(kind))
    .filter(({ actor, body }) => actor === owner.id || body['adminId'] === owner.id)
    .map(({ body }) => body);
const guess = async (source = '192.0.2.1', totp = '000000') =>
  await test.identity.signIn.fallback(from(source), { totp, deviceToken: device });
const failuresOf = async (): Promise<number | undefined> =>
  (await test.identity.lockouts.list(await test.signIn(owner.passkey))).find(
    ({ key }) => key === `admin:${owner.id}`,
  )?.failures;

describe('the budget of an admin', () => {
  it('locks for a minute at the fifth failure, twice as long at each further one, and an hour at most', () => {
    expect([1, 4, 5, 6, 7, 10, 11, 12, 50, 1_000].map((failures) => lockMsAfter(failures) / 60_000)).toEqual([
      0, 0, 1, 2, 4, 32, 60, 60, 60, 60,
    ]);
  });

  it('is one however many guess at once, and the right code among them is no way round', async () => {
    const guesses = Array.from({ length: 40 }, async (_, i) =>
      guess(`192.0.2.${i}`, i === 39 ? code() : '000000'),
    );
    await Promise.all(guesses);
    expect(
      (await test.entries('sign-in.refused')).filter(({ body }) => body['fault'] === 'totp').length,
    ).toBe(5);
    expect(await failuresOf()).toBe(5);
    // Locked: the right code is refused, and nothing says that it was right.
    expect(await guess('192.0.2.200', code())).toEqual({ outcome: 'refused' });
    test.advance(60_000);
    expectOutcome(await guess('192.0.2.200', code()), 'signed-in');
    expect(await failuresOf()).toBeUndefined();
  });

  it('counts also behind an address that has had enough', async () => {
    for (let i = 0; i < 4; i += 1) {
      await test.identity.signIn.fallback(from('192.0.2.1'), { totp: '000000', recoveryCode: 'wrong' });
    }
    for (let i = 0; i < 4; i += 1) await guess();
    expect(await guess()).toMatchObject({ outcome: 'refused', retryAfterMs: expect.any(Number) as number });
    expect(await failuresOf()).toBe(5);
  });

  it('tells a stranger the same whether the device is known, unknown or its admin locked', async () => {
    const answers = async (source: string, deviceToken: string): Promise<unknown[]> => {
      const seen: unknown[] = [];
      for (let i = 0; i < 8; i += 1) {
        const answer = await test.identity.signIn.fallback(from(source), { totp: '000000', deviceToken });
        seen.push(Object.keys(answer));
      }
      return seen;
    };
    const known = await answers('192.0.2.1', device);
    expect(known).toEqual(await answers('192.0.2.2', 'zqd_unknown'));
    expect(known).toEqual(await answers('192.0.2.3', device));
  });

  it('never stands in the way of the owner’s passkey, also at its step-up', async () => {
    for (let i = 0; i < 6; i += 1) await guess();
    const session = await test.signIn(owner.passkey);
    await test.stepUp(session, owner.passkey, 'factors');
    expect(await failuresOf()).toBeUndefined();
  });

  it('is used up by step-ups too, and says so once', async () => {
    const session = await test.signIn(owner.passkey);
    for (let i = 0; i < 8; i += 1) {
      const { flow, options } = await test.identity.stepUp.begin(session, 'sessions');
      const response = owner.passkey.get(options, { isSignatureBroken: true });
      await test.identity.stepUp.finish(session, { flow, response });
    }
    expect(await about('step-up.refused')).toHaveLength(5);
    expect(await guess('192.0.2.9', code())).toMatchObject({ outcome: 'refused' });
  });

  it(`disables TOTP at ${disablingFailures} in a row, and nothing else`, async () => {
    await guess();
    await test.database.query(
      sql`UPDATE zoqore_identity.attempt SET failures = ${disablingFailures - 3} WHERE key = ${`admin:${owner.id}`}`,
    );
    for (let i = 0; i < 3; i += 1) {
      expect(await test.identity.totp.status(await test.signIn(owner.passkey))).toBeDefined();
      await guess();
      test.advance(61 * 60_000);
    }
    const session = await test.signIn(owner.passkey);
    expect(await test.identity.totp.status(session)).toBeUndefined();
    expect(await guess('192.0.2.2', code())).toMatchObject({ outcome: 'refused' });
    expect((await about('attempt.counted')).at(-1)).toMatchObject({ disabled: 'totp' });
    const raised = await test.stepUp(session, owner.passkey, 'factors');
    const begun = await test.identity.totp.begin(raised);
    ({ secret } = begun);
    await test.identity.totp.confirm(raised, { flow: begun.flow, code: code() });
    test.advance(60_000);
    expect(await failuresOf()).toBeUndefined();
  });

  it('is cleared by its admin and by owners', async () => {
    for (let i = 0; i < 5; i += 1) await guess();
    const session = await test.signIn(owner.passkey);
    await expect(test.identity.lockouts.clear(session, owner.id)).rejects.toMatchObject({
      code: 'STEP_UP_REQUIRED',
    });
    const raised = await test.stepUp(session, owner.passkey, 'admins');
    const bob = await test.enrol(raised, 'Bob', 'admin');
    const asBob = await test.stepUp(await test.signIn(bob.passkey), bob.passkey, 'factors');
    await expect(test.identity.lockouts.clear(asBob, owner.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await test.identity.lockouts.list(asBob)).map(({ key }) => key)).toEqual([]);
    const factors = await test.stepUp(raised, owner.passkey, 'factors');
    await test.identity.lockouts.clear(factors, owner.id);
    await expect(test.identity.lockouts.clear(factors, 'adm_none')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await failuresOf()).toBeUndefined();
  });
});

describe('the budget of an address', () => {
  it('ends what a stranger can write into the ledger, and keeps nobody out who is right', async () => {
    const before = (await test.entries()).length;
    for (let i = 0; i < 12; i += 1) {
      const { flow, options } = await test.identity.signIn.begin();
      const response = owner.passkey.get(options, { isSignatureBroken: true });
      await test.identity.signIn.finish(from('192.0.2.66'), { flow, response });
    }
    expect((await test.entries()).length - before).toBe(5);
    const { flow, options } = await test.identity.signIn.begin();
    const response = owner.passkey.get(options);
    expectOutcome(await test.identity.signIn.finish(from('192.0.2.66'), { flow, response }), 'signed-in');
    expectOutcome(await guess('192.0.2.66', code()), 'signed-in');
  });

  it('does not let a crowd of strangers keep an admin from coming in', async () => {
    const over = new AbortController();
    const crowd = Array.from({ length: 8 }, async (_, i) => {
      for (let round = 0; !over.signal.aborted; round += 1) {
        const { flow, options } = await test.identity.signIn.begin();
        const response = owner.passkey.get(options, { isSignatureBroken: true });
        await test.identity.signIn.finish(from(`198.51.${i}.${round % 250}`), { flow, response });
      }
    });
    try {
      for (let i = 0; i < 2; i += 1) {
        await test.signIn(first.passkey);
        await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'sessions');
      }
    } finally {
      over.abort();
      await Promise.all(crowd);
    }
  });

  it('is one for every spelling of it, and for an IPv6 network', () => {
    const same = [
      ['192.0.2.7', '::ffff:192.0.2.7', '::ffff:c000:207'],
      ['2001:db8:0:1::1', '2001:0DB8:0000:0001:ffff::9', '2001:db8:0:1:abcd::'],
      ['', 'unknown', 'x'.repeat(1000), '\u0000', 'example.org'],
    ].map((group) => new Set(group.map(sourceKey)));
    expect(same.map((keys) => keys.size)).toEqual([1, 1, 1]);
    expect(sourceKey('2001:db8:0:2::1')).not.toBe(sourceKey('2001:db8:0:1::1'));
  });
});

describe('a TOTP code', () => {
  it('counts once, also with white space and in other digits', async () => {
    const used = code();
    expectOutcome(await guess('192.0.2.1', used), 'signed-in');
    // The device has a new token by now.
    const arabic = used.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
    for (const [i, again] of [used, ` ${used}`, `${used}\n`, `${used} `, arabic, `0${used}`].entries()) {
      expect(
        await test.identity.signIn.fallback(from(`192.0.2.${i}`), {
          totp: again,
          recoveryCode: owner.recoveryCodes[i] ?? '',
        }),
      ).toMatchObject({ outcome: 'refused' });
    }
  });

  it('of a clock half a minute ahead or behind counts, further away it does not', async () => {
    const at = (ms: number): string => generateSync({ secret, epoch: Math.floor((test.now() + ms) / 1000) });
    const [a = '', b = '', c = '', d = ''] = owner.recoveryCodes;
    const refused = { outcome: 'refused' };
    const ask = async (totp: string, recoveryCode: string) =>
      await test.identity.signIn.fallback(from('192.0.2.5'), { totp, recoveryCode });
    expect(await ask(at(-90_000), a)).toMatchObject(refused);
    expect(await ask(at(90_000), a)).toMatchObject(refused);
    expectOutcome(await ask(at(30_000), a), 'signed-in');
    // What was accepted ahead is the floor: now and the step itself are of the past.
    expect(await ask(at(0), b)).toMatchObject(refused);
    expect(await ask(at(30_000), b)).toMatchObject(refused);
    test.advance(90_000);
    expectOutcome(await ask(at(-30_000), c), 'signed-in');
    test.advance(-10 * 60_000);
    // The server’s own clock went back: nothing counts before the floor is passed again.
    expect(await ask(at(0), d)).toMatchObject(refused);
  });
});
