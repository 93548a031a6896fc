import { inspect } from 'node:util';
import { sql } from 'drizzle-orm';
import { generateSync } from 'otplib';
import { describe, expect, it } from 'vitest';
import { newOneTimeCode, parseOneTimeCode } from '../src/secrets/one-time-code.ts';
import { createVault } from '../src/secrets/vault.ts';
import { openIdentity, relyingPartyOf } from '../src/index.ts';
import { caller, expectOutcome, openTestIdentity, origin } from './open-test-identity.ts';

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));

describe('no secret', () => {
  it('stands in the ledger, in the tables, in an error or in what is printed of the package', async () => {
    const test = await openTestIdentity();
    const first = await test.identity.host.issueFirstOwnerCode();
    const owner = await test.enrolWith(first.code, { name: 'Ada' });
    const session = await test.signIn(owner.passkey);
    const factors = await test.stepUp(session, owner.passkey, 'factors');
    const totp = await test.identity.totp.begin(factors);
    const code = (): string => generateSync({ secret: totp.secret, epoch: Math.floor(test.now() / 1000) });
    await test.identity.totp.confirm(factors, { flow: totp.flow, code: code() });
    const device = await test.identity.devices.trust(factors, 'Laptop');
    const tokens = await test.stepUp(factors, owner.passkey, 'tokens');
    const api = await test.identity.tokens.create(tokens, { name: 'ci', scopes: ['ledger:read'] });
    test.advance(30_000);
    const used = code();
    const [recoveryCode = ''] = owner.recoveryCodes;
    const wrong = 'ABCDEF-ABCDEF-ABCDEF-ABCDEF-AB';
    await test.identity.signIn.fallback(caller, { totp: used, recoveryCode: wrong });
    const signedIn = expectOutcome(
      await test.identity.signIn.fallback(caller, { totp: used, recoveryCode }),
      'signed-in',
    );
    const secrets = [
      first.code,
      owner.token,
      session.token,
      factors.token,
      tokens.token,
      totp.secret,
      totp.flow,
      device.token,
      api.token,
      recoveryCode,
      wrong,
      signedIn.token,
      Buffer.from(test.secret).toString('hex'),
      Buffer.from(test.secret).toString('base64url'),
      Buffer.from(test.secret).toString('latin1'),
    ];
    const tables = await test.database.query<{ name: string }>(sql`
      SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'zoqore_identity'`);
    const rows = await Promise.all(
      tables.map(async ({ name }) =>
        test.database.query(
          sql`SELECT row_to_json(t)::text AS text FROM zoqore_identity.${sql.identifier(name)} t`,
        ),
      ),
    );
    const kept = JSON.stringify([await test.ledger.entries({ limit: 1000 }), rows]);
    expect(kept.length).toBeGreaterThan(10_000);
    const shown = inspect([test.identity, caller], { depth: 9, showHidden: true });
    const errors = await Promise.all(
      [
        test.identity.sessions.signOut({ ...session, id: session.token }),
        test.identity.sessions.end(tokens, session.token),
      ].map(async (failing) =>
        failing.then(
          () => '',
          (error: unknown) => inspect(error, { showHidden: true, depth: 9 }),
        ),
      ),
    );
    expect(errors.every((error) => error !== '')).toBe(true);
    for (const secret of secrets) {
      for (const [where, text] of Object.entries({ kept, shown })) {
        expect(text.includes(secret), `${secret.slice(0, 8)}… in ${where}`).toBe(false);
        expect(text.includes(secret.replaceAll('-', '')), `${secret.slice(0, 8)}… in ${where}`).toBe(false);
      }
    }
    await test.close();
  });

  it('opens for another purpose, another installation, or with a bit turned', () => {
    const [one, other] = [createVault(random(32)), createVault(random(32))];
    const sealed = one.seal('totp:adm_1', { secret: 'x' });
    expect(one.open('totp:adm_1', sealed)).toEqual({ secret: 'x' });
    expect(one.open('totp:adm_2', sealed)).toBeUndefined();
    expect(other.open('totp:adm_1', sealed)).toBeUndefined();
    for (let i = 0; i < sealed.length; i += 1) {
      const at = Buffer.from(sealed, 'base64url');
      const byte = i % at.length;
      at[byte] = (at[byte] ?? 0) ^ 0x80;
      expect(one.open('totp:adm_1', at.toString('base64url'))).toBeUndefined();
    }
    for (const noise of ['', 'A', 'A'.repeat(40), 'é', 'A'.repeat(5_000)]) {
      expect(one.open('totp:adm_1', noise)).toBeUndefined();
    }
    expect(one.seal('x', {})).not.toBe(one.seal('x', {}));
    expect(one.hashCode('x')).not.toBe(other.hashCode('x'));
  });

  it('is taken that is too short', () => {
    expect(() => createVault(new Uint8Array(31))).toThrow('expected a secret of 32 bytes or more, found 31');
  });
});

describe('a one-time code', () => {
  it('has 130 random bits and is read in any spelling', () => {
    const code = newOneTimeCode({ random });
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{6}-){4}[0-9A-HJKMNP-TV-Z]{2}$/);
    const plain = code.replaceAll('-', '');
    for (const typed of [
      code.toLowerCase(),
      plain,
      ` ${code}\n`,
      code.replaceAll('0', 'O').replaceAll('1', 'l'),
    ]) {
      expect(parseOneTimeCode(typed)).toBe(plain);
    }
    for (const typed of [
      '',
      plain.slice(1),
      `${plain}0`,
      plain.replace(/./, 'U'),
      'é'.repeat(26),
      '0'.repeat(1e6),
    ]) {
      expect(parseOneTimeCode(typed)).toBeUndefined();
    }
  });
});

describe('what identity refuses to be opened with', () => {
  it.each(['http://zoqore.test', 'https://192.0.2.1', 'https://[::1]', 'ftp://localhost', 'zoqore.test', ''])(
    'the public URL %j',
    (url) => {
      expect(() => relyingPartyOf(url)).toThrow('publicUrl');
    },
  );

  it('but takes https anywhere, and http on localhost', () => {
    expect(relyingPartyOf('https://a.example:8443/console')).toEqual({
      id: 'a.example',
      name: 'ZoQore',
      origins: ['https://a.example:8443'],
    });
    expect(relyingPartyOf('http://localhost:9380')).toMatchObject({ id: 'localhost' });
  });

  it('a session that idles for more than an hour, or lives for more than a day’s half', async () => {
    const test = await openTestIdentity();
    const open = (lifetimes: object) => () =>
      openIdentity({
        database: test.database,
        trail: test.ledger,
        relyingParty: relyingPartyOf(origin),
        secret: random(32),
        lifetimes,
      });
    expect(open({ idleMs: 3_600_001 })).toThrow('idleMs');
    expect(open({ absoluteMs: 13 * 3_600_000 })).toThrow('absoluteMs');
    expect(open({ stepUpMs: 301_000 })).toThrow('stepUpMs');
    expect(open({ idleMs: Number.NaN })).toThrow('idleMs');
    expect(open({ flowMs: -1 })).toThrow('flowMs');
    await test.close();
  });
});
