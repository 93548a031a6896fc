import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { QoreError } from '../src/errors.ts';
import { type ListedRequest, openRequests } from '../src/requests-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'requests-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string | Uint8Array): Promise<{ isList: boolean; found: ListedRequest[] }> {
  writeFileSync(join(folder, 'file'), content);
  const { isList, requests } = await openRequests('file', folder);
  const found: ListedRequest[] = [];
  for await (const each of requests) found.push(each);
  return { isList, found };
}

const fails = (content: string | Uint8Array): Promise<unknown> =>
  read(content).then(
    () => 'read',
    (error: unknown) => (error instanceof QoreError ? `${error.code} ${error.message}` : error),
  );

describe('openRequests', () => {
  const a = { actorId: 'a' };
  const b = { actorId: 'b' };
  const list = {
    isList: true,
    found: [
      { at: 'request 1', request: a },
      { at: 'request 2', request: b },
    ],
  };

  it('reads one request, on a line or over several', async () => {
    const one = { isList: false, found: [{ at: 'request 1', request: a }] };
    expect(await read('{"actorId":"a"}')).toEqual(one);
    expect(await read('\ufeff\n{\n  "actorId": "a"\n}\n')).toEqual(one);
    expect(await read('actorId: a\n')).toEqual(one);
  });

  it('reads lists as JSON and as YAML, bare or as `requests`', async () => {
    expect(await read('[{"actorId":"a"},{"actorId":"b"}]')).toEqual(list);
    expect(await read('[\n{"actorId":"a"},\n{"actorId":"b"}]')).toEqual(list);
    expect(await read('{"requests":[{"actorId":"a"},{"actorId":"b"}]}')).toEqual(list);
    expect(await read('- actorId: a\n- { actorId: b }\n')).toEqual(list);
    expect(await read('requests:\n  - actorId: a\n  - actorId: b\n')).toEqual(list);
    expect(await read('actorId: a\n---\nactorId: b\n')).toEqual(list);
  });

  it('reads JSON lines, each by itself', async () => {
    const { isList, found } = await read('{"actorId":"a"}\r\n\n{broken\n"text"\n{"actorId":"b"}');
    expect(isList).toBe(true);
    expect(found).toEqual([
      { at: 'line 1', request: a },
      { at: 'line 3', request: undefined, fault: expect.stringMatching(/^not JSON: /) as string },
      { at: 'line 4', request: 'text' },
      { at: 'line 5', request: b },
    ]);
    expect((await read('{broken\n{"actorId":"b"}')).found).toMatchObject([
      { at: 'line 1', request: undefined },
      { at: 'line 2', request: b },
    ]);
  });

  it('takes what is expected from beside the request', async () => {
    expect((await read('{"actorId":"a","expect":"ALLOW"}\n{"expect":"maybe"}')).found).toEqual([
      { at: 'line 1', request: a, expect: 'allow' },
      { at: 'line 2', request: {}, fault: 'expect: expected allow, escalate or deny, found "maybe"' },
    ]);
  });

  it('refuses what is no file of requests, and says what it is', async () => {
    expect(await fails('')).toMatch(/^INPUT_INVALID `file` is empty/);
    expect(await fails(' \n\n')).toMatch(/^INPUT_INVALID `file` is empty/);
    expect(await fails('{\n"a":')).toMatch(/^INPUT_INVALID `file` is not JSON/);
    expect(await fails('a: [')).toMatch(/^INPUT_INVALID `file` is not YAML/);
    expect(await fails('a: &x [1, 2]\nb: *x\n')).toMatch(/^INPUT_INVALID `file` is not YAML/);
    expect(await fails(Uint8Array.of(0x7b, 0xff, 0x7d))).toMatch(/^INPUT_INVALID `file` is not UTF-8/);
    expect(await fails(`- ${'x'.repeat(5_000_000)}`)).toMatch(/^INPUT_INVALID `file`: expected at most/);
    expect(await fails(`a:\n${'  - x\n'.repeat(1_000_000)}`)).toMatch(/^INPUT_INVALID `file`: expected/);
  });
});
