import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createSigner,
  LedgerError,
  openLedger,
  type EntryDraft,
  type Ledger,
  type LedgerStore,
} from '../src/index.ts';
import { createMemoryStore } from '../src/memory/index.ts';

const origin = 'zoqore/queue/main';
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const draft: EntryDraft = { kind: 'k', actor: 'a', at: '2026-11-23T03:00:00.000Z', body: {} };

let ledger: Ledger;
afterEach(async () => {
  await ledger.close();
});

/** A store in memory whose commits can be held up or made to fail. */
const gated = (): { store: LedgerStore; gate: { wait: Promise<void>; fault: Error | undefined } } => {
  const inner = createMemoryStore();
  const gate: { wait: Promise<void>; fault: Error | undefined } = {
    wait: Promise.resolve(),
    fault: undefined,
  };
  const store: LedgerStore = {
    ...inner,
    commit: async (plan) => {
      await gate.wait;
      return await inner.commit(async (held) => {
        const planned = await plan(held);
        if (gate.fault !== undefined) throw gate.fault;
        return planned;
      });
    },
  };
  return { store, gate };
};

describe('append', () => {
  it('refuses what does not fit the queue and writes what did', async () => {
    const { store, gate } = gated();
    const held = Promise.withResolvers<void>();
    gate.wait = held.promise;
    ledger = await openLedger({ store, origin, signer, maxQueue: 10 });
    const results = Array.from({ length: 15 }, async () => await ledger.append(draft));
    const settled = Promise.allSettled(results);
    await expect(results[14]).rejects.toMatchObject({ code: 'LEDGER_BUSY', details: { queued: 10 } });
    held.resolve();
    expect((await settled).filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect((await ledger.head()).size).toBe(10);
    await ledger.append(draft);
  });

  it('rejects the callers of a batch that was not written, keeps the cause, and goes on', async () => {
    const { store, gate } = gated();
    ledger = await openLedger({ store, origin, signer });
    await ledger.append(draft);
    gate.fault = new LedgerError({ code: 'LEDGER_UNAVAILABLE', message: 'gone' });
    const failed = await Promise.allSettled([ledger.append(draft), ledger.append(draft)]);
    for (const result of failed) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { code: 'LEDGER_UNAVAILABLE', cause: gate.fault },
      });
    }
    gate.fault = undefined;
    await ledger.append(draft);
    expect((await ledger.head()).size).toBe(2);
    expect(await ledger.verify()).toMatchObject({ verified: true });
  });

  it('refuses companions that nobody writes, and everything after close', async () => {
    ledger = await openLedger({ store: createMemoryStore(), origin, signer });
    await expect(ledger.append(draft, [{ kind: 'unknown', row: {} }])).rejects.toMatchObject({
      code: 'ENTRY_INVALID',
    });
    const last = ledger.append(draft);
    await Promise.all([ledger.close(), ledger.close()]);
    expect(await last).toMatchObject({ outcome: 'appended' });
    await expect(ledger.append(draft)).rejects.toMatchObject({ code: 'LEDGER_CLOSED' });
  });

  it('signs a checkpoint within a second, and on close', async () => {
    const store = createMemoryStore();
    ledger = await openLedger({ store, origin, signer });
    await ledger.append(draft);
    await expect.poll(async () => (await ledger.checkpoint())?.size, { timeout: 1500 }).toBe(1);
    await ledger.append(draft);
    await ledger.close();
    expect((await store.latestCheckpoint())?.size).toBe(2);
  });

  it("wants a signer of the log's own name", async () => {
    const other = createSigner('other', generateKeyPairSync('ed25519').privateKey);
    await expect(openLedger({ store: createMemoryStore(), origin, signer: other })).rejects.toMatchObject({
      code: 'KEY_INVALID',
    });
  });
});
