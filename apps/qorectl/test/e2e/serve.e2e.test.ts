import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureSchema, successSchema } from '../../src/schemas/envelope.ts';
import { commandSchemas } from '../../src/schemas/commands.ts';
import { document, emptyFolder, type Ended, run, type Running, start } from './command-line.ts';

const ports = ['--port', '0', '--gateway-port', '0'];
let folder: string;
let home: string;
let server: Running;
let runtimeUrl: string;

const command = (
  args: readonly string[],
  options: { input?: string; environment?: Record<string, string> } = {},
) =>
  run(args, {
    ...options,
    workingDirectory: folder,
    environment: { ZOQORE_HOME: home, ...options.environment },
  });

/** `data` of a command whose schema is checked on the way. */
async function data(
  args: readonly string[],
  code = 0,
  options: { input?: string } = {},
): Promise<Record<string, unknown>> {
  const ended = await command([...args, '--json'], options);
  expect({
    args,
    code: ended.code,
    stderr: ended.stderr,
    out: ended.code === code ? '' : ended.stdout,
  }).toEqual({ args, code, stderr: '', out: '' });
  const name =
    [`${args[0]} ${args[1]}`, args[0] ?? ''].find((candidate) => Object.hasOwn(commandSchemas, candidate)) ??
    '';
  const parsed = successSchema(commandSchemas[name] ?? failureSchema).parse(document(ended));
  expect(parsed.meta.command).toBe(name);
  return (document(ended) as { data: Record<string, unknown> }).data;
}

const failure = (ended: Ended) => failureSchema.parse(document(ended)).error;
const evaluate = (action: string, target: string, ...more: string[]) => [
  'evaluate',
  '--actor',
  'agent-1',
  '--action',
  action,
  '--target',
  target,
  ...more,
];

async function serve(): Promise<void> {
  server = start(['serve', ...ports], { workingDirectory: folder, environment: { ZOQORE_HOME: home } });
  [, runtimeUrl = ''] = await server.until(/runtime +(http:\/\/127\.0\.0\.1:\d+)\n[^]*Ctrl-C/);
}

beforeAll(async () => {
  folder = emptyFolder();
  home = join(folder, '.failsafe');
  await serve();
});
afterAll(async () => {
  server.child.kill('SIGKILL');
  await server.ended;
  rmSync(folder, { recursive: true, force: true });
});

