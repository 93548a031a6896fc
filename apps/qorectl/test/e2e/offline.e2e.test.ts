import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureSchema, successSchema } from '../../src/schemas/envelope.ts';
import { commandSchemas } from '../../src/schemas/commands.ts';
import { document, emptyFolder, run } from './command-line.ts';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bare = (args: readonly string[], environment: Record<string, string> = {}) =>
  run(args, {
    workingDirectory: folder,
    environment: { ZOQORE_HOME: join(folder, '.failsafe'), ...environment },
  });

describe('without an installation', () => {
  it('shows version, overview and help on stdout', async () => {
    const version = await bare(['--version']);
    expect(version).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^qorectl \d+\.\d+\.\d+\n$/),
      stderr: '',
    });
    const helps = await Promise.all(
      [[], ['help'], ['--help'], ['help', 'ledger'], ['evaluate', '--help'], ['ledger', 'verify', '-h']].map(
        (args) => bare(args),
      ),
    );
    for (const help of helps)
      expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('usage'), stderr: '' });
  });

  it.each([
    [['evaluat'], 2, 'COMMAND_UNKNOWN', 'qorectl evaluate'],
    [['decisions', 'lst'], 2, 'COMMAND_UNKNOWN', 'qorectl decisions list'],
    [['policy'], 2, 'COMMAND_UNKNOWN', 'qorectl policy'],
    [['keys', 'revok'], 2, 'COMMAND_UNKNOWN', 'qorectl keys --help'],
    [['decisions'], 5, 'HOME_MISSING', 'qorectl serve'],
    [['evaluate', '--actr', 'x'], 2, 'USAGE_INVALID', '--actor'],
    [['evaluate', '--action', 'fly'], 2, 'USAGE_INVALID', ''],
    [['halt'], 2, 'USAGE_INVALID', ''],
    [['decisions', 'list', '--limit', 'x'], 2, 'USAGE_INVALID', ''],
    [['decisions', 'list', 'extra'], 2, 'USAGE_INVALID', ''],
    [['ledger', 'show'], 2, 'USAGE_INVALID', ''],
    [['explain', 'QORE-E-9998'], 5, 'CODE_UNKNOWN', ''],
    [['doctor', 'ledger.chian'], 5, 'CHECK_UNKNOWN', 'ledger.chain'],
    [['decisions', 'list'], 5, 'HOME_MISSING', 'qorectl serve'],
    [['gateway', '--stdio'], 5, 'HOME_MISSING', 'qorectl serve'],
  ] as const)(
    '%j fails with exit code %i, as text and as one JSON document',
    async (args, code, name, hint) => {
      const [text, json] = await Promise.all([bare(args), bare([...args, '--json'])]);
      expect(text).toMatchObject({ code, stdout: '' });
      expect(text.stderr).toContain('error: ');
      expect(text.stderr).toContain(hint);
      if (args[0] === 'gateway') return;
      expect(json).toMatchObject({ code, stderr: '' });
      expect(failureSchema.parse(document(json)).error).toMatchObject({ name });
    },
  );

  it('takes --json before the command too, and not after --', async () => {
    expect(failureSchema.parse(document(await bare(['--json', 'evaluat']))).error.name).toBe(
      'COMMAND_UNKNOWN',
    );
    expect((await bare(['explain', '--', '--json'])).stderr).toContain('QORE-E-0004');
  });

  it('explains, lists and shows versions offline', async () => {
    for (const [args, command] of [
      [['explain', 'PORT_TAKEN'], 'explain'],
      [['explain'], 'explain'],
      [['version'], 'version'],
      [['doctor', '--list-checks'], 'doctor'],
    ] as const) {
      const ended = await bare([...args, '--json']);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(
        successSchema(commandSchemas[command] ?? failureSchema).parse(document(ended)).meta.command,
      ).toBe(command);
    }
  });

  it('says what a policy would open, and shows it, without an installation', async () => {
    const policy = (name: string, rules: string) =>
      writeFileSync(join(folder, name), `apiVersion: zoqore.dev/policy/v1\nname: a\nrules:\n${rules}`);
    policy('a.yaml', '  - { id: ok, effect: allow, match: { action: read, path: { prefix: . } } }\n');
    policy('b.yaml', '  - { id: ok, effect: allow, match: { action: read } }\n');
    const wider = await bare(['policy', 'diff', 'a.yaml', 'b.yaml', '--fail-on', 'wider']);
    expect(wider).toMatchObject({ code: 6, stderr: '' });
    expect(wider.stdout).toMatch(
      /^wider {2}b\.yaml lets through more\n[^]*\nbefore +deny, the default\nafter +allow, ok/,
    );
    const json = document(await bare(['policy', 'diff', 'b.yaml', 'a.yaml', '--fail-on', 'wider', '--json']));
    expect(successSchema(commandSchemas['policy diff'] ?? failureSchema).parse(json).data).toMatchObject({
      relation: 'narrower',
      wider: { answer: 'no', changes: [] },
      narrower: { answer: 'yes', changes: [{ certainty: 'yes', second: { effect: 'deny' } }] },
    });
    expect((await bare(['policy', 'diff', 'a.yaml', 'b.yaml'])).code).toBe(0);
    expect((await bare(['policy', 'diff', 'a.yaml', 'none.yaml'])).code).toBe(2);
  });

  it('exports a policy, or says all that the other language cannot', async () => {
    const head = 'apiVersion: zoqore.dev/policy/v1\nname: a\nrules:\n';
    const plain = '  - { id: env, effect: deny, match: { path: { glob: "**/.env" } } }\n';
    writeFileSync(join(folder, 'plain.yaml'), head + plain);
    writeFileSync(
      join(folder, 'odd.yaml'),
      `${head}${plain}  - { id: cel, effect: allow, match: {}, when: 'true' }\n  - { id: set, effect: deny, match: { path: { glob: "/[ab]" } } }\n`,
    );
    const rego = await bare(['policy', 'export', 'plain.yaml', '--to', 'rego']);
    expect(rego).toMatchObject({ code: 0, stderr: '' });
    expect(rego.stdout).toContain('package zoqore.policy');
    const cedar = document(
      await bare(['policy', 'export', 'plain.yaml', '--to', 'cedar', '--output', 'cedar', '--json']),
    );
    expect(successSchema(commandSchemas['policy export'] ?? failureSchema).parse(cedar).data).toMatchObject({
      rules: 1,
      folder: join(folder, 'cedar'),
    });
    expect(readFileSync(join(folder, 'cedar/policies.cedar'), 'utf8')).toContain('@id("env")');
    expect(readFileSync(join(folder, 'cedar/schema.cedarschema'), 'utf8')).toContain('entity Path');
    const again = await bare(['policy', 'export', 'plain.yaml', '--to', 'cedar', '--output', 'cedar']);
    expect(again).toMatchObject({ code: 6, stderr: expect.stringContaining('QORE-E-0007') });
    const odd = await bare(['policy', 'export', 'odd.yaml', '--to', 'cedar', '--output', 'none']);
    expect(odd).toMatchObject({ code: 6, stdout: '' });
    expect(odd.stderr).toMatch(
      /^error: 2 rules cannot be said in Cedar[^]*\n {2}5:11 cel\.when: [^]*\n {2}6:11 set\.match\.path\.glob\.0: /,
    );
    expect(existsSync(join(folder, 'none'))).toBe(false);
    expect((await bare(['policy', 'export', 'plain.yaml'])).code).toBe(2);
  });

  it('lints files as one set, and says where', async () => {
    const head = 'apiVersion: zoqore.dev/policy/v1\nname: a\nrules:\n';
    const example = 'examples: { match: [{ path: /etc/x }] }';
    writeFileSync(
      join(folder, 'one.yaml'),
      `${head}  - { id: a, effect: deny, match: { action: read }, ${example} }\n`,
    );
    writeFileSync(
      join(folder, 'two.yaml'),
      `${head}\n  - { id: b, effect: allow, match: { action: read, path: { prefix: /etc } }, ${example} }\n`,
    );
    const text = await bare(['policy', 'lint', 'one.yaml', 'two.yaml']);
    expect(text).toMatchObject({ code: 3, stderr: '' });
    expect(text.stdout).toMatch(/^1 warning [^]*shadowed {2}rule `b` [^]*at +two\.yaml:5:11\nrules +a\n/);
    const json = document(await bare(['policy', 'lint', 'two.yaml', '--json']));
    expect(successSchema(commandSchemas['policy lint'] ?? failureSchema).parse(json).data).toMatchObject({
      warnings: 0,
      findings: [],
    });
  });

  it('diagnoses that there is nothing', async () => {
    const ended = await bare(['doctor']);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/^1 problem, .*\n\n✗ home\.folder /);
    expect(ended.stdout).toContain('→ qorectl serve');
  });

  it('refuses a home that is a link, with exit code 6', async () => {
    symlinkSync('/tmp', join(folder, 'linked'));
    expect(await bare(['decisions', 'list', '--home', join(folder, 'linked')])).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('QORE-E-0102'),
    });
  });

  it('makes hostile arguments inert in both forms', async () => {
    const hostile = 'evil\u001b[2J\u202e\u009b31m\nfake: ok';
    for (const args of [[hostile], ['decisions', hostile], ['evaluate', `--${hostile}`]]) {
      const [text, json] = await Promise.all([bare(args), bare([...args, '--json'])]);
      // oxlint-disable-next-line no-control-regex -- control characters are what this is about
      expect(text.stderr + json.stdout).not.toMatch(/[\u001b\u202e\u0080-\u009f]/);
      expect(text.stderr).not.toMatch(/^fake: ok/m);
      expect(failureSchema.safeParse(document(json)).success).toBe(true);
    }
  });

  it('never sends a key over plain HTTP to another machine', async () => {
    const ended = await bare(['status', '--url', 'http://example.com', '--key-file', join(folder, 'none')]);
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toMatch(/none|plain http/);
  });
});
