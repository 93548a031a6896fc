import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Forgery, PasskeyAlgorithm, PasskeyAnswer } from '../src/testing/index.ts';
import {
  caller,
  expectOutcome,
  openTestIdentity,
  origin,
  required,
  type Person,
  type TestIdentity,
} from './open-test-identity.ts';

let test: TestIdentity;
let owner: Person;
beforeAll(async () => {
  test = await openTestIdentity();
  owner = await test.enrolOwner();
});
afterAll(async () => {
  await test.close();
});

/** What the last entry of a kind says was wrong. */
const lastFault = async (kind: string): Promise<unknown> => (await test.entries(kind)).at(-1)?.body['fault'];

/** Past every lock of the address, so that failures are recorded. */
const calm = (): void => test.advance(2 * 3_600_000);

const signInWith = async (
  make: (options: Awaited<ReturnType<TestIdentity['identity']['signIn']['begin']>>['options']) => unknown,
) => {
  calm();
  const { flow, options } = await test.identity.signIn.begin();
  return await test.identity.signIn.finish(caller, { flow, response: make(options) });
};

const forgeries: readonly (readonly [string, Forgery, string])[] = [
  ['another origin', { origin: 'https://zoqore.test.evil.example' }, 'origin'],
  ['the origin with a port', { origin: `${origin}:444` }, 'origin'],
  ['plain http', { origin: 'http://zoqore.test' }, 'origin'],
  ['a frame of another site', { crossOrigin: true }, 'cross-origin'],
  ['a frame that names its page', { crossOrigin: true, topOrigin: 'https://evil.example' }, 'cross-origin'],
  ['a page on top without a frame', { topOrigin: origin }, 'cross-origin'],
  ['another relying party', { rpId: 'evil.example' }, 'relying-party'],
  ['nobody there', { isUserPresent: false }, 'user-verification'],
  ['nobody verified', { isUserVerified: false }, 'user-verification'],
  ['a registration in place of a sign-in', { type: 'webauthn.create' }, 'type'],
  ['another challenge', { challenge: Buffer.alloc(32).toString('base64url') }, 'challenge'],
  ['a key that may now be copied', { isBackupEligible: true }, 'backup-eligibility'],
  ['a copy that may not be', { isBackedUp: true }, 'backup-eligibility'],
  ['a signature with one bit turned', { isSignatureBroken: true }, 'signature'],
  ['no user handle', { userHandle: null }, 'user-handle'],
  ['the user handle of nobody', { userHandle: 'AAAA' }, 'user-handle'],
  ['an unknown passkey', { credentialId: 'AAAA' }, 'unknown-passkey'],
];

describe('a sign-in is refused for', () => {
  it.each(forgeries)('%s', async (_what, forgery, fault) => {
    const answer = await signInWith((options) => owner.passkey.get(options, forgery));
    // The same for all of them.
    expect(answer).toEqual({ outcome: 'refused' });
    expect(await lastFault('sign-in.refused')).toBe(fault);
  });

  it('a signature by another key, though the passkey and its user are right', async () => {
    const other = test.passkey();
    await signInWith((options) => owner.passkey.get(options, { signedBy: other }));
    expect(await lastFault('sign-in.refused')).toBe('signature');
  });

  it('the user handle of another account', async () => {
    const boss = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'admins');
    const eve = await test.enrol(boss, 'Eve', 'auditor');
    const { options } = await test.identity.passkeys.begin(await test.signIn(eve.passkey));
    await signInWith((asked) => owner.passkey.get(asked, { userHandle: options.user.id }));
    expect(await lastFault('sign-in.refused')).toBe('user-handle');
  });

  it('a counter that stands still or goes back, and the passkey is marked', async () => {
    await test.signIn(owner.passkey);
    for (const counter of [0, 1]) {
      await signInWith((options) => owner.passkey.get(options, { counter }));
      expect(await lastFault('sign-in.refused')).toBe('counter');
    }
    const session = await test.signIn(owner.passkey);
    const [passkey] = await test.identity.passkeys.list(session);
    expect(passkey?.suspectedAt).toBeGreaterThan(0);
  });

  it('a counter that went back with a broken signature marks nothing', async () => {
    const bob = await test.enrol(
      await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'admins'),
      'Bob',
      'admin',
    );
    await signInWith((options) => bob.passkey.get(options, { counter: 0, isSignatureBroken: true }));
    expect(await lastFault('sign-in.refused')).toBe('signature');
    const [passkey] = await test.identity.passkeys.list(await test.signIn(bob.passkey));
    expect(passkey?.suspectedAt).toBeUndefined();
  });

  it.each<[string, (answer: PasskeyAnswer) => unknown]>([
    ['nothing', () => undefined],
    ['an empty object', () => ({})],
    ['text', () => 'passkey'],
    ['a list', () => []],
    ['another type', (answer) => ({ ...answer, type: 'password' })],
    ['another raw id', (answer) => ({ ...answer, rawId: 'AAAA' })],
    ['no response', ({ response: _response, ...answer }) => answer],
    ['numbers', (answer) => ({ ...answer, response: { ...answer.response, signature: 7 } })],
    ['no base64url', (answer) => ({ ...answer, response: { ...answer.response, authenticatorData: '+/=' } })],
    ['too little', (answer) => ({ ...answer, response: { ...answer.response, authenticatorData: 'AA' } })],
    [
      'too much',
      (answer) => ({ ...answer, response: { ...answer.response, clientDataJSON: 'A'.repeat(20_000) } }),
    ],
    ['an empty signature', (answer) => ({ ...answer, response: { ...answer.response, signature: '' } })],
    [
      'client data that is no JSON',
      (answer) => ({ ...answer, response: { ...answer.response, clientDataJSON: 'AAAA' } }),
    ],
    [
      'client data that is null',
      (answer) => ({
        ...answer,
        response: { ...answer.response, clientDataJSON: Buffer.from('null').toString('base64url') },
      }),
    ],
    [
      'a user handle that is none',
      (answer) => ({ ...answer, response: { ...answer.response, userHandle: {} } }),
    ],
    ['a prototype', (answer) => Object.create(answer)],
  ])('%s in place of an answer', async (_what, change) => {
    expect(await signInWith((options) => change(owner.passkey.get(options)))).toEqual({ outcome: 'refused' });
    expect(await lastFault('sign-in.refused')).toBe('malformed');
  });
});

