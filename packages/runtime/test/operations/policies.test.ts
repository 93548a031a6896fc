import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestRuntime } from '../open-test-runtime.ts';
import { openTestRuntime, packs } from '../open-test-runtime.ts';

let test: TestRuntime;
beforeAll(async () => {
  test = await openTestRuntime();
});
afterAll(() => test.close());

/** A key that may administer and not approve. */
const clerk = { keyId: 'key_clerk', name: 'clerk', scopes: ['admin'] } as const;
const stricter = {
  source: 'stricter.yaml',
  text: packs.failsafe.text.replace(
    'rules:\n',
    'rules:\n  - { id: no-admin, effect: deny, match: { action: admin } }\n',
  ),
};

describe('comparing policies', () => {
  it('lets four wait for one, refuses more, and goes on when they have ended', async () => {
    const { policies } = test.runtime;
    const checks = await Promise.allSettled(
      Array.from({ length: 7 }, () => policies.check(test.host, stricter)),
    );
    const refused = checks.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(2);
    for (const one of refused) {
      expect(one).toMatchObject({ reason: { code: 'RATE_LIMITED', details: { retryAfterSeconds: 5 } } });
    }
    expect(checks.slice(0, 5)).toEqual(
      Array.from({ length: 5 }, () => ({
        status: 'fulfilled',
        value: expect.objectContaining({ valid: true }),
      })),
    );
    expect(await policies.check(test.host, stricter)).toMatchObject({ valid: true });
  });
});

describe('putting a policy in force', () => {
  it('needs no approval for a set that is proved to let through nothing more', async () => {
    const { runtime } = test;
    const before = runtime.policies.version();
    expect(await runtime.policies.check(test.host, stricter)).toMatchObject({
      widening: { answer: 'no', changes: [] },
    });
    const { policyVersion, receipt } = await runtime.policies.apply(clerk, stricter);
    const entry = await runtime.ledger.entry(receipt.index);
    expect(entry).toMatchObject({ body: { policyVersion, before, by: 'clerk', wider: 'no' } });
    expect(entry).not.toHaveProperty('body.approvedBy');
  });

  it('refuses a set that lets through more to a key that may not approve, and changes nothing', async () => {
    const { runtime } = test;
    const before = runtime.policies.version();
    await expect(runtime.policies.apply(clerk, packs.failsafe)).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
      details: { wider: 'yes', causes: ['no-admin'] },
    });
    expect(runtime.policies.version()).toBe(before);
  });

  it('refuses it to a key that may approve, too, when only a narrower one was meant', async () => {
    await expect(
      test.runtime.policies.apply(test.host, { ...packs.failsafe, onlyNarrower: true }),
    ).rejects.toMatchObject({ code: 'STATE_CONFLICT', details: { wider: 'yes' } });
  });

  it('treats what cannot be told as if it let through more', async () => {
    const guarded = (when: string) => ({
      source: 'guarded.yaml',
      text: stricter.text.replace(
        'match: { action: admin } }',
        `match: { action: admin }, when: '${when}' }`,
      ),
    });
    const checked = await test.runtime.policies.check(test.host, guarded('size(request.actor.id) > 0'));
    expect(checked).toMatchObject({ widening: { answer: 'maybe' } });
    await expect(
      test.runtime.policies.apply(clerk, guarded('size(request.actor.id) > 0')),
    ).rejects.toMatchObject({ code: 'ACTOR_FORBIDDEN', details: { wider: 'maybe' } });
  });

  it('records who approved a set that lets through more, with both digests', async () => {
    const { runtime } = test;
    const before = runtime.policies.version();
    const { policyVersion, receipt } = await runtime.policies.apply(test.host, packs.failsafe);
    expect(await runtime.ledger.entry(receipt.index)).toMatchObject({
      body: { policyVersion, before, wider: 'yes', approvedBy: 'host' },
    });
  });

  it('compares each set with the one before it when two are applied at once', async () => {
    const { runtime } = test;
    const outcomes = await Promise.allSettled([
      runtime.policies.apply(clerk, stricter),
      runtime.policies.apply(clerk, packs.failsafe),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});
