import { parseVerifierKey, verifyEntryProof, verifyKeyHistory } from '@zoqore/ledger/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { createHttpApp } from '../../src/http/index.ts';
import { openTestRuntime, request, required, testSigningKeys } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

const signing = testSigningKeys();
const first = required([...signing.held][0]);

let test: TestRuntime;
let clientOf: (key: string) => ReturnType<typeof createClient>;
beforeAll(async () => {
  test = await openTestRuntime({ signer: signing });
  const app = createHttpApp({ runtime: () => test.runtime, version: '0.0.0' });
  clientOf = (key) =>
    createClient({
      baseUrl: 'http://localhost',
      key,
      fetch: async (input, init) => {
        const headers = new Headers(init.headers);
        headers.set('host', 'localhost');
        return await app.fetch(new Request(input, { ...init, headers }));
      },
    });
});
afterAll(() => test.close());

describe('the keys of the ledger over HTTP', () => {
  it('are changed by admins alone; the valid ones are for every key', async () => {
    const { ledger } = clientOf(test.agentKey);
    for (const refused of [
      () => ledger.keys.list(),
      () => ledger.keys.history(),
      () => ledger.keys.rotate(),
      () => ledger.keys.retire('00000000'),
      () => ledger.keys.revoke('00000000', { reason: 'x' }),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'ACTOR_FORBIDDEN' });
    }
    expect(await ledger.key()).toBe(`${first.verifierKey}\n`);
  });

  it('rotate, retire and revoke, each as an entry that says who did it', async () => {
    const { ledger } = clientOf(test.hostKey);
    const { receipt } = await test.runtime.decide(test.agent, request());
    const old = await ledger.proof(receipt.index);
    const rotated = await ledger.keys.rotate();
    const [newest, oldest, ...others] = (await ledger.key()).trim().split('\n');
    expect([oldest, others]).toEqual([first.verifierKey, []]);
    expect(JSON.parse((await ledger.entry(rotated.receipt.index)).leaf)).toMatchObject({
      kind: 'ledger.key-added',
      actor: test.host.keyId,
      body: { by: 'host' },
    });
    await expect(ledger.keys.rotate()).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    await expect(ledger.keys.retire('00000000')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ledger.keys.retire('x')).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    const id = Buffer.from(first.keyId).toString('hex');
    await ledger.keys.retire(id);
    expect(await ledger.key()).toBe(`${newest}\n`);
    const later = await test.runtime.decide(test.agent, request());
    const firstKey = await parseVerifierKey(first.verifierKey);
    const check = await verifyKeyHistory(await ledger.keys.history(), [firstKey]);
    if (!check.verified) throw new Error(check.reason);
    for (const proof of [old, await ledger.proof(later.receipt.index)]) {
      expect(await verifyEntryProof(proof, { keys: [], history: check.history })).toMatchObject({
        verified: true,
      });
    }
    const revoked = await ledger.keys.revoke(rotated.added ?? '', { reason: 'copied to a laptop' });
    expect(revoked.added).toMatch(/^[0-9a-f]{8}$/);
    expect(await ledger.keys.list()).toMatchObject({
      keys: [
        { id, state: 'retired', isHere: false },
        { id: rotated.added, state: 'revoked', isHere: false, by: 'host', reason: 'copied to a laptop' },
        { id: revoked.added, state: 'valid', isHere: true },
      ],
      unrecorded: [],
    });
    expect(signing.held.size).toBe(1);
    expect(await ledger.verify()).toMatchObject({ verified: true });
  });

  it('stay as they are where the runtime was opened with one key', async () => {
    const single = await openTestRuntime({ signer: first });
    await expect(single.runtime.ledgerKeys.rotate(single.host)).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
    });
    await single.close();
  });
});
