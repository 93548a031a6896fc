import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTestDatabase } from '@zoqore/database/testing';
import { createSigner } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { newApiKey, openRuntime, type Runtime } from '@zoqore/runtime';
import { expect, it } from 'vitest';
import { decisionOf, filesystem, fixture, openHarness, temporaryDirectory, textOf } from './harness.ts';

// The smallest policy with all three answers, in the language as it stands.
const policy = {
  source: 'test.yaml',
  text: `
apiVersion: zoqore.dev/policy/v1
name: test
default: escalate
rules:
  - id: credentials
    effect: deny
    match: { path: { glob: ["**/.env"] } }
    because: credentials stay out of the reach of agents
  - id: reads
    effect: allow
    match: { action: read }
  - id: seldom
    effect: allow
    match: { tool: { server: own, name: slow } }
    obligations: [{ limit: { perMinute: 1 } }]
`,
};

async function openRealRuntime(
  workspace: string,
): Promise<{ runtime: Runtime; agentKey: string; hostKey: string; close: () => Promise<void> }> {
  const database = await openTestDatabase();
  const [agentKey, hostKey] = [newApiKey(randomBytes), newApiKey(randomBytes)];
  const runtime = await openRuntime({
    database,
    store: createSqlStore({ database, durability: 'process' }),
    signer: createSigner('zoqore/test/main', generateKeyPairSync('ed25519').privateKey),
    installationId: 'test',
    policy,
    environment: { workspace, home: '/home/ada', protectedPaths: [] },
    presetKeys: [
      { name: 'agent', key: agentKey, scopes: ['decide'], actors: ['agent'] },
      { name: 'host', key: hostKey, scopes: ['approve', 'admin'], actors: [] },
    ],
  });
  const close = async (): Promise<void> => {
    await runtime.close();
    await database.close();
  };
  return { runtime, agentKey, hostKey, close };
}

it('allows, refuses, holds and pins on the real runtime, and the ledger verifies', async () => {
  await using directory = await temporaryDirectory();
  await mkdir(join(directory.path, 'docs'));
  await writeFile(join(directory.path, 'docs/readme.md'), 'hello');
  await writeFile(join(directory.path, '.env'), 'KEY=1');
  const { runtime, agentKey, hostKey, close } = await openRealRuntime(directory.path);
  {
    const own = {
      preset: undefined,
      toolMap: { echo: { action: 'read' }, change: { action: 'read' }, slow: { action: 'read' } },
    };
    await using harness = await openHarness(
      [filesystem(directory.path), fixture('own', { toolMap: own.toolMap })],
      { governance: runtime },
    );
    const client = await harness.client('auto', { authorization: `Bearer ${agentKey}` });
    const read = (path: string): ReturnType<typeof client.callTool> =>
      client.callTool({ name: 'files__read_text_file', arguments: { path: join(directory.path, path) } });
    expect(textOf(await read('docs/readme.md'))).toBe('hello');
    expect(decisionOf(await read('.env')).decision).toBe('DENY');

    const write = {
      name: 'files__write_file',
      arguments: { path: join(directory.path, 'notes.md'), content: 'note' },
    };
    const held = decisionOf(await client.callTool(write));
    expect(held.decision).toBe('ESCALATE');
    const host = runtime.authenticate(hostKey);
    if (host === undefined) throw new Error('expected the host key to stand');
    await runtime.approvals.decide(host, held.approval?.id ?? '', { decision: 'approve' });
    expect((await client.callTool(write)).isError).not.toBe(true);
    expect(decisionOf(await client.callTool(write)).decision).toBe('ESCALATE');

    const seldom = { name: 'own__slow', arguments: { ms: 0 } };
    expect(textOf(await client.callTool(seldom))).toBe('late');
    expect(decisionOf(await client.callTool(seldom)).decision).toBe('DENY');

    const headers = { authorization: `Bearer ${agentKey}`, 'x-qore-actor': 'root' };
    expect((await harness.post({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, headers)).status).toBe(403);

    expect(textOf(await client.callTool({ name: 'own__echo', arguments: {} }))).toBe('{}');
    await client.callTool({ name: 'own__change', arguments: {} });
    expect(decisionOf(await client.callTool({ name: 'own__echo', arguments: {} })).decision).toBe('ESCALATE');
  }
  const forbidden = await runtime.ledger.entries({ kind: 'request.forbidden', limit: 10 });
  expect(forbidden.map(({ body }) => body)).toMatchObject([
    { key: { name: 'agent' }, claimedActor: 'root', surface: 'mcp' },
  ]);
  const verified = await runtime.ledger.verify({});
  expect(verified).toMatchObject({ verified: true });
  await close();
});
