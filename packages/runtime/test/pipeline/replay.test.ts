import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRuntime, request } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

let test: TestRuntime;

beforeAll(async () => {
  test = await openTestRuntime();
});
afterAll(() => test.close());

describe('one request id', () => {
  it('gets the same answer and one entry, however often it is asked', async () => {
    const asked = request();
    const first = await test.runtime.decide(test.agent, asked);
    const { size } = await test.runtime.ledger.head();
    expect(await test.runtime.decide(test.agent, asked)).toEqual(first);
    expect((await test.runtime.ledger.head()).size).toBe(size);
  });

  it('gets one decision when asked many times at once', async () => {
    const asked = request();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => test.runtime.decide(test.agent, asked)),
    );
    expect(new Set(answers.map((answer) => answer.decisionId)).size).toBe(1);
  });

  it('does not depend on the order of keys', async () => {
    const asked = request({ context: { a: 1, b: 2 } });
    const first = await test.runtime.decide(test.agent, asked);
    const second = await test.runtime.decide(test.agent, { ...asked, context: { b: 2, a: 1 } });
    expect(second.decisionId).toBe(first.decisionId);
  });

  it('refuses another payload', async () => {
    const asked = request();
    await test.runtime.decide(test.agent, asked);
    await expect(
      test.runtime.decide(test.agent, { ...asked, targetPath: 'docs/other.md' }),
    ).rejects.toMatchObject({
      code: 'REPLAY_CONFLICT',
      details: { requestId: asked['requestId'] },
    });
  });

  it('refuses another payload also while the first is being decided', async () => {
    const asked = request();
    const results = await Promise.allSettled([
      test.runtime.decide(test.agent, asked),
      test.runtime.decide(test.agent, { ...asked, targetPath: 'docs/other.md' }),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
  });

  it('belongs to one actor: ids are not joined by a delimiter', async () => {
    const one = await test.runtime.decide(test.agent, request({ actorId: 'a', requestId: 'b::c' }));
    const two = await test.runtime.decide(test.agent, request({ actorId: 'a::b', requestId: 'c' }));
    expect(two.decisionId).not.toBe(one.decisionId);
  });

  it('is answered the same after a restart', async () => {
    const asked = request();
    const first = await test.runtime.decide(test.agent, asked);
    test = await test.restart();
    expect(await test.runtime.decide(test.agent, asked)).toEqual(first);
    await expect(test.runtime.decide(test.agent, { ...asked, action: 'write' })).rejects.toMatchObject({
      code: 'REPLAY_CONFLICT',
    });
  });

  it('is a new request after the window', async () => {
    const short = await openTestRuntime({ replayWindowMs: 60_000 });
    const asked = request();
    const first = await short.runtime.decide(short.agent, asked);
    short.advance(60_001);
    const second = await short.runtime.decide(short.agent, asked);
    expect(second.decisionId).not.toBe(first.decisionId);
    await short.close();
  });
});
