import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashToken } from '../src/secrets/token.ts';
import { caller, openTestIdentity, required, type Person, type TestIdentity } from './open-test-identity.ts';

const sessions = 10_000;
let test: TestIdentity;
let owner: Person;

beforeAll(async () => {
  test = await openTestIdentity();
  owner = await test.enrolOwner();
  const now = test.now();
  await test.database.query(sql`
    INSERT INTO zoqore_identity.session (id, index, hash, admin_id, state, method, epoch, source, agent, created_at,
      last_seen_at, expires_at)
    SELECT 'ses_' || lpad(to_hex(i), 30, '0'), 0, encode(sha256(convert_to('token ' || i, 'UTF8')), 'hex'), ${owner.id},
      'full', 'passkey', 1, '192.0.2.1', 'test', ${now}::bigint - i % 100, ${now}, ${now}::bigint + 3600000
    FROM generate_series(1, ${sessions}) i`);
});
afterAll(async () => {
  await test.close();
});

it(`checks one of ${sessions} sessions by one index, pages through all, and ends all in one entry`, async () => {
  expect(hashToken('token 7')).toMatch(/^[\da-f]{64}$/);
  const [plan] = await test.database.query<{ 'QUERY PLAN': string }>(
    sql`EXPLAIN (FORMAT JSON) SELECT 1 FROM zoqore_identity.session WHERE hash = ${hashToken('token 7')}`,
  );
  expect(JSON.stringify(plan)).toContain('session_hash_unique');
  const seen = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => test.identity.sessions.check(`token ${i * 50 + 1}`)),
  );
  expect(new Set(seen.map((session) => required(session).id)).size).toBe(200);

  const session = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'sessions');
  const ids = new Set<string>();
  let after: string | undefined;
  do {
    const page = await test.identity.sessions.list(session, after === undefined ? {} : { after });
    for (const { id } of page.items) ids.add(id);
    after = page.next;
  } while (after !== undefined);
  // Those, the one of the enrolment and this one.
  expect(ids.size).toBe(sessions + 2);

  const entries = (await test.entries()).length;
  await test.identity.sessions.endOthers(session);
  expect((await test.entries()).length - entries).toBe(1);
  expect(await test.identity.sessions.check('token 9999')).toBeUndefined();
  expect((await test.identity.sessions.list(session)).items.map(({ id }) => id)).toEqual([session.id]);
});

it('ends a session that begins while all are ended, or begins it behind them: the ledger says which', async () => {
  const boss = await test.stepUp(await test.signIn(owner.passkey), owner.passkey, 'sessions');
  const begun = await test.identity.signIn.begin();
  const [, started] = await Promise.all([
    test.identity.sessions.endAll(boss),
    test.identity.signIn.finish(caller, {
      flow: begun.flow,
      response: owner.passkey.get(begun.options),
    }),
  ]);
  if (started.outcome !== 'signed-in') throw new Error('expected a sign-in');
  const order = (await test.entries()).filter(
    ({ kind, body }) => kind === 'sessions.ended' || body['sessionId'] === started.sessionId,
  );
  const isLast = order.at(-1)?.kind === 'session.started';
  expect((await test.identity.sessions.check(started.token)) !== undefined).toBe(isLast);
});
