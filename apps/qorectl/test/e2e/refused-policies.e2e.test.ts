import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureSchema } from '../../src/schemas/envelope.ts';
import { document, emptyFolder, type Ended, placeStore, run, type Running, start } from './command-line.ts';

/** docs/spec/vectors/policy/README.md says what the members mean. */
interface Refused {
  readonly name: string;
  readonly text?: readonly (string | readonly [string, number])[];
  readonly hex?: string;
  readonly isText?: true;
  readonly message?: string;
  readonly line?: number;
  readonly column?: number;
}

const vectors: readonly Refused[] = JSON.parse(
  readFileSync(new URL('../../../../docs/spec/vectors/policy/refused.json', import.meta.url), 'utf8'),
);

let folder: string;
let server: Running;

const command = (args: readonly string[]): Promise<Ended> => run(args, { workingDirectory: folder });
const version = async (): Promise<unknown> => {
  const { data } = document(await command(['policy', 'show', '--json'])) as { data: Record<string, unknown> };
  return data['policyVersion'];
};

function bytesOf({ text = [], hex }: Refused): Buffer {
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  return Buffer.from(text.map((part) => (typeof part === 'string' ? part : repeated(...part))).join(''));
}

function repeated(part: string, times: number): string {
  if (!part.includes('{n}')) return part.repeat(times);
  return Array.from({ length: times }, (_, n) => part.replace('{n}', String(n))).join('');
}

beforeAll(async () => {
  folder = emptyFolder();
  const home = join(folder, '.failsafe');
  await placeStore(home);
  server = start(['serve', '--port', '0', '--gateway-port', '0', '--home', home], {
    workingDirectory: folder,
  });
  await server.until(/Ctrl-C/);
}, 120_000);
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  rmSync(folder, { recursive: true, force: true });
});

// Each command is a process of its own.
const few = new Set([
  '50 MB of one letter',
  'anchors that explode',
  'an id twice',
  'UTF-16 with a mark',
  'UTF-16 without a mark',
]);
const chosen = process.env['FULL'] === '1' ? vectors : vectors.filter(({ name }) => few.has(name));

