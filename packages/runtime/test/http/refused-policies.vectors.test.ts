import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, listen } from '../../src/http/index.ts';
import type { Listener } from '../../src/http/index.ts';
import { openTestRuntime, packs } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

/** docs/spec/vectors/policy/README.md says what the members mean. */
interface Refused {
  readonly name: string;
  readonly text?: readonly (string | readonly [string, number])[];
  readonly message?: string;
  readonly line?: number;
  readonly column?: number;
}

const vectors: readonly Refused[] = JSON.parse(
  readFileSync(new URL('../../../../docs/spec/vectors/policy/refused.json', import.meta.url), 'utf8'),
);

function textOf({ text = [] }: Refused): string {
  return text.map((part) => (typeof part === 'string' ? part : repeated(...part))).join('');
}

function repeated(part: string, times: number): string {
  if (!part.includes('{n}')) return part.repeat(times);
  return Array.from({ length: times }, (_, n) => part.replace('{n}', String(n))).join('');
}

let test: TestRuntime;
let listener: Listener;
let version: string;

beforeAll(async () => {
  test = await openTestRuntime();
  version = test.runtime.policies.version();
  listener = await listen({
    fetch: createHttpApp({ runtime: () => test.runtime, version: '1.2.3' }).fetch,
    address: { host: '127.0.0.1', port: 0 },
  });
});
afterAll(async () => {
  await listener.close();
  await test.close();
});

async function post(path: string, body: string | Uint8Array<ArrayBuffer>) {
  const response = await fetch(`${listener.url}/v1/policy/${path}`, {
    method: 'POST',
    headers: { 'x-qore-api-key': test.hostKey, 'content-type': 'application/json' },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

// All of them against the parser itself; here those that meet something else on their way.
const few = new Set([
  '50 MB of one letter',
  'a glob of 1 MB',
  'a regular expression that looks back',
  'anchors that explode',
  'a key twice',
  'an id twice',
  'a tab',
  'another apiVersion',
  'a zero byte',
  'nothing',
]);
const chosen = vectors.filter(
  ({ name, text }) => text !== undefined && (process.env['FULL'] === '1' || few.has(name)),
);

describe('a policy text that is no set', () => {
  it.each(chosen)('is refused over HTTP: $name', async (vector) => {
    const body = JSON.stringify({ text: textOf(vector), source: 'a.yaml' });
    // No JSON that the API takes holds a zero byte.
    if (body.includes(String.raw`\u0000`)) {
      expect(await post('apply', body)).toMatchObject({
        status: 422,
        body: { error: { code: 'VALIDATION_ERROR' } },
      });
      expect(test.runtime.policies.version()).toBe(version);
      return;
    }
    const isTooLong = Buffer.byteLength(body) > 4 * 1024 * 1024;
    const { line, column, message = '' } = vector;
    const issue = expect.objectContaining({
      message: expect.stringContaining(message),
      line: line ?? expect.any(Number),
      column: column ?? expect.any(Number),
    });
    const checked = await post('check', body);
    if (isTooLong)
      expect(checked).toMatchObject({ status: 413, body: { error: { code: 'PAYLOAD_TOO_LARGE' } } });
    else {
      expect(checked.status).toBe(200);
      expect(checked.body).toMatchObject({ valid: false });
      expect((checked.body['issues'] as unknown[])[0]).toEqual(issue);
    }
    const applied = await post('apply', body);
    expect(applied.status).toBe(isTooLong ? 413 : 422);
    if (!isTooLong) {
      expect(applied.body).toMatchObject({
        error: { code: 'POLICY_INVALID', message: expect.stringMatching(/^a\.yaml:\d+:\d+: /) },
      });
    }
    expect(test.runtime.policies.version()).toBe(version);
  });

  it('is refused as bytes that are no text', async () => {
    const bytes = Buffer.from(JSON.stringify({ text: 'name: Grüße', source: 'a.yaml' }), 'latin1');
    for (const path of ['check', 'apply', 'test']) {
      expect(await post(path, bytes)).toMatchObject({
        status: 400,
        body: { error: { code: 'BAD_JSON', message: expect.stringContaining('not UTF-8') } },
      });
    }
    const halved = JSON.stringify({ text: packs.failsafe.text, source: 'a.yaml' }).replace(
      'reads',
      '\\ud800',
    );
    expect((await post('apply', halved)).status).toBe(422);
    expect(test.runtime.policies.version()).toBe(version);
  });
});

describe('the schema of policy files', () => {
  it('is served to whoever has a key', async () => {
    const headers = { 'x-qore-api-key': test.agentKey };
    const response = await fetch(`${listener.url}/v1/policy/schema`, { headers });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      properties: { rules: { type: 'array' }, extends: expect.anything(), marks: expect.anything() },
    });
    expect((await fetch(`${listener.url}/v1/policy/schema`)).status).toBe(401);
  });
});
