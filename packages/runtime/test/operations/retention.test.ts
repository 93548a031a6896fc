import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestDatabase } from '@zoqore/database/testing';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestRuntime, request, type TestRuntime } from '../open-test-runtime.ts';

const minute = 60_000;
const secret = 'the diagnosis of Ada';

describe('retention of the record', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let journalDirectory: string;
  let test: TestRuntime;

  const store = () => createSqlStore({ database, durability: 'fsync', journalDirectory });
  const journalText = async (): Promise<string> => {
    const names = await readdir(journalDirectory);
    return (await Promise.all(names.map((name) => readFile(join(journalDirectory, name), 'latin1')))).join(
      '\n',
    );
  };
  const rowOf = async (index: number) =>
    (
      await database.query<{ salt: string | null; intent_digest: string | null; fingerprint: string }>(
        sql`select salt, intent_digest, fingerprint from zoqore_runtime.decision where index = ${index}::bigint`,
      )
    )[0];
  const ask = (fields: Record<string, unknown>) => test.runtime.decide(test.agent, request(fields));

  beforeEach(async () => {
    database = await openTestDatabase();
    journalDirectory = await mkdtemp(join(tmpdir(), 'zoqore-retained-'));
    test = await openTestRuntime({ database, store: store() });
  });
  afterEach(async () => {
    await test.close();
    await database.close();
    await rm(journalDirectory, { recursive: true });
  });

  it('erases what opens the commitments of one actor, the question of its approval, and both from the journal', async () => {
    const mine = await ask({
      actorId: 'ada',
      action: 'write',
      targetPath: 'config/prod.yaml',
      content: secret,
    });
    const other = await ask({ actorId: 'bob', content: 'other' });
    const before = await rowOf(mine.receipt.index);
    expect(before?.salt).toMatch(/^[0-9a-f]{64}$/);
    expect(await journalText()).toContain(before?.salt);
    const request = {
      act: 'erase',
      ranges: [[0, other.receipt.index + 1]],
      actor: 'ada',
      reason: 'asked for',
    } as const;
    expect(await test.runtime.retention.plan(test.host, request)).toMatchObject({ entries: 1, leaves: 0 });
    expect(await rowOf(mine.receipt.index)).toEqual(before);
    await test.runtime.retention.remove(test.host, request);
    expect(await rowOf(mine.receipt.index)).toEqual({
      salt: null,
      intent_digest: null,
      fingerprint: 'erased',
    });
    expect((await rowOf(other.receipt.index))?.salt).toMatch(/^[0-9a-f]{64}$/);
    const text = await journalText();
    for (const gone of [before?.salt, before?.intent_digest, before?.fingerprint, secret]) {
      expect(text).not.toContain(gone);
    }
    const { decision } = await test.runtime.decisions.get(test.host, mine.decisionId);
    expect(decision).not.toHaveProperty('intentDigest');
    expect(mine.decision).toBe('ESCALATE');
    if (mine.approval !== undefined) {
      const approval = await test.runtime.approvals.get(test.host, mine.approval.id);
      expect(approval).toMatchObject({ state: 'expired' });
      expect(approval).not.toHaveProperty('request');
    }
    expect(await test.runtime.ledger.verify()).toMatchObject({
      verified: true,
      removals: [{ act: 'erased', actor: test.host.keyId, reason: 'asked for', entries: 1, leaves: 0 }],
    });
  });

  it('prunes decisions that nothing needs any more, and stays open to questions about them', async () => {
    const old = await ask({ actorId: 'ada', content: secret });
    test.advance(10 * minute);
    const young = await ask({ actorId: 'bob' });
    const { size } = await test.runtime.ledger.head();
    const request = { act: 'prune', before: size, reason: 'policy', isUnarchivedToo: true } as const;
    await expect(
      test.runtime.retention.remove(test.host, { ...request, isUnarchivedToo: false }),
    ).rejects.toMatchObject({ code: 'STATE_CONFLICT', details: { ledger: 'ENTRY_UNARCHIVED' } });
    const done = await test.runtime.retention.remove(test.host, request);
    // The young one still answers for its request id.
    expect(done.ranges).toEqual([[0, old.receipt.index + 1]]);
    expect(await test.runtime.decisions.list(test.host, {})).toMatchObject({
      items: [{ decisionId: young.decisionId }],
    });
    await expect(test.runtime.decisions.get(test.host, old.decisionId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(test.runtime.audit.entry(test.host, old.receipt.index)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/was pruned by entry \d+/),
      details: { ledger: 'ENTRY_GONE' },
    });
    await expect(test.runtime.audit.proof(test.host, old.receipt.index)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(test.runtime.audit.proof(test.agent, old.receipt.index)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `expected an entry, found none at index ${old.receipt.index}`,
    });
    expect(await test.runtime.ledger.verify()).toMatchObject({
      verified: true,
      removals: [{ act: 'pruned' }],
    });
    expect(await test.runtime.health()).toMatchObject({ status: 'ok' });
    test = await test.restart({ store: store() });
    expect(test.runtime.authenticate(test.agentKey)).toBeDefined();
    expect(await test.runtime.ledger.verify()).toMatchObject({ verified: true });
  });

  it('refuses an erasure of what is still needed, says until when, and prunes around it in words', async () => {
    const old = await ask({ actorId: 'ada', content: secret });
    test.advance(10 * minute);
    const young = await ask({ actorId: 'ada' });
    const { size } = await test.runtime.ledger.head();
    const needed = {
      from: young.receipt.index,
      until: new Date(Date.parse(young.evaluatedAt) + 5 * minute).toISOString(),
      entries: 1,
    };
    const ranges = [[0, size]] as const;
    const erase = { act: 'erase', ranges, actor: 'ada', isLeafToo: true, reason: 'asked for' } as const;
    expect(await test.runtime.retention.plan(test.host, erase)).toMatchObject({ entries: 1, needed });
    await expect(test.runtime.retention.remove(test.host, erase)).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
      message: expect.stringMatching(
        new RegExp(`entry ${needed.from}, until ${needed.until}.*nothing was erased`),
      ),
      details: { needed },
    });
    expect((await test.runtime.ledger.head()).size).toBe(size);
    // Of another actor nothing is needed, and what opens commitments goes at any time.
    expect(await test.runtime.retention.plan(test.host, { ...erase, actor: 'nobody' })).not.toHaveProperty(
      'needed',
    );
    const prune = { act: 'prune', before: size, reason: 'policy', isUnarchivedToo: true } as const;
    expect(await test.runtime.retention.plan(test.host, prune)).toMatchObject({ needed });
    expect(
      await test.runtime.retention.plan(test.host, { ...prune, before: needed.from }),
    ).not.toHaveProperty('needed');
    expect(
      await test.runtime.retention.plan(test.host, { ...prune, olderThan: young.evaluatedAt }),
    ).not.toHaveProperty('needed');
    expect(await test.runtime.retention.remove(test.host, prune)).toMatchObject({
      ranges: [[0, old.receipt.index + 1]],
      needed,
    });
    test.advance(10 * minute);
    expect(await test.runtime.retention.remove(test.host, erase)).toMatchObject({ entries: 1 });
  });

  it('names the open approval that an erasure has to wait for', async () => {
    const { receipt, approval } = await ask({
      action: 'write',
      targetPath: 'config/prod.yaml',
      content: 'x',
    });
    test.advance(6 * minute);
    const range = [receipt.index, receipt.index + 1] as const;
    await expect(
      test.runtime.retention.remove(test.host, {
        act: 'erase',
        ranges: [range],
        isLeafToo: true,
        reason: 'asked for',
      }),
    ).rejects.toMatchObject({ details: { needed: { from: range[0], until: approval?.expiresAt } } });
  });

  it('is rebuilt from the journal with keys, policy and revocations, and without what was pruned', async () => {
    const { record } = await test.runtime.keys.create(test.host, {
      name: 'lost',
      scopes: ['decide'],
      actors: ['zed'],
    });
    await test.runtime.keys.revoke(test.host, record.id);
    await ask({ actorId: 'ada', content: secret });
    test.advance(10 * minute);
    await ask({ actorId: 'bob' });
    const { size } = await test.runtime.ledger.head();
    await test.runtime.retention.remove(test.host, {
      act: 'prune',
      before: size,
      reason: 'x',
      isUnarchivedToo: true,
    });
    const keys = await test.runtime.keys.list(test.host);
    const decisions = await test.runtime.decisions.list(test.host, {});
    await test.runtime.close();
    await database.query(sql`drop schema zoqore_ledger cascade`);
    await database.query(sql`drop schema zoqore_runtime cascade`);
    test = await openTestRuntime({
      database,
      store: store(),
      keys: { agent: test.agentKey, host: test.hostKey },
    });
    expect(test.runtime.ledger.recovered.replayed).toBeGreaterThan(0);
    expect(await test.runtime.keys.list(test.host)).toEqual(keys);
    expect(await test.runtime.decisions.list(test.host, {})).toEqual(decisions);
    expect(await test.runtime.ledger.verify()).toMatchObject({ verified: true, returned: 0 });
  });

  it('repeats nothing of what a server says in its own words', async () => {
    const server = Object.assign(new Error('10.0.0.7:5432 refused ada'), { code: 'ECONNREFUSED' });
    const real = createSqlStore({ database, durability: 'process' });
    let isAway = false;
    const own = await openTestRuntime({
      database,
      store: new Proxy(real, {
        get: (target, name: keyof typeof real) => {
          if (name === 'read' && isAway) return () => Promise.reject(server);
          const value: unknown = target[name];
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      }),
      keys: { agent: test.agentKey, host: test.hostKey },
    });
    isAway = true;
    for (const attempt of [
      () => own.runtime.retention.holds(own.host),
      () => own.runtime.retention.plan(own.host, { act: 'prune', before: 1, reason: 'x' }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'LEDGER_UNAVAILABLE',
        message: expect.stringMatching(/: ECONNREFUSED$/),
      });
    }
    isAway = false;
    await own.close();
  });

  it('takes scope `admin` for everything that changes', async () => {
    const { retention } = test.runtime;
    const prune = { act: 'prune', before: 1, reason: 'x' } as const;
    for (const attempt of [
      () => retention.plan(test.agent, prune),
      () => retention.remove(test.agent, prune),
      () => retention.placeHold(test.agent, { reason: 'x' }),
      () => retention.releaseHold(test.agent, 1, 'x'),
      () => retention.holds(test.agent),
      () => retention.recordArchive(test.agent, { from: 0, to: 1, size: 1, root: '', sha256: '', place: '' }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'ACTOR_FORBIDDEN' });
    }
  });
});
