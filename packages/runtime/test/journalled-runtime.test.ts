import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@zoqore/database';
import { openTestDatabase } from '@zoqore/database/testing';
import type { LedgerStore } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestRuntime, packs, request } from './open-test-runtime.ts';
import type { TestRuntime } from './open-test-runtime.ts';

// As `serve` runs it: decisions and outcomes are acknowledged with the journal, the tables follow.
let folder: string;
let database: Database;
let test: TestRuntime;
const store = (): LedgerStore =>
  createSqlStore({ database, durability: 'fsync', journalDirectory: join(folder, 'journal') });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoqore-journalled-'));
  database = await openTestDatabase({ directory: join(folder, 'db') });
  test = await openTestRuntime({ database, store: store(), policy: packs.observe });
});
afterEach(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

describe('with the tables behind the journal', () => {
  it('an outcome is taken once, however close its reports follow each other', async () => {
    for (const turns of [0, 1, 2, 3, 5, 8]) {
      const { decisionId } = await test.runtime.decide(test.agent, request());
      const report = { decisionId, status: 'executed' } as const;
      const first = test.runtime.recordOutcome(test.agent, report);
      for (let turn = 0; turn < turns; turn += 1) await nextTurn();
      const results = await Promise.allSettled([first, test.runtime.recordOutcome(test.agent, report)]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'STATE_CONFLICT' },
      });
    }
    expect((await test.runtime.health()).status).toBe('ok');
  });

  it('one id is one decision for more callers than a batch has room for', async () => {
    const asked = request({ requestId: 'same' });
    await test.runtime.decide(test.agent, asked);
    test.advance(6 * 60_000);
    const answers = await Promise.all(
      Array.from({ length: 300 }, async () => test.runtime.decide(test.agent, asked)),
    );
    expect(new Set(answers.map(({ decisionId }) => decisionId)).size).toBe(1);
  });

  it('a name of any length stops nobody', async () => {
    const labels =
      randomBytes(1_900)
        .toString('hex')
        .match(/.{1,60}/g) ?? [];
    const asked = request({ action: 'network', targetPath: `https://${labels.join('.')}/` });
    await test.runtime.decide(test.agent, asked);
    await test.runtime.decide(test.agent, request({ targetPath: `tool:web/${'é'.repeat(1_500)}` }));
    for (let i = 0; i < 3; i += 1) {
      expect((await test.runtime.decide(test.agent, request())).decision).toBe('ALLOW');
      expect((await test.runtime.decisions.list(test.host, { limit: 10 })).items.length).toBeGreaterThan(0);
    }
    expect((await test.runtime.health()).status).toBe('ok');
  });

  it('halts, keys and approvals go through while an agent asks without a pause', async () => {
    const over = new AbortController();
    const refused: unknown[] = [];
    const asking = (async () => {
      while (!over.signal.aborted) {
        await test.runtime.decide(test.agent, request()).catch((error: unknown) => refused.push(error));
        await pause(2);
      }
    })();
    try {
      for (let round = 0; round < 10; round += 1) {
        // Right behind a decision, whose rows are not in the tables yet.
        await test.runtime.decide(test.agent, request());
        await test.runtime.halts.halt(test.host, { reason: 'test', actorId: 'did:myth:other' });
        await test.runtime.decide(test.agent, request());
        await test.runtime.keys.create(test.host, {
          name: `key ${round}`,
          scopes: ['decide'],
          actors: ['a'],
        });
        await test.runtime.decide(test.agent, request());
        await test.runtime.halts.resume(test.host, { actorId: 'did:myth:other' });
      }
    } finally {
      over.abort();
      await asking;
    }
    expect(refused).toEqual([]);
    expect(await test.runtime.ledger.verify()).toMatchObject({ verified: true });
  });

  it('a failure that was acknowledged is in the view, whatever is read again beside it', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { decisionId } = await test.runtime.decide(test.agent, request());
      await Promise.all([
        test.runtime.halts.halt(test.host, { reason: 'test', actorId: `did:myth:a${round}` }),
        test.runtime.recordOutcome(test.agent, { decisionId, status: 'failed' }, { isVerified: true }),
        test.runtime.halts.halt(test.host, { reason: 'test', actorId: `did:myth:b${round}` }),
      ]);
    }
    const shown = () => test.runtime.actors.list(test.host).find(({ id }) => id === request()['actorId']);
    const before = shown();
    test = await test.restart({ store: store() });
    expect(before).toEqual(shown());
    expect(before?.verifiedOutcomes).toBe(10);
  });

  it('an id is found again after a restart under a clock that was set back', async () => {
    const asked = request({ requestId: 'same' });
    const first = await test.runtime.decide(test.agent, asked);
    let behind = 20 * 60_000;
    test = await test.restart({ store: store(), clock: () => Date.now() - behind });
    behind = 4 * 60_000;
    expect((await test.runtime.decide(test.agent, asked)).decisionId).toBe(first.decisionId);
  });
});