describe('a challenge', () => {
  it('is answered once', async () => {
    calm();
    const { flow, options } = await test.identity.signIn.begin();
    const answers = await Promise.all(
      Array.from({ length: 4 }, async () =>
        test.identity.signIn.finish(caller, { flow, response: owner.passkey.get(options) }),
      ),
    );
    expect(answers.filter(({ outcome }) => outcome === 'signed-in')).toHaveLength(1);
    expect(await lastFault('sign-in.refused')).toBe('flow-used');
  });

  it('is used up by a wrong answer too', async () => {
    calm();
    const { flow, options } = await test.identity.signIn.begin();
    const wrong = owner.passkey.get(options, { isSignatureBroken: true });
    await test.identity.signIn.finish(caller, { flow, response: wrong });
    expect(
      await test.identity.signIn.finish(caller, { flow, response: owner.passkey.get(options) }),
    ).toMatchObject({ outcome: 'refused' });
    expect(await lastFault('sign-in.refused')).toBe('flow-used');
  });

  it('lapses', async () => {
    calm();
    const { flow, options } = await test.identity.signIn.begin();
    test.advance(5 * 60_000);
    const response = owner.passkey.get(options);
    expect(await test.identity.signIn.finish(caller, { flow, response })).toMatchObject({
      outcome: 'refused',
    });
    expect(await lastFault('sign-in.refused')).toBe('flow');
  });

  it('is good for what it was made for and for nothing else', async () => {
    const session = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'factors');
    const other = await test.signIn(owner.passkey);
    const [signIn, stepUp, foreign] = [
      await test.identity.signIn.begin(),
      await test.identity.stepUp.begin(session, 'sessions'),
      await test.identity.stepUp.begin(other, 'sessions'),
    ];
    // A sign-in does not step up; a step-up signs nobody in, and belongs to its session.
    for (const { flow, options } of [signIn, foreign]) {
      expect(
        await test.identity.stepUp.finish(session, { flow, response: owner.passkey.get(options) }),
      ).toEqual({ outcome: 'refused', fault: 'flow' });
    }
    expect(
      await test.identity.signIn.finish(caller, {
        flow: stepUp.flow,
        response: owner.passkey.get(stepUp.options),
      }),
    ).toMatchObject({ outcome: 'refused' });
    const added = await test.identity.passkeys.begin(session);
    expect(await test.identity.totp.confirm(session, { flow: added.flow, code: '000000' })).toMatchObject({
      outcome: 'refused',
      fault: 'flow',
    });
    // The challenge of one flow under the token of another.
    expect(
      await test.identity.stepUp.finish(session, {
        flow: stepUp.flow,
        response: owner.passkey.get(signIn.options),
      }),
    ).toEqual({ outcome: 'refused', fault: 'challenge' });
  });

  it.each(['', 'x', 'A'.repeat(400), 'A'.repeat(100_000), '\u0000'])('is not %j', async (flow) => {
    calm();
    const { options } = await test.identity.signIn.begin();
    expect(
      await test.identity.signIn.finish(caller, { flow, response: owner.passkey.get(options) }),
    ).toMatchObject({ outcome: 'refused' });
    expect(await lastFault('sign-in.refused')).toBe('flow');
  });

  it('is not told by its flow, nor is the flow changed by a bit', async () => {
    calm();
    const { flow, options } = await test.identity.signIn.begin();
    expect(Buffer.from(flow, 'base64url').includes(Buffer.from(options.challenge))).toBe(false);
    const bytes = Buffer.from(flow, 'base64url');
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    const response = owner.passkey.get(options);
    expect(
      await test.identity.signIn.finish(caller, { flow: bytes.toString('base64url'), response }),
    ).toMatchObject({ outcome: 'refused' });
  });
});