describe('a server that runs', () => {
  it('keeps its secrets and socket to itself', () => {
    for (const file of ['agent.key', 'host.key', 'ledger.key']) {
      expect((lstatSync(join(home, 'data/secrets', file)).mode & 0o777).toString(8)).toBe('600');
    }
    expect((lstatSync(join(home, 'run/qorectl.sock')).mode & 0o777).toString(8)).toBe('600');
    expect((lstatSync(home).mode & 0o777).toString(8)).toBe('700');
  });

  it('answers the commands that it prints, and the last lines are those of the README', async () => {
    const [told = ''] = await server.until(/next, in another terminal\n[^]*/);
    const readme = readFileSync(join(import.meta.dirname, '../../../../README.md'), 'utf8');
    expect(readme.replaceAll('./qorectl ', 'qorectl ')).toContain(told);
    const lines = [...told.matchAll(/^ {2}qorectl (.*)$/gm)].map(([, line = '']) => line);
    const ended = await Promise.all(lines.map((line) => run(line.split(' '), { workingDirectory: folder })));
    expect(ended.map(({ code }) => code)).toEqual([0, 3]);
    expect(ended[0]?.stdout).toMatch(/^ALLOW {2}did:myth:agent to read docs\/readme\.md\n/);
  });

  it('takes the key of the file that it names', async () => {
    const key = readFileSync(join(home, 'data/secrets/agent.key'), 'utf8').trim();
    const response = await fetch(`${runtimeUrl}/evaluate`, {
      method: 'POST',
      headers: { 'x-qore-api-key': key, 'content-type': 'application/json' },
      body: '{"requestId":"first","actorId":"did:myth:agent","action":"read","targetPath":"docs/readme.md"}',
    });
    expect(await response.json()).toMatchObject({ decision: 'ALLOW', riskGrade: 'L1' });
  });

  it('does what the README shows', async () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    const [, example = ''] = /```sh\n([^]*?)```/.exec(readme) ?? [];
    const lines = example
      .split('\n')
      .flatMap((line) =>
        line.startsWith('qorectl ') && !line.startsWith('qorectl serve')
          ? [line.split('#')[0]?.trim() ?? '']
          : [],
      );
    expect(lines).toHaveLength(4);
    for (const line of lines) expect([0, 3], line).toContain((await command(line.split(' ').slice(1))).code);
  });

  it('exits 0 for ALLOW alone', async () => {
    expect(await data(evaluate('read', 'docs/readme.md'))).toMatchObject({ decision: 'ALLOW' });
    expect(await data(evaluate('read', '.env'), 6)).toMatchObject({ decision: 'DENY' });
    expect(await data(evaluate('write', 'docs/x.md', '--content', 'text'), 8)).toMatchObject({
      decision: 'ESCALATE',
    });
    expect((await command(evaluate('write', 'docs/x.md'))).stdout).toMatch(
      /^ESCALATE {2}agent-1 to write docs\/x\.md\n/,
    );
  });

  it('reads a request from standard input and passes on what the runtime refuses', async () => {
    const request = { actorId: 'agent-1', action: 'read', targetPath: 'docs/readme.md' };
    expect(await data(['evaluate', '-'], 0, { input: JSON.stringify(request) })).toMatchObject({
      decision: 'ALLOW',
    });
    const refused = await command(['evaluate', '-', '--json'], {
      input: JSON.stringify({ ...request, targetPath: '' }),
    });
    expect(refused.code).toBe(2);
    expect(failure(refused)).toMatchObject({
      name: 'VALIDATION_ERROR',
      details: { issues: [expect.objectContaining({ path: expect.anything() })] },
    });
    for (const input of ['{', '[]', '']) {
      expect(failure(await command(['evaluate', '-', '--json'], { input })).name).toBe('INPUT_INVALID');
    }
  });

  it('approves what waits by its short id, for one use', async () => {
    const asked = await data(evaluate('write', 'docs/approved.md', '--content', 'x'), 8);
    const { id } = asked['approval'] as { id: string };
    const list = await command(['approvals', 'list']);
    expect(list.stdout).toContain('write docs/approved.md');
    expect(
      await data(['approvals', 'approve', id.slice(0, 14), '--reason', 'as agreed', '--yes']),
    ).toMatchObject({
      id,
      state: 'approved',
    });
    expect(
      await data(evaluate('write', 'docs/approved.md', '--content', 'x', '--approval', id.slice(4, 14))),
    ).toMatchObject({ decision: 'ALLOW' });
    expect(
      (await command(evaluate('write', 'docs/approved.md', '--content', 'x', '--approval', id))).code,
    ).not.toBe(0);
    const late = await command(['approvals', 'approve', id, '--yes', '--json']);
    expect([late.code, failure(late).name]).toEqual([6, 'STATE_CONFLICT']);
  });

  it('shows what waits whole before and after it is approved', async () => {
    const command_ = 'npm install left-pad \u202e && ls';
    const asked = await data(
      evaluate('write', 'docs/shown.md', '--content', 'x', '--context', JSON.stringify({ why: command_ })),
      8,
    );
    const { id } = asked['approval'] as { id: string };
    expect(await data(['approvals', 'show', id.slice(4, 12)])).toMatchObject({
      approval: { id, state: 'pending' },
      decision: { decisionId: asked['decisionId'] },
      facts: {
        resources: [{ kind: 'path', path: join(folder, 'docs/shown.md') }],
        context: { why: command_ },
      },
    });
    const shown = (await command(['approvals', 'show', id])).stdout;
    for (const part of [
      'pending  agent-1 to write docs/shown.md',
      `write ${join(folder, 'docs/shown.md')}`,
      'why: "npm install left-pad \\u202e && ls"',
      String(asked['decisionId']),
      String(asked['policyVersion']),
    ])
      expect(shown).toContain(part);
    const approved = await command(['approvals', 'approve', id, '--yes']);
    expect(approved.stdout).toMatch(/^approved {2}agent-1 may write docs\/shown\.md\n/);
    expect(approved.stdout).toContain('why: "npm install left-pad \\u202e && ls"');
    expect((await command(['decisions', 'show', String(asked['decisionId'])])).stdout).toContain('left-pad');
    expect(await command(['approvals', 'show', 'apr_ffffffff'])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('→ qorectl approvals list --state all\n'),
    });
    expect((await command(['keys', 'create', '--name', 'x'])).stderr).toContain('→ add --actor ID\n');
  });

  it('refuses what waits', async () => {
    const asked = await data(evaluate('write', 'docs/refused.md'), 8);
    const { id } = asked['approval'] as { id: string };
    expect(await data(['approvals', 'refuse', id, '--yes'])).toMatchObject({ state: 'refused' });
  });

  it('changes nothing without a terminal and --yes, and says what it would do and what to type', async () => {
    const asked = await data(evaluate('write', 'docs/unattended.md', '--content', 'x'), 8);
    const { id } = asked['approval'] as { id: string };
    await data(['keys', 'create', '--name', 'kept', '--actor', 'kept', '--out', join(folder, 'kept.key')]);
    const { items } = (await data(['keys', 'list'])) as { items: { id: string; name: string }[] };
    const keyId = items.find(({ name }) => name === 'kept')?.id ?? '';
    const { size } = await data(['ledger', 'head']);
    const balanced = join(home, 'config/policies/balanced.yaml');
    for (const [args, act, hint] of [
      [
        ['approvals', 'approve', id.slice(4, 14), '--reason', 'as agreed'],
        'this would let agent-1 write docs/unattended.md, exactly this and once',
        `qorectl approvals approve ${id} --reason 'as agreed' --yes`,
      ],
      [
        ['approvals', 'refuse', id],
        'this would refuse to let agent-1 write docs/unattended.md',
        `qorectl approvals refuse ${id} --yes`,
      ],
      [
        ['keys', 'revoke', 'kept'],
        `this would revoke the key ${keyId} (kept) for good`,
        `qorectl keys revoke ${keyId} --yes`,
      ],
      [
        ['policy', 'apply', balanced],
        'this would approve and put balanced, version ',
        `qorectl policy apply ${balanced} --yes`,
      ],
    ] as const) {
      const [text, json] = [await command(args), await command([...args, '--json'])];
      expect([text.code, text.stdout, json.code, json.stderr]).toEqual([6, '', 6, '']);
      const { name, message, hint: typed } = failure(json);
      expect([name, typed]).toEqual(['NOT_CONFIRMED', hint]);
      expect(message).toContain(act);
      expect(text.stderr.replaceAll(/\s+/g, ' ')).toContain(`→ ${hint}`);
    }
    expect(await data(['ledger', 'head'])).toMatchObject({ size });
    expect(await data(['approvals', 'show', id])).toMatchObject({ approval: { state: 'pending' } });
  });

  it('lists and shows decisions by a short id', async () => {
    const { items } = (await data(['decisions', 'list', '--limit', '5'])) as {
      items: { decisionId: string }[];
    };
    expect(items.length).toBeGreaterThan(2);
    const whole = items[0]?.decisionId ?? '';
    expect(await data(['decisions', 'show', whole.slice(4, 16)])).toMatchObject({
      decision: { decisionId: whole },
    });
    expect((await command(['decisions', 'show', 'ffffffffffffffffff'])).code).toBe(5);
    expect(await data(['decisions', 'list', '--decision', 'deny', '--since', '1h'])).toMatchObject({
      items: [{ decision: 'DENY' }],
    });
  });

  it('follows decisions as one document a line', async () => {
    const tail = start(['decisions', 'tail', '--count', '1', '--json', '--decision', 'DENY'], {
      environment: { ZOQORE_HOME: home },
    });
    const asking = setInterval(() => void command(evaluate('read', '.env')), 700);
    const ended = await tail.ended;
    clearInterval(asking);
    expect(ended.code).toBe(0);
    expect(
      successSchema(commandSchemas['decisions tail'] ?? failureSchema).parse(JSON.parse(ended.stdout)).data,
    ).toMatchObject({ decision: 'DENY' });
  });

  it('creates a bound key, shows it once, and revokes it', async () => {
    const out = join(folder, 'claude.key');
    const made = (await data([
      'keys',
      'create',
      '--name',
      'claude',
      '--actor',
      'claude-code',
      '--out',
      out,
    ])) as { record: { id: string } };
    expect((lstatSync(out).mode & 0o777).toString(8)).toBe('600');
    expect(JSON.stringify(made)).not.toContain(readFileSync(out, 'utf8').trim());
    expect((await command(['keys', 'create', '--name', 'b', '--actor', 'b', '--out', out])).code).toBe(6);
    expect((await command([...evaluate('read', 'docs/a.md'), '--key-file', out])).code).toBe(4);
    expect(
      (
        await command([
          'evaluate',
          '--actor',
          'claude-code',
          '--action',
          'read',
          '--target',
          'docs/a.md',
          '--key-file',
          out,
        ])
      ).code,
    ).toBe(0);
    expect(await data(['keys', 'revoke', 'claude', '--yes'])).toMatchObject({ id: made.record.id });
    expect(
      (
        await command([
          'evaluate',
          '--actor',
          'claude-code',
          '--action',
          'read',
          '--target',
          'docs/a.md',
          '--key-file',
          out,
        ])
      ).code,
    ).toBe(4);
    expect(await data(['keys', 'list', '--all'])).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ name: 'claude' })]),
    });
    const printed = await command(['keys', 'create', '--name', 'printed', '--actor', 'p']);
    expect(printed.stdout).toMatch(/^zq_[\w-]{43}\n$/);
    chmodSync(out, 0o644);
    expect((await command(['status', '--key-file', out])).code).toBe(6);
  });

  it('asks by URL with a key file', async () => {
    expect(
      await data(['status', '--url', runtimeUrl, '--key-file', join(home, 'data/secrets/host.key')]),
    ).toMatchObject({ isRunning: true });
    expect(
      (
        await command([
          'status',
          '--url',
          'http://127.0.0.1:9',
          '--key-file',
          join(home, 'data/secrets/host.key'),
        ])
      ).stderr,
    ).toContain('QORE-E-0204');
  });

  it('halts one actor and resumes', async () => {
    expect(await data(['halt', '--actor', 'agent-9', '--reason', 'a test'])).toMatchObject({
      actorId: 'agent-9',
    });
    expect(
      (await command(['evaluate', '--actor', 'agent-9', '--action', 'write', '--target', 'docs/a.md'])).code,
    ).toBe(6);
    expect(await data(['resume', '--actor', 'agent-9'])).toMatchObject({ resumed: true, halts: [] });
    const { size } = await data(['ledger', 'head']);
    expect(await data(['resume', '--actor', 'agent-9'])).toMatchObject({ resumed: false, halts: [] });
    expect(await data(['ledger', 'head'])).toMatchObject({ size });
    expect((await command(['resume'])).stdout).toContain('there was no halt of everyone');
  });

  it('checks, explains, tests, shows and applies policies', async () => {
    expect(await data(['policy', 'show'])).toMatchObject({ name: 'failsafe' });
    const { policyVersion, isInForce } = await data(['policy', 'check']);
    expect(isInForce).toBe(true);
    for (const args of [['check'], ['apply'], ['apply', '--dry-run']]) {
      const { code, stdout } = await command(['policy', ...args]);
      expect([code, stdout]).toEqual([
        0,
        expect.stringContaining('nothing to apply: this set is in force\n'),
      ]);
      expect(stdout).not.toContain('→');
    }
    expect(
      await data(['policy', 'explain', '--actor', 'a', '--action', 'write', '--target', 'src/x.ts']),
    ).toMatchObject({ decision: { outcome: 'ESCALATE' } });
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, 'apiVersion: zoqore.dev/policy/v1\nname: x\ndefualt: deny\nrules: []\n');
    const refused = await command(['policy', 'check', broken, '--json']);
    expect([refused.code, failure(refused).name]).toEqual([1, 'POLICY_INVALID']);
    expect((await command(['policy', 'check', broken])).stderr).toMatch(/3:\d+: .*defualt/);
    const balanced = join(home, 'config/policies/balanced.yaml');
    const planned = await data(['policy', 'apply', balanced, '--dry-run']);
    expect(planned).toMatchObject({ isApplied: false, before: policyVersion });
    expect((planned['added'] as string[]).length).toBeGreaterThan(0);
    expect((await command(['policy', 'apply', balanced, '--dry-run'])).stdout).toContain(
      `→ qorectl policy apply ${balanced}\n`,
    );
    expect(await data(['policy', 'show'])).toMatchObject({ policyVersion });
    expect(await data(['policy', 'apply', balanced, '--yes'])).toMatchObject({ ...planned, isApplied: true });
    expect(await data(['policy', 'apply', '--yes'])).toMatchObject({ policyVersion });
    const tests = join(folder, 'x.tests.yaml');
    writeFileSync(
      tests,
      'tests:\n  - name: reads the readme\n    request: {action: read, path: docs/readme.md, risk: L1}\n    expect: allow\n',
    );
    expect(await data(['policy', 'test', tests])).toMatchObject({ passed: 1, failed: 0 });
    writeFileSync(tests, readFileSync(tests, 'utf8').replace('expect: allow', 'expect: deny'));
    const failed = await command(['policy', 'test', tests, '--json']);
    expect([failed.code, failure(failed).name]).toEqual([1, 'POLICY_TESTS_FAILED']);
  });

  it('verifies and shows the record', async () => {
    expect(await data(['ledger', 'verify'])).toMatchObject({ verified: true });
    for (const typed of ['0', 'ledger:0'])
      expect(await data(['ledger', 'show', typed])).toMatchObject({ index: 0 });
    expect(await command(['ledger', 'verify', '--from', '99999'])).toMatchObject({
      code: 5,
      stdout: '',
      stderr: expect.stringMatching(/at index 99999: there are \d+ entries/),
    });
    expect(await data(['ledger', 'head'])).toMatchObject({ size: expect.any(Number) });
    expect(await command(['ledger', 'show', '999999'])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('→ qorectl ledger head'),
    });
    expect(await data(['tools', 'list'])).toEqual({ items: [], upstreams: [] });
    expect((await command(['tools', 'accept', 'files/none'])).code).toBe(5);
  });

  it('proves one entry to whoever has the key alone', async () => {
    const proof = join(folder, '0.tlog-proof');
    const key = join(folder, 'log.vkey');
    writeFileSync(proof, (await command(['ledger', 'proof', 'ledger:0'])).stdout);
    writeFileSync(key, (await command(['ledger', 'head', '--key'])).stdout);
    expect(await data(['ledger', 'head', '--key'])).toMatchObject({ key: readFileSync(key, 'utf8').trim() });
    const check = ['ledger', 'verify', '--bundle', proof, '--key', key];
    const away = join(folder, 'nothing-here');
    expect(await data([...check, '--home', away])).toMatchObject({ verified: true, index: 0 });
    expect((await command(check)).stdout).toMatch(/^verified {2}entry 0 of zoqore\//);
    writeFileSync(proof, readFileSync(proof, 'utf8').replace('index 0', 'index 1'));
    const refused = await command([...check, '--json']);
    expect([refused.code, failure(refused).name]).toEqual([7, 'PROOF_REFUSED']);
  });

  it('is diagnosed with evidence, and doctor finds what is wrong', async () => {
    const { checks } = (await data(['doctor'], 3)) as { checks: { id: string; status: string }[] };
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(checks.length).toBeGreaterThanOrEqual(18);
    chmodSync(join(home, 'config/zoqore.yaml'), 0o644);
    expect(await data(['doctor', 'home.modes'], 1)).toMatchObject({
      checks: [
        {
          id: 'home.modes',
          status: 'fail',
          evidence: expect.stringContaining('zoqore.yaml (0644)'),
          fix: expect.stringContaining('chmod'),
        },
      ],
    });
    chmodSync(join(home, 'config/zoqore.yaml'), 0o600);
    expect((await command(['doctor', 'home.modes'])).code).toBe(0);
  });

  it('shows what an agent wrote as inert text', async () => {
    const target = 'docs/\u001b[2J\u202eevil\u009b31m\r.md';
    await command(evaluate('read', target));
    for (const args of [
      ['decisions', 'list'],
      ['decisions', 'list', '--json'],
    ]) {
      const { stdout } = await command(args);
      // oxlint-disable-next-line no-control-regex -- control characters are what this is about
      expect(stdout).not.toMatch(/[\u001b\u202e\u0080-\u009f\r]/);
      expect(stdout).toContain('evil');
    }
  });

  it('writes no colour to a pipe, whatever the environment asks', async () => {
    for (const environment of [{ FORCE_COLOR: '1' }, { NO_COLOR: '1', FORCE_COLOR: '1' }]) {
      const ended = await command(['status'], { environment: { ...environment } });
      // oxlint-disable-next-line no-control-regex -- the escape character is what this is about
      expect(ended.stdout + ended.stderr).not.toMatch(/\u001b/);
      expect(ended.stderr).toBe('');
    }
  });

  it('refuses a second start and names the first, with exit code 75', async () => {
    const second = await command(['serve', ...ports, '--json']);
    expect(second.code).toBe(75);
    expect(failure(second)).toMatchObject({
      name: 'ALREADY_RUNNING',
      details: { pid: server.pid, startedAt: expect.stringMatching(/^\d{4}-/) },
    });
  });

  it('says which port is taken, by whom, and how to choose another', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    const port = new URL(runtimeUrl).port;
    const ended = await run(
      ['serve', '--home', join(other, '.failsafe'), '--port', port, '--gateway-port', '0'],
      { workingDirectory: other },
    );
    expect(ended.code).toBe(75);
    expect(ended.stderr).toContain(`port ${port}`);
    expect(ended.stderr).toContain(`process ${server.pid} (`);
    expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain('cli.js serve --port 0');
    expect(ended.stderr).toContain('--port');
  });

  it('names every taken port at once', async () => {
    const port = new URL(runtimeUrl).port;
    const ended = await run(
      ['serve', '--home', join(folder, 'fourth'), '--port', port, '--gateway-port', port, '--json'],
      { workingDirectory: folder },
    );
    expect([ended.code, failure(ended).name]).toEqual([75, 'PORT_TAKEN']);
    expect(failure(ended).details).toMatchObject({
      ports: [
        { name: 'runtime', owner: { pid: server.pid } },
        { name: 'gateway', owner: { pid: server.pid } },
      ],
    });
  });

  it('relays MCP on stdio to the gateway that runs', async () => {
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
    };
    const client = start(['gateway', '--stdio', '--actor', 'agent-1'], {
      environment: { ZOQORE_HOME: home },
      input: `${JSON.stringify(initialize)}\n`,
      isOpen: true,
    });
    await client.until(/"serverInfo"/);
    client.child.stdin?.end();
    expect((await client.ended).code).toBe(0);
  });

  it('binds the agent key as doctor says: the file holds the new key, the old one is refused', async () => {
    const file = join(home, 'data/secrets/agent.key');
    const before = join(folder, 'before.key');
    writeFileSync(before, readFileSync(file), { mode: 0o600 });
    expect(await data(['doctor', 'keys.unbound'], 3)).toMatchObject({
      checks: [
        {
          evidence: expect.stringContaining(file),
          fix: expect.stringMatching(/^qorectl keys bind --actor ID {3}/),
        },
      ],
    });
    const bind = ['keys', 'bind', '--actor', 'agent-1', '--actor', 'did:myth:agent'];
    const unasked = await command([...bind, '--json']);
    expect([unasked.code, failure(unasked).hint]).toEqual([6, `qorectl ${bind.join(' ')} --yes`]);
    expect(readFileSync(file)).toEqual(readFileSync(before));
    expect(await data([...bind, '--yes'])).toMatchObject({
      file,
      record: { actors: ['agent-1', 'did:myth:agent'] },
    });
    expect((lstatSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(await data(['doctor', 'keys.unbound'])).toMatchObject({ checks: [{ status: 'ok' }] });
    expect(await data(evaluate('read', 'docs/readme.md'))).toMatchObject({ decision: 'ALLOW' });
    expect((await command([...evaluate('read', 'docs/readme.md'), '--key-file', before])).code).toBe(4);
    expect(
      (await command(['evaluate', '--actor', 'other', '--action', 'read', '--target', 'docs/a.md'])).code,
    ).toBe(4);
    expect((await command([...bind, '--yes'])).code).toBe(5);
  });
});

