import { appendFileSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallToolResult, Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtEntry } from './build.ts';
import { document, emptyFolder, type Ended, placeStore, run, start } from './command-line.ts';

let folder: string;
let home: string;

const command = (...args: string[]): Promise<Ended> => run(args, { environment: { ZOQORE_HOME: home } });
const dataOf = async (...args: string[]): Promise<Record<string, unknown>> =>
  (document(await command(...args, '--json')) as { data: Record<string, unknown> }).data;

/** What a desktop client does: it starts the gateway as its MCP server and talks to it. */
async function connectDesktop(): Promise<Client> {
  const client = new Client({ name: 'desktop', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: ['--conditions=@zoqore/source', builtEntry(), 'gateway', '--stdio', '--actor', 'desktop'],
      env: { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), ZOQORE_HOME: home },
      stderr: 'ignore',
    }),
  );
  return client;
}

/** A zombie answers signals until init has taken note of it, and does nothing any more. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function approvalIdOf({ _meta }: CallToolResult): string {
  const { approval } = Object(_meta?.['zoqore.dev/decision']) as { approval?: { id?: unknown } };
  return String(approval?.id);
}

beforeAll(async () => {
  folder = realpathSync(emptyFolder());
  home = join(folder, '.failsafe');
  mkdirSync(join(folder, 'docs'));
  await placeStore(home);
  const server = start(['serve', '--port', '0', '--gateway-port', '0', '--home', home]);
  await server.until(/Ctrl-C/);
  server.child.kill('SIGTERM');
  await server.ended;
  const filesystem = createRequire(import.meta.url).resolve(
    '@modelcontextprotocol/server-filesystem/dist/index.js',
  );
  appendFileSync(
    join(home, 'config/zoqore.yaml'),
    `upstreams:\n  - name: files\n    preset: filesystem\n    transport:\n      type: stdio\n      command: ${process.execPath}\n      args: [${filesystem}, ${folder}]\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('qorectl gateway --stdio with no server beside it', () => {
  it('lets a person decide what it holds from another process', async () => {
    const client = await connectDesktop();
    const path = join(folder, 'docs/held.md');
    const write = { name: 'write_file', arguments: { path, content: 'held\ntext' } };
    const held = await client.callTool(write);
    expect([held.isError, existsSync(path)]).toEqual([true, false]);

    expect(await dataOf('status')).toMatchObject({ isRunning: true, approvals: { waiting: 1 } });
    const [waiting] = (await dataOf('approvals', 'list'))['items'] as { id: string; asks: string }[];
    expect(waiting).toMatchObject({ id: approvalIdOf(held), asks: `write files/write_file ${path}` });
    const shown = await command('approvals', 'show', approvalIdOf(held));
    expect(shown.stdout).toContain(`path: "${path}"`);
    expect(shown.stdout).toMatch(/content: (?:"held\\ntext"|not kept \(9 characters)/);
    expect((await command('approvals', 'approve', approvalIdOf(held))).code).toBe(0);

    expect((await client.callTool(write)).isError).not.toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('held\ntext');
    await client.close();
  });

  it('serves a second client beside the first, and leaves nothing behind', async () => {
    const both = await Promise.all([connectDesktop(), connectDesktop()]);
    const read = { name: 'read_text_file', arguments: { path: join(folder, 'docs/held.md') } };
    for (const client of both) expect((await client.callTool(read)).isError).not.toBe(true);
    await Promise.all(both.map((client) => client.close()));
    await expect.poll(() => existsSync(join(home, 'run/serve.json')), { timeout: 10_000 }).toBe(false);
    expect(existsSync(join(home, 'run/qorectl.sock'))).toBe(false);
    expect((await command('ledger', 'verify')).code).toBe(0);
  });
});

describe('upstreams that do not work', () => {
  const node = (program: string): string =>
    `    transport: { type: stdio, command: ${process.execPath}, args: [-e, ${JSON.stringify(program)}] }\n`;

  it('are named with what they said, do not hold up the end, and do not outlive it', async () => {
    const pidFile = join(folder, 'hangs.pid');
    appendFileSync(
      join(home, 'config/zoqore.yaml'),
      `  - name: tokenless\n${node('console.error("set MAIL_TOKEN \\u001b[2J first"); process.exit(3)')}` +
        `  - name: hangs\n${node(`require('fs').writeFileSync('${pidFile}', String(process.pid)); process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)`)}`,
    );
    const server = start(['serve', '--port', '0', '--gateway-port', '0', '--home', home]);
    await server.until(/Ctrl-C/);
    const states = async (): Promise<unknown> =>
      ((await dataOf('status'))['upstreams'] as { name: string; state: string }[]).map(
        ({ name, state }) => `${name} ${state}`,
      );
    await expect
      .poll(states, { timeout: 20_000, interval: 500 })
      .toEqual(['files ready', 'tokenless failed', 'hangs connecting']);
    const doctor = await command('doctor', 'gateway.upstreams');
    expect(doctor.code).toBe(1);
    expect(doctor.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /tokenless failed: .*it said: set MAIL_TOKEN .*\[2J first/,
    );
    expect((await command('status')).stdout).toMatch(/upstream +files is connected, \d+ tools/);
    expect((await command('tools', 'list')).stdout).toContain('hangs is connecting');

    const pid = Number(readFileSync(pidFile, 'utf8'));
    const begun = performance.now();
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(isAlive(pid)).toBe(false);

    const again = start(['serve', '--port', '0', '--gateway-port', '0', '--home', home]);
    await again.until(/Ctrl-C/);
    await expect.poll(() => Number(readFileSync(pidFile, 'utf8')), { timeout: 10_000 }).not.toBe(pid);
    // Further apart than the same keypress that a terminal and npm both hand on.
    const pressing = setInterval(() => again.child.kill('SIGINT'), 300);
    expect(await again.ended).toMatchObject({ code: 130 });
    clearInterval(pressing);
    const orphan = Number(readFileSync(pidFile, 'utf8'));
    await expect.poll(() => isAlive(orphan), { timeout: 5_000 }).toBe(false);
  });
});
