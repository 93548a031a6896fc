import { openDatabase } from '@zoqore/database';
import type { Database } from '@zoqore/database';
import { startTestPostgres } from '@zoqore/database/testing';
import type { TestPostgres } from '@zoqore/database/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRuntime, packs, required, request } from './open-test-runtime.ts';
import type { TestRuntime } from './open-test-runtime.ts';
import { sequences } from './sequences.ts';

/** Two runtimes on one real PostgreSQL, as two processes would be: nothing is shared but the database. */

let postgres: TestPostgres;
let databases: Database[];
let one: TestRuntime;
let two: TestRuntime;

beforeAll(async () => {
  postgres = await startTestPostgres();
  databases = await Promise.all([openDatabase({ url: postgres.url }), openDatabase({ url: postgres.url })]);
  const [first, second] = databases;
  one = await openTestRuntime({ database: required(first) });
  two = await openTestRuntime({
    database: required(second),
    keys: { agent: one.agentKey, host: one.hostKey },
  });
});
afterAll(async () => {
  await one.close();
  await two.close();
  await Promise.all(databases.map((database) => database.close()));
  await postgres.stop();
});

describe('two processes on one database', () => {
  it('give one request id one decision, however they race', async () => {
    const asked = Array.from({ length: 20 }, () => request());
    const answers = await Promise.all(
      asked.flatMap((each) => [
        one.runtime.decide(one.agent, each),
        two.runtime.decide(two.agent, each),
        one.runtime.decide(one.agent, each),
      ]),
    );
    const ids = answers.map((answer) => `${answer.requestId} ${answer.decisionId}`);
    expect(new Set(ids).size).toBe(asked.length);
    await expect(
      two.runtime.decide(two.agent, { ...asked[0], targetPath: 'docs/b.md' }),
    ).rejects.toMatchObject({
      code: 'REPLAY_CONFLICT',
    });
  });

  it('let one of them use an approval', async () => {
    const asked = request({ action: 'write', targetPath: 'docs/shared.md', content: 'x' });
    const { approval } = await one.runtime.decide(one.agent, asked);
    const approvalId = required(approval).id;
    await two.runtime.approvals.decide(two.host, approvalId, { decision: 'approve' });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => {
        const { runtime, agent } = i % 2 === 0 ? one : two;
        return runtime.decide(agent, { ...asked, requestId: `shared-${i}`, approvalId });
      }),
    );
    expect(answers.filter((answer) => answer.decision === 'ALLOW')).toHaveLength(1);
  });

  it('let one yes and one no race, and one of them count', async () => {
    const { approval } = await one.runtime.decide(
      one.agent,
      request({ action: 'write', targetPath: 'docs/vote.md', content: 'x' }),
    );
    const { id } = required(approval);
    const votes = await Promise.allSettled([
      one.runtime.approvals.decide(one.host, id, { decision: 'approve' }),
      two.runtime.approvals.decide(two.host, id, { decision: 'refuse' }),
    ]);
    expect(votes.filter((vote) => vote.status === 'fulfilled')).toHaveLength(1);
  });

  it('see a halt, a revoked key and a new policy of the other within a second', async () => {
    const within = { timeout: 1_000, interval: 20 };
    await one.runtime.halts.halt(one.host, { reason: 'drill' });
    const write = () => two.runtime.decide(two.agent, request({ action: 'write', content: 'x' }));
    await expect.poll(async () => (await write()).decision, within).toBe('DENY');
    await one.runtime.halts.resume(one.host, {});
    await expect.poll(async () => (await write()).decision, within).toBe('ESCALATE');

    const { key, record } = await one.runtime.keys.create(one.host, {
      name: 'k',
      scopes: ['decide'],
      actors: ['a'],
    });
    await expect.poll(() => two.runtime.authenticate(key) !== undefined, within).toBe(true);
    await one.runtime.keys.revoke(one.host, record.id);
    await expect.poll(() => two.runtime.authenticate(key), within).toBeUndefined();

    const { policyVersion } = await one.runtime.policies.apply(one.host, packs.observe);
    await expect.poll(() => two.runtime.policies.current().policyVersion, within).toBe(policyVersion);
    expect((await write()).decision).toBe('ALLOW');
  });

  it('count every outcome of an actor once, whichever of them records it', async () => {
    const both = [one, two];
    await Promise.all(
      Array.from({ length: 24 }, async (_, i) => {
        const { runtime, agent } = required(both[i % 2]);
        const { decisionId } = await runtime.decide(agent, request({ actorId: 'shared' }));
        const status = i % 8 === 0 ? 'failed' : 'executed';
        const reports = both.map((each) =>
          each.runtime.recordOutcome(each.agent, { decisionId, status }, { isVerified: true }),
        );
        const settled = await Promise.allSettled(reports);
        expect(settled.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
      }),
    );
    // 21 rises of 0.05 reach 1 in whichever order; 3 falls of 0.1 take at most 0.3 from it.
    for (const { runtime, host } of both) {
      await expect
        .poll(async () => (await runtime.actors.get(host, 'shared')).verifiedOutcomes, { timeout: 1_000 })
        .toBe(24);
    }
    const [first, second] = await Promise.all(
      both.map(({ runtime, host }) => runtime.actors.get(host, 'shared')),
    );
    expect(first).toEqual(second);
    expect(first?.trust).toBeGreaterThanOrEqual(0.7);
    const { outcomes } = required(first);
    expect(outcomes).toHaveLength(20);
  });

  it('see a cap, a model and a mode of the other within a second', async () => {
    const within = { timeout: 1_000, interval: 20 };
    const seen = async () => (await two.runtime.actors.get(two.host, 'shared')).trustCap;
    await one.runtime.actors.capTrust(one.host, 'shared', { cap: 0.1, reason: 'drill' });
    await expect.poll(seen, within).toBe(0.1);
    const { version } = await one.runtime.models.apply(one.host, 'risk', {
      source: 'risk.yaml',
      text: 'apiVersion: zoqore.dev/risk/v1\noverrides: { path.kind-documentation: { grade: L2 } }',
    });
    await expect.poll(() => two.runtime.models.current('risk').version, within).toBe(version);
    expect((await two.runtime.decide(two.agent, request())).riskGrade).toBe('L2');
    await one.runtime.modes.set(one.host, { mode: 'lean', reason: 'drill' });
    await expect.poll(() => two.runtime.modes.current().mode, within).toBe('lean');
  });

  it('judge the requests of one session as if one came after the other, whoever is asked', async () => {
    const { policyVersion } = await one.runtime.policies.apply(one.host, sequences);
    await expect
      .poll(() => two.runtime.policies.current().policyVersion, { timeout: 1_000, interval: 20 })
      .toBe(policyVersion);
    const asking = [
      { targetPath: 'people/ada.md' },
      { targetPath: 'https://example.org/' },
      { action: 'network', targetPath: 'https://example.org/form' },
    ];
    for (let session = 0; session < 20; session++) {
      const answers = await Promise.all(
        asking.map((fields, at) => {
          const { runtime, agent } = (at + session) % 2 === 0 ? one : two;
          return runtime.decide(agent, request({ ...fields, context: { session: `${session}` } }));
        }),
      );
      expect(answers.map(({ decision }) => decision).toSorted()).toEqual(['ALLOW', 'ALLOW', 'ESCALATE']);
    }
    // What one was told of, the other knows at once.
    for (let session = 0; session < 10; session++) {
      const context = { session: `next-${session}` };
      await one.runtime.decide(one.agent, request({ targetPath: 'vault/a.md', context }));
      const answer = await two.runtime.decide(two.agent, request({ ...asking[2], context }));
      expect(answer.decision).toBe('DENY');
    }
  });

  it('keep one ledger that verifies', async () => {
    expect(await two.runtime.ledger.verify()).toMatchObject({ verified: true });
  });
});