describe('policy explain of many requests', () => {
  const lines = [
    { actorId: 'a', action: 'read', targetPath: 'docs/x.md', expect: 'allow' },
    { actorId: 'a', action: 'write', targetPath: 'src/a.ts', expect: 'escalate' },
    { actorId: 'a', action: 'read', targetPath: '.env' },
  ].map((line) => JSON.stringify(line));

  it('answers each with --json on a line, then counts, and records nothing', async () => {
    const before = await data(['ledger', 'head']);
    const ended = await command(['policy', 'explain', '-', '--json'], {
      input: [...lines, '{broken'].join('\n'),
    });
    expect([ended.code, ended.stderr]).toEqual([3, '']);
    const found = ended.stdout
      .trim()
      .split('\n')
      .map((line) => {
        const parsed: unknown = JSON.parse(line);
        successSchema(commandSchemas['policy explain'] ?? failureSchema).parse(parsed);
        return (parsed as { data: object }).data;
      });
    expect(found).toMatchObject([
      { at: 'line 1', index: 0, inForce: { decision: { outcome: 'ALLOW' } } },
      { at: 'line 2', index: 1, inForce: { decision: { outcome: 'ESCALATE' } } },
      { at: 'line 3', index: 2, inForce: { decision: { outcome: 'DENY' } } },
      { at: 'line 4', index: 3, error: { code: 'VALIDATION_ERROR' } },
      { summary: { requests: 4, allow: 1, escalate: 1, deny: 1, errors: 1, unexpected: 0 } },
    ]);
    expect(await data(['ledger', 'head'])).toEqual(before);
  });

  it('shows a table, and fails as it is told', async () => {
    const balanced = join(home, 'config/policies/balanced.yaml');
    const input = lines.join('\n');
    const shown = await command(['policy', 'explain', '-', '--policy', balanced], { input });
    // What is expected is held against the proposed set.
    expect(shown.code).toBe(6);
    expect(shown.stdout).toMatch(/^3 requests: 2 ALLOW, 1 DENY; nothing was recorded\n/);
    expect(shown.stdout).toContain('under the proposed set: 1 let through more\n');
    expect(shown.stdout).toMatch(/^line 2 +ESCALATE → ALLOW ! +L2 +workspace\/writes +write src\/a\.ts$/m);
    const coded = async (...flags: string[]): Promise<number | null> =>
      (await command(['policy', 'explain', '-', ...flags], { input })).code;
    expect(await coded()).toBe(0);
    expect(await coded('--expect', 'deny')).toBe(0);
    expect(await coded('--fail-on', 'deny')).toBe(6);
    expect(await coded('--actor', 'b', '--trust', 'IBT', '--at', '2026-01-05T09:30:00Z')).toBe(0);
    expect(await coded('--action', 'read')).toBe(2);
    expect(await coded('--policy', 'none.yaml')).toBe(2);
  });
});

