import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askedRequest } from '../../src/request/asked-request.ts';
import { openTestRuntime, request } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

const asked = { requestId: 'r', actorId: 'a', action: 'write', targetPath: 'notes.md' } as const;

describe('what is asked of a person', () => {
  it('is the request as it stands when nothing of it is long or secret', () => {
    const context = {
      cwd: '/work',
      tool: { server: 'files', name: 'write', arguments: { lines: ['a', 'b'] } },
    };
    expect(askedRequest({ ...asked, content: 'hello', context })).toEqual({
      content: 'hello',
      context,
      isWhole: true,
    });
    expect(askedRequest(asked)).toEqual({ isWhole: true });
  });

  it('has secrets blanked and long texts cut, and says so', () => {
    const secret = askedRequest({ ...asked, content: ['AWS_KEY=AKIA', 'IOSFODNN7QWERTYU'].join('') });
    expect(secret.isWhole).toBe(false);
    expect(secret.content).toContain('[redacted:');
    const long = askedRequest({ ...asked, content: 'x'.repeat(20_000) });
    expect(long.isWhole).toBe(false);
    expect(long.content).toMatch(/^x{16384}… 3616 more characters$/);
  });

  it('stays within bounds whatever is asked', () => {
    const context = { many: Array.from({ length: 100 }, () => 'y'.repeat(10_000)) };
    const shown = askedRequest({ ...asked, content: 'kept', context });
    expect(shown).toEqual({ content: 'kept', isWhole: false });
  });
});

describe('an approval', () => {
  let test: TestRuntime;
  beforeAll(async () => {
    test = await openTestRuntime();
  });
  afterAll(() => test.close());

  it('shows its content to whoever may see it, and the ledger does not hold it', async () => {
    const answer = await test.runtime.decide(
      test.agent,
      request({ action: 'write', targetPath: 'notes.md', content: 'the very words that are written' }),
    );
    const id = answer.approval?.id ?? '';
    expect(await test.runtime.approvals.get(test.host, id)).toMatchObject({
      state: 'pending',
      request: { content: 'the very words that are written', isWhole: true },
    });
    const [listed] = await test.runtime.approvals.list(test.host, {});
    expect(listed).not.toHaveProperty('request');
    const entry = await test.runtime.ledger.entry(answer.receipt.index);
    expect(entry?.leaf).not.toContain('the very words');
  });
});
