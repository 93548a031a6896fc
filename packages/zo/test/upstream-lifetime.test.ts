import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { eventually, fixture, openHarness, temporaryDirectory, textOf } from './harness.ts';

const muteServer = fileURLToPath(new URL('upstreams/mute.ts', import.meta.url));

function mute(pidFile: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'mute',
    transport: { type: 'stdio', command: process.execPath, args: [muteServer, pidFile] },
    ...more,
  };
}

function pidsIn(file: string): number[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as number[];
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    // The state after the name in parentheses: a zombie does not run.
    return !/\) Z /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('closing the gateway', () => {
  it('ends within 5 s and leaves no process while an upstream that answers nothing is being connected', async () => {
    await using directory = await temporaryDirectory();
    const pidFile = join(directory.path, 'pids');
    await using harness = await openHarness([mute(pidFile)]);
    const client = await harness.client();
    const call = client.callTool({ name: 'echo', arguments: {} });
    await eventually(() => pidsIn(pidFile).length === 2);
    expect(harness.gateway.upstreams()).toMatchObject([{ name: 'mute', state: 'connecting', tools: 0 }]);
    const startedAt = performance.now();
    await harness.gateway.close();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(pidsIn(pidFile).filter(isRunning)).toEqual([]);
    const result = await call;
    expect(result.isError).toBe(true);
    expect(result._meta?.['zoqore.dev/error']).toEqual({ code: 'GATEWAY_CLOSED' });
    expect(harness.log.events('close-incomplete')).toEqual([]);
  });

  it('ends within 5 s while a call hangs, and records that it failed', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    const call = client.callTool({ name: 'hang', arguments: {} }).catch(() => undefined);
    await eventually(() => harness.governance.asked.length === 1);
    const startedAt = performance.now();
    await harness.gateway.close();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await call;
    await expect.poll(() => harness.governance.outcomes).toMatchObject([{ status: 'failed' }]);
  });

  it('lets a call that is nearly done end', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    const call = client.callTool({ name: 'slow', arguments: { ms: 300 } });
    await eventually(() => harness.governance.asked.length === 1);
    await harness.gateway.close();
    expect(textOf(await call)).toBe('late');
    await expect.poll(() => harness.governance.outcomes).toMatchObject([{ status: 'executed' }]);
  });

  it('is not kept back by a ledger that does not answer', async () => {
    await using harness = await openHarness([fixture()]);
    const client = await harness.client();
    harness.governance.recordOutcome = () => new Promise(() => undefined);
    const call = client.callTool({ name: 'echo', arguments: {} }).catch(() => undefined);
    await eventually(() => harness.governance.asked.length === 1);
    const startedAt = performance.now();
    await harness.gateway.close();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(harness.log.events('close-incomplete')).toHaveLength(1);
    await client.close();
    await call;
  });
});

describe('an upstream that does not get ready', () => {
  it('fails after connectTimeoutMs, is stopped, and says why with its last words', async () => {
    await using directory = await temporaryDirectory();
    const pidFile = join(directory.path, 'pids');
    await using harness = await openHarness([mute(pidFile, { connectTimeoutMs: 1_500 })]);
    const client = await harness.client();
    const result = await client.callTool({ name: 'echo', arguments: {} });
    expect(textOf(result)).toContain('not ready within 1500 ms (connectTimeoutMs)');
    expect(harness.gateway.upstreams()).toEqual([
      {
        name: 'mute',
        state: 'failed',
        tools: 0,
        reason: 'upstream `mute` was not ready within 1500 ms (connectTimeoutMs)',
        stderrTail: ['[31mwaiting for a licence server'],
      },
    ]);
    expect(pidsIn(pidFile).filter(isRunning)).toEqual([]);
  });

  it('shows what it died of, without secrets', async () => {
    const script =
      'console.error("no licence"); process.stderr.write("key ghp_" + "a1B2".repeat(9)); process.exit(7)';
    const transport = { type: 'stdio', command: process.execPath, args: ['-e', script] };
    await using harness = await openHarness([{ name: 'dies', transport }]);
    const client = await harness.client();
    await client.callTool({ name: 'echo', arguments: {} });
    const [status] = harness.gateway.upstreams();
    expect(status).toMatchObject({ state: 'failed', reason: expect.stringContaining('code 7') as string });
    expect(status?.stderrTail?.[0]).toBe('no licence');
    expect(status?.stderrTail?.[1]).toMatch(/^key /u);
    expect(JSON.stringify(status)).not.toContain('ghp_');
  });
});

describe('the environment of a server process', () => {
  it('holds the basics, proxies and certificates of this process and what its configuration names', async () => {
    const environment = {
      PATH: process.env['PATH'],
      HOME: '/home/agent',
      HTTPS_PROXY: 'http://proxy:3128',
      no_proxy: 'localhost',
      SSL_CERT_FILE: '/etc/ssl/own.pem',
      QORE_API_KEY: 'zq_secret',
      NODE_OPTIONS: '--inspect',
    };
    const upstream = fixture();
    const transport = { ...(upstream['transport'] as object), env: { HTTPS_PROXY: '', OWN: 'x' } };
    await using harness = await openHarness([{ ...upstream, transport }], { environment });
    const client = await harness.client();
    const seen: unknown = JSON.parse(textOf(await client.callTool({ name: 'environment', arguments: {} })));
    expect(seen).toEqual({
      PATH: process.env['PATH'],
      HOME: '/home/agent',
      HTTPS_PROXY: '',
      no_proxy: 'localhost',
      SSL_CERT_FILE: '/etc/ssl/own.pem',
      OWN: 'x',
    });
  });
});
