import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRuntime, request, required } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

/** One rule for each obligation, by the folder that is written to. */
const obligations = {
  limit: '{ limit: { perMinute: 2 } }',
  redact: '{ redact: { fields: [token] } }',
  'require-reason': 'require-reason',
  watermark: '{ watermark: { text: internal } }',
  sandbox: '{ sandbox: { profile: strict } }',
  notify: '{ notify: { channel: ops } }',
  'record-content': 'record-content',
  quorum: '{ quorum: { count: 1 } }',
  'quorum-of-two': '{ quorum: { count: 2 } }',
};

const text = [
  'apiVersion: zoqore.dev/policy/v1',
  'name: obligations',
  'rules:',
  ...Object.entries(obligations).map(
    ([name, obligation]) =>
      `  - { id: ${name}, effect: allow, match: { action: write, path: { prefix: ${name} } }, obligations: [${obligation}] }`,
  ),
].join('\n');

let test: TestRuntime;

beforeAll(async () => {
  test = await openTestRuntime({ policy: { text, source: 'obligations.yaml' } });
});
afterAll(() => test.close());

const write = async (folder: string, more: Record<string, unknown> = {}) =>
  await test.runtime.decide(
    test.agent,
    request({ action: 'write', targetPath: `${folder}/notes.md`, content: 'hello', ...more }),
  );
const bodyOf = async (index: number) => required(await test.runtime.ledger.entry(index)).body;

describe('obligations that the runtime honours before it says ALLOW', () => {
  it('limit: so many a minute', async () => {
    const answers = [];
    for (let at = 0; at < 3; at++) answers.push(await write('limit'));
    expect(answers.map(({ decision }) => decision)).toEqual(['ALLOW', 'ALLOW', 'DENY']);
    expect(answers[2]).toMatchObject({ requiredActions: ['retry_later'], obligations: [] });
    test.advance(60_001);
    expect((await write('limit')).decision).toBe('ALLOW');
  });

  it('require-reason: none without one', async () => {
    expect(await write('require-reason')).toMatchObject({
      decision: 'DENY',
      reasons: expect.arrayContaining(['no reason was given in context.reason (require-reason)']),
      requiredActions: ['reason_required'],
    });
    for (const reason of ['', '  ', 3, null]) {
      expect((await write('require-reason', { context: { reason } })).decision).toBe('DENY');
    }
    expect((await write('require-reason', { context: { reason: 'typing errors' } })).decision).toBe('ALLOW');
  });

  it('record-content: the entry holds it, and otherwise a digest', async () => {
    const { receipt } = await write('record-content');
    expect(await bodyOf(receipt.index)).toMatchObject({ facts: { content: 'hello' } });
    const other = await write('watermark');
    expect(await bodyOf(other.receipt.index)).toMatchObject({ facts: { content: { length: 5 } } });
  });

  it('quorum: asks a person, and never allows what one person cannot', async () => {
    const asked = await write('quorum');
    expect(asked.decision).toBe('ESCALATE');
    const approvalId = required(asked.approval).id;
    await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
    expect((await write('quorum', { approvalId })).decision).toBe('ALLOW');

    const two = await write('quorum-of-two');
    expect(two).toMatchObject({ decision: 'ESCALATE' });
    expect(two.reasons).toContain('quorum of 2 cannot be met: one approver is supported');
    const id = required(two.approval).id;
    await test.runtime.approvals.decide(test.host, id, { decision: 'approve' });
    expect((await write('quorum-of-two', { approvalId: id })).decision).toBe('ESCALATE');
  });
});

describe('obligations that whoever asked must honour', () => {
  it.each([
    ['redact', { type: 'redact', fields: ['token'] }],
    ['watermark', { type: 'watermark', text: 'internal' }],
    ['sandbox', { type: 'sandbox', profile: 'strict' }],
    ['notify', { type: 'notify', channel: 'ops' }],
  ])('%s: stands in the answer and in the entry', async (name, obligation) => {
    const answer = await write(name);
    expect(answer).toMatchObject({ decision: 'ALLOW', obligations: [obligation] });
    expect(await bodyOf(answer.receipt.index)).toMatchObject({ obligations: [obligation] });
  });
});
