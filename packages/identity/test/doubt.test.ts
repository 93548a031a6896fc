import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestDatabase } from '@zoqore/database/testing';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { sql } from 'drizzle-orm';
import { generateSync } from 'otplib';
import { expect, it } from 'vitest';
import { caller, expectOutcome, openTestIdentity } from './open-test-identity.ts';

it('takes away again what was taken away before the machine failed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zoqore-doubt-'));
  const journal = join(folder, 'journal');
  const database = await openTestDatabase({ directory: join(folder, 'db') });
  const store = () => createSqlStore({ database, durability: 'fsync', journalDirectory: journal });
  let test = await openTestIdentity({ database, store: store() });
  const owner = await test.enrolOwner();
  let session = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'admins');
  const bob = await test.enrol(session, 'Bob', 'admin');
  const eve = await test.enrol(session, 'Eve', 'owner');
  await test.identity.admins.disable(session, bob.id);
  // Taken away and given back: what stands is the last of both.
  await test.identity.admins.disable(session, eve.id);
  await test.identity.admins.enable(session, eve.id);
  session = await test.stepUp(session, owner.passkey, 'tokens');
  const api = await test.identity.tokens.create(session, { name: 'ci', scopes: ['ledger:read'] });
  await test.identity.tokens.revoke(session, api.record.id);
  session = await test.stepUp(session, owner.passkey, 'factors');
  const second = test.passkey();
  const added = await test.identity.passkeys.begin(session);
  await test.identity.passkeys.finish(session, {
    flow: added.flow,
    response: second.create(added.options),
    name: 'lost',
  });
  await test.identity.passkeys.remove(session, second.credentialId);
  const totp = await test.identity.totp.begin(session);
  const code = (): string => generateSync({ secret: totp.secret, epoch: Math.floor(test.now() / 1000) });
  await test.identity.totp.confirm(session, { flow: totp.flow, code: code() });
  test.advance(30_000);
  const [recoveryCode = ''] = owner.recoveryCodes;
  const used = code();
  expectOutcome(await test.identity.signIn.fallback(caller, { totp: used, recoveryCode }), 'signed-in');
  const device = await test.identity.devices.trust(session, 'Laptop');
  session = await test.stepUp(session, owner.passkey, 'sessions');
  await test.identity.devices.forget(session, device.id);
  const ended = await test.signIn(owner.passkey);
  await test.identity.sessions.signOut(ended);
  const rows = async () =>
    await database.query(sql`
      SELECT (SELECT json_agg(x ORDER BY id) FROM (SELECT id, role, disabled_at FROM zoqore_identity.admin) x) AS admins,
        (SELECT json_agg(x ORDER BY id) FROM (SELECT id, counter, removed_at FROM zoqore_identity.passkey) x) AS passkeys,
        (SELECT json_agg(x ORDER BY hash) FROM (SELECT hash, ended_at FROM zoqore_identity.recovery_code) x) AS codes,
        (SELECT json_agg(x ORDER BY id) FROM (SELECT id, ended_at FROM zoqore_identity.session) x) AS sessions,
        (SELECT json_agg(x ORDER BY id) FROM (SELECT id, ended_at FROM zoqore_identity.enrolment_grant) x) AS grants,
        (SELECT json_agg(x) FROM (SELECT revoked_at FROM zoqore_identity.api_token) x) AS tokens,
        (SELECT json_agg(x) FROM (SELECT last_step FROM zoqore_identity.totp) x) AS totp,
        (SELECT json_agg(x) FROM (SELECT hash, forgotten_at FROM zoqore_identity.device) x) AS devices,
        (SELECT count(*)::int FROM zoqore_identity.flow_use) AS flows`);
  const before = await rows();
  await test.close();

  // Pages that never reached the disk: every table as it was when nothing had been taken away.
  for (const statement of [
    sql`UPDATE zoqore_identity.admin SET disabled_at = NULL, role = 'owner'`,
    sql`UPDATE zoqore_identity.passkey SET removed_at = NULL, counter = 1`,
    sql`UPDATE zoqore_identity.recovery_code SET ended_at = NULL`,
    sql`UPDATE zoqore_identity.session SET ended_at = NULL`,
    sql`UPDATE zoqore_identity.enrolment_grant SET ended_at = NULL`,
    sql`UPDATE zoqore_identity.api_token SET revoked_at = NULL`,
    sql`UPDATE zoqore_identity.totp SET last_step = 0`,
    sql`UPDATE zoqore_identity.device SET forgotten_at = NULL`,
    sql`DELETE FROM zoqore_identity.flow_use`,
  ]) {
    await database.query(statement);
  }
  const mark = join(journal, 'state.json');
  expect(JSON.parse(await readFile(mark, 'utf8'))).toMatchObject({ isClean: true });
  await writeFile(mark, JSON.stringify({ isClean: false, boot: 'another' }));

  test = await openTestIdentity({ database, store: store(), secret: test.secret });
  expect(test.ledger.recovered.isDoubtful).toBe(true);
  expect(await rows()).toEqual(before);
  await test.identity.host.startEpoch('doubt');
  expect(await test.identity.sessions.check(session.token)).toBeUndefined();
  await expect(test.signIn(second)).rejects.toThrow('refused');
  expect(await test.identity.signIn.fallback(caller, { totp: used, recoveryCode })).toMatchObject({
    outcome: 'refused',
  });
  await test.signIn(owner.passkey);
  expect(await test.ledger.verify()).toMatchObject({ verified: true });
  await test.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});
