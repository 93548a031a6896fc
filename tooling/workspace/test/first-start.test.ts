import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A clone that was never installed, on a machine that has cached nothing. */
let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'zoqore-start-'));
  for (const name of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', 'tooling/workspace'])
    cpSync(join(root, name), join(clone, name), { recursive: true });
});

afterEach(() => rmSync(clone, { recursive: true }));

function run(
  [program = '', ...args]: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ status: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: clone,
      env: { ...process.env, npm_config_cache: join(clone, 'cache'), ...environment },
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, said }));
  });
}

describe('npm start without a bare --', () => {
  it('is answered with what to type', async () => {
    const { status, said } = await run(['npm', 'start', '--port', '9999']);
    expect(said).toContain('nothing was started');
    expect(said).toContain('npm start -- --port 9999\n');
    expect(status).toBe(2);
  });

  // As npm 10 and 11 hand it on.
  it.each<[string[], Record<string, string>, string]>([
    [[], { npm_config_port: '9999' }, '--port 9999'],
    [['9998'], { npm_config_host: '::1', npm_config_gateway_port: 'true' }, '--host ::1 --gateway-port 9998'],
    [
      ['1', '2'],
      { npm_config_port: 'true', npm_config_gateway_port: 'true' },
      '--port PORT --gateway-port PORT',
    ],
    [['9', '--only', 'runtime'], { npm_config_port: 'true' }, '--port 9 --only runtime'],
    [['9999'], {}, '--FLAG VALUE'],
  ])('%j with %j is asked for as `%s`', async (args, environment, typed) => {
    const { status, said } = await run(['node', 'tooling/workspace/start.mjs', ...args], environment);
    expect(said).toContain(`: npm start -- ${typed}\n`);
    expect(status).toBe(2);
  });
});

describe('the first start without the npm registry', () => {
  it('says what was tried, why it failed and what to do, without trying again and again', async () => {
    // A port that was free a moment ago: refused at once.
    const { status, said } = await run(['npm', 'start'], { npm_config_registry: await addressThatRefuses() });
    expect(said).toMatch(/tried {2}http:\/\/127\.0\.0\.1:\d+\/pnpm \(.*ECONNREFUSED.*\), then the caches/);
    expect(said).toContain('npm config set registry URL');
    expect(status).toBe(1);
  }, 30_000);
});

async function addressThatRefuses(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}