describe('qorectl policy check and apply', { timeout: 120_000 }, () => {
  it('refuse what is no policy set, with the place, and leave what is in force', async () => {
    const before = await version();
    for (const vector of chosen) {
      const bytes = bytesOf(vector);
      writeFileSync(join(folder, 'bad.yaml'), bytes);
      for (const args of [['check'], ['apply', '--yes']]) {
        const ended = await command(['policy', ...args, 'bad.yaml', '--json']);
        expect([vector.name, ended.code]).toEqual([vector.name, expect.toSatisfy((code) => code !== 0)]);
        const { error } = failureSchema.parse(document(ended));
        const isUnread = bytes.length > 4_194_304 || (vector.hex !== undefined && vector.isText !== true);
        expect([vector.name, error.name]).toEqual([
          vector.name,
          isUnread ? 'INPUT_INVALID' : 'POLICY_INVALID',
        ]);
        expect(error.message).toContain('bad.yaml');
        if (isUnread) continue;
        const [first] = (error.details as { issues: Record<string, unknown>[] }).issues;
        expect(first).toMatchObject({
          message: expect.stringContaining(vector.message ?? ''),
          line: vector.line ?? expect.any(Number),
          column: vector.column ?? expect.any(Number),
        });
      }
    }
    expect(await version()).toBe(before);
  });

  it('take a set that extends a pack and a file beside it, and say where a mistake is', async () => {
    mkdirSync(join(folder, 'mine'));
    const own = join(folder, 'mine/own.yaml');
    const write = (file: string, more: string): void =>
      writeFileSync(
        join(folder, 'mine', file),
        `# yaml-language-server: $schema=policy.schema.json\napiVersion: zoqore.dev/policy/v1\nname: own\n${more}`,
      );
    write(
      'team.yaml',
      'rules:\n  - { id: team/drafts, effect: deny, match: { path: { prefix: drafts } }, examples: { match: [{ path: drafts/a }] } }\n',
    );
    write('own.yaml', 'extends: [failsafe, ./team.yaml]\nwithout: [team/draft]\nrules: []\n');
    const refused = await command(['policy', 'check', own]);
    expect([refused.code, refused.stderr.replaceAll(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringContaining(
        'own.yaml:5:11: `team/draft` is in nothing that is extended, did you mean `team/drafts`?',
      ),
    ]);
    write('own.yaml', 'extends: [failsafe, ./team.yaml]\nrules: []\n');
    expect((await command(['policy', 'lint', own])).code).toBe(0);
    const applied = await command(['policy', 'apply', own]);
    expect([applied.code, applied.stderr]).toEqual([0, expect.anything()]);
    const shown = document(await command(['policy', 'show', '--json'])) as {
      data: { set: { rules: { id: string }[] } };
    };
    expect(shown.data.set.rules.map(({ id }) => id)).toContain('team/drafts');
    const asked = ['evaluate', '--actor', 'a', '--action', 'read', '--target', 'drafts/x.md'];
    expect((await command(asked)).stdout).toContain('team/drafts');
    expect((await command(['policy', 'diff', 'in-force', own, '--fail-on', 'wider'])).code).toBe(0);

    // Against what was decided: the one that was asked above was denied by a rule that `configured` lacks.
    const replayed = async (...names: string[]): Promise<unknown> => {
      const ended = await command(['policy', 'diff', ...names, '--against', 'ledger', '--json']);
      return [ended.code, document(ended)];
    };
    expect(await replayed('in-force', own)).toEqual([
      0,
      expect.objectContaining({ data: expect.objectContaining({ decisions: 1, same: 1 }) }),
    ]);
    expect(await replayed(own, 'configured')).toEqual([
      0,
      expect.objectContaining({
        data: expect.objectContaining({
          decisions: 1,
          byRule: expect.arrayContaining([expect.objectContaining({ name: 'team/drafts', wider: 1 })]),
        }),
      }),
    ]);
  });

  it('refuse a configured file that is not UTF-8 in every command, and its rule is not read as another', async () => {
    const before = await version();
    const file = join(folder, '.failsafe/config/policies/failsafe.yaml');
    const text = readFileSync(file, 'utf8');
    const rules =
      'rules:\n  - { id: own/geheim, effect: deny, match: { path: { prefix: geh\u00e9im } }, examples: { match: [{ path: geh\u00e9im/a }] } }\n';
    const latin = Buffer.from(`apiVersion: zoqore.dev/policy/v1\nname: own\n${rules}`, 'latin1');
    const found = `it is not UTF-8 text: byte ${latin.indexOf(0xe9)} is none of a character`;
    writeFileSync(file, latin);
    try {
      for (const args of [
        ['check'],
        ['apply', '--yes'],
        ['lint'],
        ['diff', 'in-force', 'configured'],
        ['export', 'configured', '--to', 'rego'],
      ]) {
        const ended = await command(['policy', ...args, '--json']);
        const { name, message } = failureSchema.parse(document(ended)).error;
        expect([args, name, message]).toEqual([args, 'CONFIG_INVALID', expect.stringContaining(found)]);
      }
      const doctor = await command(['doctor', 'policy.files']);
      expect(doctor.code).toBe(1);
      expect(doctor.stdout.replaceAll(/\s+/g, ' ')).toContain(found);
      expect(await version()).toBe(before);
    } finally {
      writeFileSync(file, text);
    }
  });

  it('have the schema beside the packs', async () => {
    const printed = await command(['policy', 'schema']);
    expect(printed.code).toBe(0);
    const beside = readFileSync(join(folder, '.failsafe/config/policies/policy.schema.json'), 'utf8');
    expect(JSON.parse(printed.stdout)).toEqual(JSON.parse(beside));
    const pack = readFileSync(join(folder, '.failsafe/config/policies/balanced.yaml'), 'utf8');
    expect(pack).toMatch(/^# yaml-language-server: \$schema=policy\.schema\.json\n/);
  });
});
