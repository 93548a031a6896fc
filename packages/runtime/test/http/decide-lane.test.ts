import { request as send } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHttpApp, listen } from '../../src/http/index.ts';
import type { Listener } from '../../src/http/index.ts';
import { openTestRuntime, request } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

/** `POST /evaluate` has a way of its own through the listener: whatever is sent, both ways answer alike. */

let test: TestRuntime;
let through: Listener;
let past: Listener;

beforeAll(async () => {
  test = await openTestRuntime();
  const app = createHttpApp({ runtime: () => test.runtime, version: '0', maxBodyBytes: 4_096 });
  const address = { host: '127.0.0.1', port: 0 };
  through = await listen({ fetch: app.fetch, lane: app.lane, address });
  past = await listen({ fetch: app.fetch, address });
});
afterAll(async () => {
  await through.close();
  await past.close();
  await test.close();
});

interface Sent {
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly key?: 'bearer';
  /** Without a declared length. */
  readonly isChunked?: boolean;
}

interface Got {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: unknown;
}

function ask(
  listener: Listener,
  { path = '/evaluate', headers = {}, body = '', key, isChunked }: Sent,
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const outgoing = send(
      `${listener.url}${path}`,
      {
        method: 'POST',
        headers: {
          ...(key === 'bearer'
            ? { authorization: `Bearer ${test.agentKey}` }
            : { 'x-qore-api-key': test.agentKey }),
          ...headers,
          ...(isChunked === true ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk) => (text += chunk));
        incoming.on('end', () => {
          const {
            date: _date,
            connection: _connection,
            'keep-alive': _keepAlive,
            ...rest
          } = incoming.headers;
          const answer = JSON.parse(text.replace(/trace_[0-9a-f-]{36}/, 'trace')) as unknown;
          // Trace ids have one length: the content does not differ in it.
          resolve({
            status: incoming.statusCode,
            headers: { ...rest, 'transfer-encoding': undefined },
            body: answer,
          });
        });
      },
    );
    outgoing.on('error', reject);
    if (isChunked === true) outgoing.write(body);
    outgoing.end(isChunked === true ? undefined : body);
  });
}

const json = (value: unknown): string => JSON.stringify(value);

it.each<[string, number, () => Sent]>([
  ['a read', 200, () => ({ body: json(request()) })],
  [
    'a write, which is held',
    200,
    () => ({ body: json(request({ action: 'write', targetPath: 'src/a.ts' })) }),
  ],
  ['a body without a declared length', 200, () => ({ body: json(request()), isChunked: true })],
  ['a query behind the path', 200, () => ({ path: '/evaluate?x=1', body: json(request()) })],
  ['a bearer token', 200, () => ({ body: json(request()), key: 'bearer' })],
  ['a byte order mark', 200, () => ({ body: `\u{feff}${json(request())}` })],
  ['a wrong key', 401, () => ({ body: json(request()), headers: { 'x-qore-api-key': 'guess' } })],
  [
    'a key of another scope',
    403,
    () => ({ body: json(request()), headers: { 'x-qore-api-key': test.hostKey } }),
  ],
  ['a foreign Host', 403, () => ({ body: json(request()), headers: { host: 'evil.example' } })],
  ['a foreign Origin', 403, () => ({ body: json(request()), headers: { origin: 'https://evil.example' } })],
  ['no JSON', 400, () => ({ body: '{' })],
  ['bytes that are not UTF-8', 400, () => ({ body: Buffer.from([0x7b, 0xff, 0x7d]) })],
  ['no body', 422, () => ({})],
  ['a list', 422, () => ({ body: '[]' })],
  ['a body that is too large', 413, () => ({ body: json(request({ content: 'x'.repeat(5_000) })) })],
  ['another path', 404, () => ({ path: '/evaluate/', body: json(request()) })],
])('answers %s with %d either way', async (_name, status, make) => {
  const sent = make();
  // The request id is the same: the second is answered with the first one's decision.
  const answers = [await ask(through, sent), await ask(past, sent)];
  expect(answers[0]).toMatchObject({ status });
  expect(answers[0]).toEqual(answers[1]);
});

it('decides nothing for a sender that hangs up in the middle of its body', async () => {
  const { size } = await test.runtime.ledger.head();
  const { port } = new URL(through.url);
  const body = json(request());
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        `POST /evaluate HTTP/1.1\r\nHost: localhost\r\nX-Qore-Api-Key: ${test.agentKey}\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, -1)}`,
      );
      setTimeout(() => socket.destroy(), 100);
    });
    socket.on('close', () => resolve());
  });
  await pause(100);
  expect((await test.runtime.ledger.head()).size).toBe(size);
  expect(await ask(through, { body })).toMatchObject({ status: 200 });
});

it('lets the body of a refused request pass and answers the next one on the same connection', async () => {
  const { port } = new URL(through.url);
  const body = json(request());
  const one = (key: string): string =>
    `POST /evaluate HTTP/1.1\r\nHost: localhost\r\nX-Qore-Api-Key: ${key}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const text = await new Promise<string>((resolve) => {
    let received = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(one('guess') + one(test.agentKey)));
    socket.on('data', (chunk) => {
      received += chunk.toString();
      if (received.includes('"decisionId"')) socket.end();
    });
    socket.on('close', () => resolve(received));
  });
  expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['401', '200']);
});
