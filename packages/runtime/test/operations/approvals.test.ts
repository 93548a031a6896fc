import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRuntime, packs, required, request } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

let test: TestRuntime;

beforeAll(async () => {
  test = await openTestRuntime({ approvalTtlMs: 60_000 });
});
afterAll(() => test.close());

const write = { action: 'write', content: 'hello' };

/** A write that waits; `targetPath` makes its intent unlike the others'. */
async function escalated(targetPath: string) {
  const asked = request({ ...write, targetPath });
  const answer = await test.runtime.decide(test.agent, asked);
  return { asked, approvalId: required(answer.approval).id };
}

describe('an approval', () => {
  it('lets exactly that request through, once', async () => {
    const { asked, approvalId } = await escalated('docs/once.md');
    const approved = await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
    expect(approved).toMatchObject({ state: 'approved', decidedBy: 'host' });
    const retry = await test.runtime.decide(test.agent, { ...asked, requestId: 'retry-1', approvalId });
    expect(retry.decision).toBe('ALLOW');
    expect(retry.reasons).toContain('approved_by=host');
    const again = await test.runtime.decide(test.agent, { ...asked, requestId: 'retry-2', approvalId });
    expect(again.decision).toBe('ESCALATE');
    expect(again.reasons).toContain('approval_used');
    expect(await test.runtime.approvals.get(test.host, approvalId)).toMatchObject({
      state: 'used',
      usedBy: retry.decisionId,
    });
  });

  it('is used by one of many that cite it at once', async () => {
    const { asked, approvalId } = await escalated('docs/race.md');
    await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        test.runtime.decide(test.agent, { ...asked, requestId: `race-${i}`, approvalId }),
      ),
    );
    expect(answers.filter((answer) => answer.decision === 'ALLOW')).toHaveLength(1);
  });

  it('binds the content: another text needs another approval', async () => {
    const { asked, approvalId } = await escalated('docs/bound.md');
    await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
    const other = await test.runtime.decide(test.agent, {
      ...asked,
      requestId: 'bound-1',
      content: 'evil',
      approvalId,
    });
    expect(other.decision).toBe('ESCALATE');
    expect(other.reasons).toContain('approval_for_another_request');
  });

  it('binds the actor', async () => {
    const { asked, approvalId } = await escalated('docs/actor.md');
    await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
    const other = await test.runtime.decide(test.agent, { ...asked, actorId: 'did:myth:other', approvalId });
    expect(other.decision).toBe('ESCALATE');
  });

  it('that was refused stays refused', async () => {
    const { asked, approvalId } = await escalated('docs/refused.md');
    await test.runtime.approvals.decide(test.host, approvalId, { decision: 'refuse', reason: 'not today' });
    const retry = await test.runtime.decide(test.agent, { ...asked, requestId: 'refused-1', approvalId });
    expect(retry.decision).toBe('ESCALATE');
    await expect(
      test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' }),
    ).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
  });

  it('is found by its intent when the client cannot cite it', async () => {
    const { asked, approvalId } = await escalated('docs/found.md');
    await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
    const retry = await test.runtime.decide(
      test.agent,
      { ...asked, requestId: 'found-1' },
      { findApproval: true },
    );
    expect(retry.decision).toBe('ALLOW');
  });

  it('waits once for the same intent, however often it is asked', async () => {
    const { asked, approvalId } = await escalated('docs/same.md');
    const second = await test.runtime.decide(test.agent, { ...asked, requestId: 'same-2' });
    expect(second.approval?.id).toBe(approvalId);
  });

  it('cannot be given by a key that may ask for the actor', async () => {
    const { approvalId } = await escalated('docs/self.md');
    await expect(
      test.runtime.approvals.decide({ ...test.agent, scopes: ['decide', 'approve'] }, approvalId, {
        decision: 'approve',
      }),
    ).rejects.toMatchObject({ code: 'ACTOR_FORBIDDEN' });
    await expect(
      test.runtime.approvals.decide(test.agent, approvalId, { decision: 'approve' }),
    ).rejects.toMatchObject({ code: 'ACTOR_FORBIDDEN' });
  });

  it('lapses with the policy that it was asked under', async () => {
    const own = await openTestRuntime();
    const asked = request({ ...write, targetPath: 'docs/policy.md' });
    const { approval } = await own.runtime.decide(own.agent, asked);
    await own.runtime.approvals.decide(own.host, required(approval).id, { decision: 'approve' });
    const { text, source } = packs.failsafe;
    await own.runtime.policies.apply(own.host, { text: text.replace(/^name: .*/m, 'name: renamed'), source });
    const retry = await own.runtime.decide(own.agent, {
      ...asked,
      requestId: 'p2',
      approvalId: required(approval).id,
    });
    expect(retry.decision).toBe('ESCALATE');
    expect(retry.reasons).toContain('approval_for_another_policy');
    await own.close();
  });

  it('that waits under an older policy is marked, counts for nothing and can only be refused', async () => {
    const own = await openTestRuntime();
    const { approvals, policies } = own.runtime;
    const asked = request({ ...write, targetPath: 'docs/older.md' });
    const ask = (requestId: string) =>
      own.runtime.decide(own.agent, { ...asked, requestId }, { findApproval: true });
    const { id } = required((await ask('older-1')).approval);
    const approved = required(
      (await own.runtime.decide(own.agent, request({ ...write, targetPath: 'docs/approved.md' }))).approval,
    );
    await approvals.decide(own.host, approved.id, { decision: 'approve' });
    expect(approvals.waiting()).toBe(1);
    expect(await approvals.get(own.host, id)).not.toHaveProperty('isOutdated');

    const { text, source } = packs.failsafe;
    await policies.apply(own.host, { text: text.replace(/^name: .*/m, 'name: renamed'), source });
    expect(approvals.waiting()).toBe(0);
    expect(await approvals.get(own.host, approved.id)).toMatchObject({ state: 'approved', isOutdated: true });
    expect(await approvals.list(own.host, { state: 'pending' })).toMatchObject([{ id, isOutdated: true }]);
    await expect(approvals.decide(own.host, id, { decision: 'approve' })).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
      message: expect.stringContaining('asked under an older policy; it cannot count: ask the agent'),
    });

    const again = required((await ask('older-2')).approval);
    expect(again.id).not.toBe(id);
    expect(approvals.waiting()).toBe(1);
    await approvals.decide(own.host, again.id, { decision: 'approve' });
    expect((await ask('older-3')).decision).toBe('ALLOW');

    const refused = await approvals.decide(own.host, id, { decision: 'refuse' });
    expect(refused).toMatchObject({ state: 'refused' });
    expect(refused).not.toHaveProperty('isOutdated');
    await own.close();
  });

  it('that was given under an older policy does not stand before one of this policy', async () => {
    const own = await openTestRuntime();
    const asked = request({ ...write, targetPath: 'docs/given.md' });
    const ask = (requestId: string) =>
      own.runtime.decide(own.agent, { ...asked, requestId }, { findApproval: true });
    const approve = (id: string) => own.runtime.approvals.decide(own.host, id, { decision: 'approve' });
    await approve(required((await ask('given-1')).approval).id);
    const { text, source } = packs.failsafe;
    await own.runtime.policies.apply(own.host, { text: text.replace(/^name: .*/m, 'name: renamed'), source });
    const again = required((await ask('given-2')).approval);
    expect((await ask('given-3')).approval).toMatchObject({ id: again.id });
    await approve(again.id);
    expect((await ask('given-4')).decision).toBe('ALLOW');
    await own.close();
  });

  it('never turns a DENY into anything else', async () => {
    const { approvalId } = await escalated('docs/deny.md');
    await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
    const answer = await test.runtime.decide(test.agent, request({ targetPath: '/etc/shadow', approvalId }));
    expect(answer.decision).toBe('DENY');
  });

  it('expires', async () => {
    const { asked, approvalId } = await escalated('docs/expires.md');
    await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
    test.advance(60_001);
    const retry = await test.runtime.decide(test.agent, { ...asked, requestId: 'expires-1', approvalId });
    expect(retry.decision).toBe('ESCALATE');
    expect(retry.reasons).toContain('approval_expired');
    expect((await test.runtime.approvals.get(test.host, approvalId)).state).toBe('expired');
  });
});

describe('many escalations', () => {
  it('of one actor cannot bury the others', async () => {
    const own = await openTestRuntime();
    const answers = await Promise.all(
      Array.from({ length: 150 }, (_, i) =>
        own.runtime.decide(own.agent, request({ ...write, targetPath: `docs/flood-${i}.md` })),
      ),
    );
    expect(answers.every((answer) => answer.decision === 'ESCALATE')).toBe(true);
    const settled = await own.runtime.decide(
      own.agent,
      request({ ...write, targetPath: 'docs/flood-last.md' }),
    );
    expect(settled.approval).toBeUndefined();
    const other = await own.runtime.decide(
      own.agent,
      request({ ...write, actorId: 'did:myth:quiet', targetPath: 'docs/q.md' }),
    );
    expect(other.approval).toBeDefined();
    await own.close();
  });
});
