import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureSchema } from '../../src/schemas/envelope.ts';
import { document, emptyFolder, type Ended, run, type Running, start } from './command-line.ts';

let folder: string;
let home: string;
let policyFile: string;
let text: string;
let server: Running | undefined;

const command = (args: readonly string[]): Promise<Ended> => run(args, { workingDirectory: folder });
const dataOf = async (...args: string[]): Promise<Record<string, unknown>> =>
  (document(await command([...args, '--json'])) as { data: Record<string, unknown> }).data;
const startServer = (): Running =>
  start(['serve', '--port', '0', '--gateway-port', '0', '--home', home], { workingDirectory: folder });

async function stopServer(): Promise<Ended | undefined> {
  server?.child.kill('SIGTERM');
  const ended = await server?.ended;
  server = undefined;
  return ended;
}

beforeAll(() => {
  folder = emptyFolder();
  home = join(folder, '.failsafe');
  policyFile = join(home, 'config/policies/failsafe.yaml');
});
afterAll(async () => {
  await stopServer();
  rmSync(folder, { recursive: true, force: true });
});

/** The third line of the file, misspelt. */
function breakFile(): void {
  writeFileSync(policyFile, 'apiVersion: zoqore.dev/policy/v1\nname: failsafe\ndefualt: deny\nrules: []\n');
}

const told = /policies\/failsafe\.yaml:3:1: unknown key `defualt`, did you mean `default`\?/;

// Each command is a process of its own, and several open the store.
const slow = { timeout: 120_000 };

describe('the first start with a policy file that holds no set', () => {
  it('fails with the line, and succeeds once it is mended', slow, async () => {
    // What a taken port leaves behind: an installation that never had a policy.
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    const taken = await command(['serve', '--port', '0', '--gateway-port', String(port), '--home', home]);
    stranger.close();
    expect(taken.code).toBe(75);
    text = readFileSync(policyFile, 'utf8');
    breakFile();
    const ended = await command(['serve', '--port', '0', '--gateway-port', '0', '--home', home, '--json']);
    expect(ended.code).toBe(1);
    const { name, message } = failureSchema.parse(document(ended)).error;
    expect([name, message]).toEqual(['POLICY_INVALID', expect.stringMatching(told)]);
    writeFileSync(policyFile, text);
    server = startServer();
    await server.until(/Ctrl-C/);
  });
});

describe('a later start with a policy file that holds no set', slow, () => {
  it('succeeds with the set in force, and the API says what is wrong where', async () => {
    const before = await dataOf('policy', 'show');
    await stopServer();
    breakFile();
    expect(await dataOf('status')).toMatchObject({
      isRunning: false,
      policy: {
        policyVersion: before['policyVersion'],
        unreadable: { message: expect.stringMatching(told) },
      },
    });

    server = startServer();
    await server.until(/policy +failsafe, version [^]*Ctrl-C/);
    expect(await dataOf('policy', 'show')).toMatchObject({
      policyVersion: before['policyVersion'],
      set: before['set'],
      unreadable: {
        source: 'policies/failsafe.yaml',
        message: expect.stringMatching(told),
        issues: [{ line: 3, column: 1, expected: expect.stringContaining('default') }],
      },
    });
    const ask = ['evaluate', '--actor', 'agent-1', '--target', 'src/x.ts', '--action'];
    expect((await command([...ask, 'write'])).code).toBe(8);
  });

  it('is told by status, doctor and the server, until the file is mended and applied', async () => {
    const status = await command(['status']);
    expect(status.code).toBe(0);
    expect(status.stdout.replaceAll(/\s+/g, ' ')).toMatch(told);
    expect(status.stdout).toContain('→ qorectl policy check\n');
    const doctor = await command(['doctor', 'policy.files', 'runtime.health', 'policy.proposal']);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/^1 problem, 1 check fine, 1 skipped\n/);
    const found = doctor.stdout.replaceAll(/\s+/g, ' ');
    expect(found).toMatch(told);
    expect(found).toContain('failsafe, version ');
    expect((await command(['policy', 'apply', '--yes'])).code).toBe(1);

    writeFileSync(policyFile, text);
    expect((await command(['policy', 'apply', '--yes'])).code).toBe(0);
    expect((await dataOf('status'))['policy']).not.toHaveProperty('unreadable');

    // An edit while the server runs: it waits, is applied, waits no more; then one that breaks the file, and its mending.
    writeFileSync(policyFile, text.replace(/^name: .*$/m, 'name: edited'));
    expect((await dataOf('status'))['policy']).toMatchObject({ name: 'failsafe', isProposalWaiting: true });
    expect(await dataOf('policy', 'show')).toMatchObject({ proposed: { source: 'policies/failsafe.yaml' } });
    expect((await command(['policy', 'apply', '--yes'])).code).toBe(0);
    expect(await dataOf('status')).toMatchObject({
      policy: { name: 'edited', isProposalWaiting: false },
      approvals: { waiting: 0 },
    });
    const [outdated] = (await dataOf('approvals', 'list'))['items'] as { id: string; isOutdated?: true }[];
    expect(outdated).toMatchObject({ isOutdated: true });
    const approved = await command(['approvals', 'approve', String(outdated?.id), '--yes', '--json']);
    expect([approved.code, failureSchema.parse(document(approved)).error.message]).toEqual([
      6,
      expect.stringContaining('asked under an older policy'),
    ]);
    breakFile();
    expect((await dataOf('status'))['policy']).toMatchObject({
      unreadable: { message: expect.stringMatching(told) },
    });
    writeFileSync(policyFile, text);
    expect((await dataOf('status'))['policy']).not.toHaveProperty('unreadable');
    expect((await command(['policy', 'apply', '--yes'])).code).toBe(0);

    const ended = await stopServer();
    expect(ended?.stderr).toMatch(told);
    expect(ended?.stderr).toContain('what was in force stays: failsafe, version ');
  });

  it('and with one that is gone', async () => {
    rmSync(policyFile);
    writeFileSync(
      join(home, 'config/zoqore.yaml'),
      readFileSync(join(home, 'config/zoqore.yaml'), 'utf8').replace(
        'policies/failsafe.yaml',
        'policies/gone.yaml',
      ),
    );
    server = startServer();
    await server.until(/policy +failsafe, version [^]*Ctrl-C/);
    expect(await dataOf('status')).toMatchObject({
      policy: {
        name: 'failsafe',
        unreadable: {
          source: 'policies/gone.yaml',
          message: 'policy file `policies/gone.yaml` cannot be used: there is no such file',
        },
      },
    });
    expect((await stopServer())?.code).toBe(0);
  });
});
