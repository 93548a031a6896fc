import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditTrail } from '../src/index.ts';
import { caller, openTestIdentity, type Person, type TestIdentity } from './open-test-identity.ts';

// A real ledger; between identity and it somebody who can cut the line before or behind it.
let cut: 'before' | 'behind' | 'reading' | undefined;
let test: TestIdentity;
let owner: Person;

const cuttable = (ledger: AuditTrail): AuditTrail => ({
  catchUp() {
    if (cut === 'reading') throw new Error('the tables lack something');
    ledger.catchUp();
  },
  async append(entry, rows) {
    if (cut === 'before') throw new Error('no ledger');
    const result = await ledger.append(entry, rows);
    if (cut === 'behind') throw new Error('no answer');
    return result;
  },
});

beforeAll(async () => {
  test = await openTestIdentity({ wrap: cuttable });
  owner = await test.enrolOwner();
});
afterAll(async () => {
  await test.close();
});

const tables = async (): Promise<string> => {
  const found = await test.database.query<{ text: string }>(sql`
    SELECT (SELECT json_agg(s ORDER BY id) FROM (SELECT id, hash, ended_at FROM zoqore_identity.session) s)::text
      || (SELECT json_agg(p ORDER BY id) FROM (SELECT id, counter FROM zoqore_identity.passkey) p)::text
      || (SELECT count(*) FROM zoqore_identity.flow_use)::text AS text`);
  return found[0]?.text ?? '';
};

describe('a change', () => {
  it('leaves nothing when the ledger cannot take it, and no session comes of it', async () => {
    const before = [await tables(), await test.entries()];
    const { flow, options } = await test.identity.signIn.begin();
    const response = owner.passkey.get(options);
    cut = 'before';
    const failed = test.identity.signIn.finish(caller, { flow, response });
    await expect(failed).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    cut = undefined;
    expect([await tables(), await test.entries()]).toEqual(before);
    // Nothing was used up either.
    expect(await test.identity.signIn.finish(caller, { flow, response })).toMatchObject({
      outcome: 'signed-in',
    });
  });

  it('that stands without an answer gives nobody a session', async () => {
    const { flow, options } = await test.identity.signIn.begin();
    cut = 'behind';
    const lost = test.identity.signIn.finish(caller, { flow, response: owner.passkey.get(options) });
    await expect(lost).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    cut = undefined;
    expect(
      await test.identity.signIn.finish(caller, { flow, response: owner.passkey.get(options) }),
    ).toMatchObject({ outcome: 'refused' });
  });

  it('is refused, and every check with it, while the tables lack what was acknowledged', async () => {
    const session = await test.signIn(owner.passkey);
    cut = 'reading';
    await expect(test.identity.sessions.check(session.token)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(test.identity.tokens.check('zqa_x')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(test.identity.signIn.begin()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    cut = undefined;
    await test.session(session.token);
  });

  it('stands with its entry or not at all, row by row', async () => {
    const session = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'admins');
    const before = [await tables(), await test.entries()];
    // One of the rows cannot be written: the name is taken behind identity's back.
    await test.database.query(
      sql`ALTER TABLE zoqore_identity.enrolment_grant ADD CONSTRAINT none CHECK (false) NOT VALID`,
    );
    await expect(test.identity.admins.invite(session, { name: 'Bob', role: 'admin' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await test.database.query(sql`ALTER TABLE zoqore_identity.enrolment_grant DROP CONSTRAINT none`);
    expect([await tables(), await test.entries()]).toEqual(before);
    await test.identity.admins.invite(session, { name: 'Bob', role: 'admin' });
    expect(await test.ledger.verify()).toMatchObject({ verified: true });
  });

  it('says what cannot be asked for, and never takes it for a failure of the store', async () => {
    const session = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'sessions');
    await expect(test.identity.sessions.end(session, '\0')).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    await expect(test.identity.sessions.end(session, 'a\nb')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'expected a session, found what cannot be an id',
    });
    expect(await test.identity.sessions.check('\0')).toBeUndefined();
    expect(await test.identity.sessions.check('')).toBeUndefined();
    expect(await test.identity.sessions.check('x'.repeat(1e6))).toBeUndefined();
  });

  it.each(['', ' ', 'a\nb', '\u202egnp', 'a\u200bb', 'x'.repeat(65), '\ud800', '\0', '\u2028'])(
    'takes no name %j',
    async (name) => {
      const session = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'admins');
      await expect(test.identity.admins.invite(session, { name, role: 'admin' })).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
      });
    },
  );

  it('shows what a client says of itself as harmless text', async () => {
    const { flow, options } = await test.identity.signIn.begin();
    await test.identity.signIn.finish(
      { source: '\u001b[2J192.0.2.1', agent: `\u202e<script>\0${'x'.repeat(1_000)}\ud83d` },
      { flow, response: owner.passkey.get(options) },
    );
    const session = await test.signIn(owner.passkey);
    const { items } = await test.identity.sessions.list(session);
    const odd = items.find(({ agent }) => agent.includes('script'));
    expect(odd?.agent).toMatch(/^\uFFFD<script>\uFFFDx+$/);
    expect(odd?.agent.length).toBe(256);
    expect(odd?.source).toBe('\uFFFD[2J192.0.2.1');
  });
});