describe('after SIGTERM', () => {
  it('drains, exits 0 and leaves neither socket nor run file', async () => {
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    for (const file of ['qorectl.sock', 'serve.json'])
      expect(lstatSync(join(home, 'run', file), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('answers from the store, and says so', { timeout: 60_000 }, async () => {
    expect(await data(['ledger', 'verify'])).toMatchObject({ verified: true });
    expect(await data(['status'], 3)).toMatchObject({ isRunning: false });
  });

  it('finds its data again after a kill that left its socket behind', { timeout: 90_000 }, async () => {
    await serve();
    const { items: before } = (await data(['decisions', 'list'])) as { items: unknown[] };
    expect(before.length).toBeGreaterThan(5);
    server.child.kill('SIGKILL');
    await server.ended;
    await serve();
    expect(((await data(['decisions', 'list'])) as { items: unknown[] }).items).toEqual(before);
    expect(await data(['doctor', 'keys.unbound'])).toMatchObject({ checks: [{ status: 'ok' }] });
    await server.until(/^ {2}qorectl evaluate --actor agent-1 /m);
    server.child.kill('SIGINT');
    expect(await server.ended).toMatchObject({ code: 0 });
  });

  it('refuses a configuration with line and column, before it opens anything', async () => {
    const file = join(home, 'config/zoqore.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('  port: 7777', '  prot: 7777'));
    const ended = await command(['serve', ...ports]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/zoqore\.yaml:\d+:\d+: unknown key `prot`/);
    writeFileSync(file, text);
  });
});

describe('a taken port', () => {
  it('is told before the store is opened, also when a stranger has it', async () => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const address = stranger.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const ended = await run(
      ['serve', '--home', join(folder, 'third'), '--port', '0', '--gateway-port', port],
      { workingDirectory: folder },
    );
    stranger.close();
    expect(ended).toMatchObject({ code: 75, stderr: expect.stringContaining(`process ${process.pid} (`) });
    expect(lstatSync(join(folder, 'third/data/db/cluster'), { throwIfNoEntry: false })).toBeUndefined();
  });
});
