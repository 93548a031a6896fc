import { describe, expect, it } from 'vitest';
import { streamWhenLate } from '../src/edge/late-answer.ts';

const PATIENCE = { lateMs: 5, everyMs: 5 };
const message = { jsonrpc: '2.0', id: 1, result: { text: 'two\nlines' } };

describe('an answer', () => {
  it('that comes soon is handed on as it is', async () => {
    const answer = Response.json(message, { status: 404 });
    expect(await streamWhenLate(Promise.resolve(answer))).toBe(answer);
  });

  it.each([
    ['one message', message, [message]],
    ['a batch', [message, message], [message, message]],
  ])('that is late comes as events behind signs of life: %s', async (_, body, expected) => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const response = await streamWhenLate(promise, PATIENCE);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (reader === undefined) throw new Error('expected a body');
    expect((await reader.read()).value).toBe(': keepalive\n\n');
    resolve(Response.json(body));
    let rest = '';
    for (let read = await reader.read(); !read.done; read = await reader.read()) rest += read.value;
    const events = [...rest.matchAll(/^event: message\ndata: (.+)\n\n/gmu)];
    expect(events.map((event) => JSON.parse(event[1] ?? '') as unknown)).toEqual(expected);
  });

  it('that never comes breaks its stream', async () => {
    const { promise, reject } = Promise.withResolvers<Response>();
    const response = await streamWhenLate(promise, PATIENCE);
    reject(new Error('broken'));
    await expect(response.text()).rejects.toThrow();
  });
});
