import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
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

  it('an id is found again after a restart under a clock that was set back', async () => {
    const asked = request({ requestId: 'same' });
    const first = await test.runtime.decide(test.agent, asked);
    let behind = 20 * 60_000;
    test = await test.restart({ store: store(), clock: () => Date.now() - behind });
    behind = 4 * 60_000;
    expect((await test.runtime.decide(test.agent, asked)).decisionId).toBe(first.decisionId);
  });
});