describe('a passkey', () => {
  it.each<PasskeyAlgorithm>(['ES256', 'EdDSA', 'RS256'])('of %s is added and signs in', async (algorithm) => {
    const session = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'factors');
    const passkey = test.passkey({ algorithm });
    const { flow, options } = await test.identity.passkeys.begin(session);
    expectOutcome(
      await test.identity.passkeys.finish(session, {
        flow,
        response: passkey.create(options),
        name: algorithm,
      }),
      'added',
    );
    const signedIn = await test.signIn(passkey);
    await test.identity.passkeys.remove(
      await test.stepUp(signedIn, passkey, 'factors'),
      passkey.credentialId,
    );
    await expect(test.signIn(passkey)).rejects.toThrow('refused');
  });

  it.each<[string, Forgery & { algorithm?: PasskeyAlgorithm }, string]>([
    ['an algorithm that was not offered', { algorithm: 'ES384' }, 'algorithm'],
    ['another origin', { origin: 'https://evil.example' }, 'origin'],
    ['a frame', { crossOrigin: true }, 'cross-origin'],
    ['another relying party', { rpId: 'evil.example' }, 'relying-party'],
    ['nobody verified', { isUserVerified: false }, 'user-verification'],
    ['another challenge', { challenge: 'AAAA' }, 'challenge'],
    ['a sign-in in place of a registration', { type: 'webauthn.get' }, 'type'],
    ['an id that is too long', { credentialId: Buffer.alloc(1024).toString('base64url') }, 'malformed'],
  ])('is not made with %s', async (_what, { algorithm = 'ES256', ...forgery }, fault) => {
    const session = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'factors');
    const { flow, options } = await test.identity.passkeys.begin(session);
    const response = test.passkey({ algorithm }).create(options, forgery);
    expect(await test.identity.passkeys.finish(session, { flow, response, name: 'x' })).toEqual({
      outcome: 'refused',
      fault,
    });
    expect(await lastFault('passkey.refused')).toBe(fault);
  });

  it('that somebody has is nobody else’s, also when both add it at once', async () => {
    const session = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'admins');
    const eve = await test.enrol(session, 'Mallory', 'admin');
    const asEve = await test.stepUp(await test.signIn(eve.passkey), eve.passkey, 'factors');
    const asOwner = await test.stepUp(session, owner.passkey, 'factors');
    const credentialId = Buffer.alloc(32, 9).toString('base64url');
    const answers = await Promise.all(
      [asEve, asOwner].map(async (each) => {
        const { flow, options } = await test.identity.passkeys.begin(each);
        const response = test.passkey().create(options, { credentialId });
        return await test.identity.passkeys.finish(each, { flow, response, name: 'same' });
      }),
    );
    expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(['added', 'refused']);
    const taken = await test.identity.passkeys.begin(asEve);
    expect(
      await test.identity.passkeys.finish(asEve, {
        flow: taken.flow,
        response: test.passkey().create(taken.options, { credentialId: owner.passkey.credentialId }),
        name: 'taken',
      }),
    ).toEqual({ outcome: 'refused', fault: 'known-passkey' });
  });

  it('of another admin steps nobody up', async () => {
    const session = await test.signIn(owner.passkey);
    const boss = await test.stepUp(session, owner.passkey, 'admins');
    const eve = await test.enrol(boss, 'Trudy', 'admin');
    const { flow, options } = await test.identity.stepUp.begin(boss, 'sessions');
    expect(options.allowCredentials.map(({ id }) => id)).not.toContain(eve.passkey.credentialId);
    for (const forgery of [{}, { userHandle: null }]) {
      expect(
        await test.identity.stepUp.finish(boss, {
          flow,
          response: eve.passkey.get(options, forgery),
        }),
      ).toMatchObject({ outcome: 'refused' });
    }
    expect(required(await test.identity.sessions.check(boss.token)).stepUps).toMatchObject([
      { purpose: 'admins' },
    ]);
  });
});
