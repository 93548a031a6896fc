import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as V1Transport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../src/presets/preset.ts';
import { filesystem, fixture, openHarness, temporaryDirectory, textOf } from './harness.ts';

describe('the gateway in front of the official filesystem server', () => {
  it('serves the v1 client: lists, reads, and records each outcome once', async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, 'readme.md'), 'hello');
    await using harness = await openHarness([filesystem(directory.path)]);
    const client = new V1Client({ name: 'v1', version: '1' });
    await client.connect(
      new V1Transport(harness.url, { requestInit: { headers: { 'x-qore-api-key': 'zq_agent' } } }),
    );
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('read_text_file');
    const result = await client.callTool({
      name: 'read_text_file',
      arguments: { path: join(directory.path, 'readme.md') },
    });
    await client.close();
    expect(result.content).toEqual([{ type: 'text', text: 'hello' }]);
    await expect
      .poll(() => harness.governance.outcomes)
      .toMatchObject([
        {
          decisionId: 'dec_0',
          status: 'executed',
          isVerified: true,
          resultDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ]);
  });

  it.each([['legacy'], ['auto'], [{ pin: '2026-07-28' }]] as const)(
    'serves the v2 client in mode %o',
    async (mode) => {
      await using directory = await temporaryDirectory();
      await using harness = await openHarness([filesystem(directory.path)]);
      const client = await harness.client(mode);
      const result = await client.callTool({
        name: 'write_file',
        arguments: { path: join(directory.path, 'a.txt'), content: 'x' },
      });
      expect(result.isError).not.toBe(true);
      expect(harness.governance.asked).toMatchObject([
        {
          action: 'write',
          targetPath: 'tool:files/write_file',
          context: {
            tool: {
              isKnown: true,
              arguments: { path: join(directory.path, 'a.txt'), content: 'x' },
              parameters: { '/path': 'path', '/content': 'content' },
            },
          },
        },
      ]);
    },
  );

  it('has a preset that knows every tool of it, each as its own annotations say', async () => {
    await using directory = await temporaryDirectory();
    await using harness = await openHarness([filesystem(directory.path)]);
    const client = await harness.client();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(Object.keys(PRESETS.filesystem).sort());
    for (const { name, annotations } of tools) {
      const action = PRESETS.filesystem[name]?.action;
      expect([name, action]).toEqual([name, annotations?.readOnlyHint === true ? 'read' : 'write']);
    }
  });
});

describe('the names of tools', () => {
  it('carry the upstream when there are several, and lead to that upstream', async () => {
    await using directory = await temporaryDirectory();
    await using harness = await openHarness([filesystem(directory.path), fixture('other')]);
    const client = await harness.client();
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toContain('files__list_directory');
    expect(names).toContain('other__echo');
    const result = await client.callTool({ name: 'other__echo', arguments: { a: 1 } });
    expect(textOf(result)).toBe('{"a":1}');
    await expect(client.callTool({ name: 'echo', arguments: {} })).rejects.toMatchObject({ code: -32_602 });
  });

  it('leave out tools that are defined twice or named to deceive, and come in the same order each time', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).not.toContain('twice');
    expect(names).not.toContain('odd name\n');
    expect(names).toEqual([...names].sort());
    expect(harness.log.events('tools-left-out')).toHaveLength(1);
  });

  it.each([
    ['--many=1024', 1_024, undefined],
    ['--many=1025', 1_024, 1],
    ['--many=5000', 1_024, 76],
    ['--big=4', 4, undefined],
    ['--big=9', 4, 1],
  ])(
    'end where a listing ends, and the state of the upstream says so: %s',
    async (flag, tools, leftOutTools) => {
      await using harness = await openHarness([fixture('fixture', {}, [flag])]);
      const client = await harness.client();
      expect((await client.listTools()).tools).toHaveLength(tools);
      const [status] = harness.gateway.upstreams();
      expect(status).toMatchObject({ state: 'ready', tools });
      expect(status?.leftOutTools).toBe(leftOutTools);
      expect(harness.log.events('tools-beyond-limit')).toHaveLength(leftOutTools === undefined ? 0 : 1);
    },
  );

  it('leave out what policy could never allow, and still ask when it is called', async () => {
    await using harness = await openHarness([fixture()]);
    harness.governance.hidden = ({ name }) => name === 'echo';
    harness.governance.rule = () => ({ decision: 'DENY' });
    const client = await harness.client();
    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('echo');
    const result = await client.callTool({ name: 'echo', arguments: {} });
    expect(result.isError).toBe(true);
    expect(harness.governance.asked).toHaveLength(1);
  });
});

describe('fifty calls at once', () => {
  it('each get their own decision, result and outcome', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) => client.callTool({ name: 'echo', arguments: { n } })),
    );
    expect(results.map(textOf)).toEqual(Array.from({ length: 50 }, (_, n) => JSON.stringify({ n })));
    expect(new Set(harness.governance.asked.map(({ requestId }) => requestId)).size).toBe(50);
    await expect.poll(() => harness.governance.outcomes).toHaveLength(50);
  });
});
