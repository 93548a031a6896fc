import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureSchema } from '../../src/schemas/envelope.ts';
import { commandSchemas } from '../../src/schemas/commands.ts';
import { document, emptyFolder, type Ended, placeStore, run, type Running, start } from './command-line.ts';

let folder: string;
let home: string;
let server: Running;

const command = (args: readonly string[], input?: string): Promise<Ended> =>
  run(args, { workingDirectory: folder, ...(input === undefined ? {} : { input }) });

/** Of a command's `--json`, held to the schema that is published for it. */
async function dataOf(name: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { data } = document(await command([...name.split(' '), ...args, '--json'])) as { data: unknown };
  const schema = commandSchemas[name];
  if (schema === undefined) throw new Error(`expected a schema of \`${name}\``);
  return schema.parse(data) as Record<string, unknown>;
}

const write = (name: string, text: string): void => {
  const file = join(home, 'config/models', name);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, text);
};
const risk = (body: string): void => write('risk.yaml', `apiVersion: zoqore.dev/risk/v1\n${body}`);
/** Of `status` or of `models list`. */
const kinds = ({ models, items }: Record<string, unknown>) =>
  ((models ?? items) as readonly { kind: string; isProposalWaiting?: boolean; proposed?: object }[]).map(
    ({ kind, isProposalWaiting, proposed }) =>
      `${kind} ${isProposalWaiting === true || proposed !== undefined ? 'waits' : 'stands'}`,
  );

// Each command is a process of its own.
const slow = { timeout: 120_000 };

beforeAll(async () => {
  folder = emptyFolder();
  home = join(folder, '.failsafe');
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

describe('the models of an installation', slow, () => {
  it('are printed, edited and put in force, unasked where nothing is judged milder', async () => {
    const { stdout } = await command(['models', 'show', 'trust']);
    write('trust.yaml', stdout.replace('success: 0.05', 'success: 0.01'));
    expect(kinds(await dataOf('status'))).toEqual(['risk stands', 'trust waits']);
    expect(await dataOf('models apply', 'trust')).toMatchObject({ isApplied: true, looser: [] });
    expect(kinds(await dataOf('models list'))).toEqual(['risk stands', 'trust stands']);
  });

  it('with a mistake are told by doctor with the line; what lets through more is confirmed', async () => {
    risk('overrides:\n  path.credentials: { grade: L4 }\n');
    const doctor = await command(['doctor', 'models.files']);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout.replaceAll(/\s+/g, ' ')).toContain('models/risk.yaml:3:30:');
    const broken = await command(['models', 'apply', 'risk', '--yes', '--json']);
    expect([broken.code, failureSchema.parse(document(broken)).error.name]).toEqual([1, 'POLICY_INVALID']);
    risk('thresholds: { L3: 0.9 }\ndetectors: { novelty: false }\n');
    const refused = await command(['models', 'apply', 'risk', '--json']);
    expect([refused.code, failureSchema.parse(document(refused)).error.name]).toEqual([6, 'NOT_CONFIRMED']);
    expect(await dataOf('models apply', 'risk', '--yes')).toMatchObject({
      isApplied: true,
      looser: ['detectors.novelty'],
    });
  });
});

describe('an actor', slow, () => {
  it('is capped, shown and reset, each with who and why', async () => {
    const capped = await dataOf('actors cap', 'agent-1', '--at', '0.4', '--reason', 'under watch');
    expect(capped).toMatchObject({ trustCap: 0.4, lastMove: { cause: 'capped', reason: 'under watch' } });
    const shown = await command(['actors', 'show', 'agent-1']);
    expect(shown.stdout).toContain('CBT (0.35), on probation, capped at 0.4');
    expect((await command(['actors', 'reset', 'agent-1', '--reason', 'x'])).code).toBe(6);
    expect(await dataOf('actors reset', 'agent-1', '--reason', 'new model', '--yes')).toMatchObject({
      lastMove: { cause: 'reset', reason: 'new model', by: 'host' },
    });
  });
});

describe('the operational mode', slow, () => {
  it('is set by whoever confirms it, and told by status and doctor', async () => {
    expect((await command(['mode', 'set', 'surge', '--reason', 'import'])).code).toBe(6);
    expect(await dataOf('mode set', 'surge', '--reason', 'import', '--yes')).toMatchObject({
      mode: 'surge',
      isChanged: true,
    });
    expect((await dataOf('status'))['mode']).toMatchObject({ mode: 'surge', reason: 'import' });
    expect((await command(['doctor', 'runtime.mode'])).code).toBe(3);
  });
});

interface Vector {
  readonly sources: readonly unknown[];
  readonly index: number;
  readonly verdict: string;
}

describe('citations', slow, () => {
  const file = new URL('../../../../docs/spec/vectors/citations/scores.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Vector[] };
  const codes: Readonly<Record<string, number>> = {
    gold: 0,
    verify: 3,
    human: 8,
    insufficient: 6,
    reject: 6,
  };
  // A process each: all of them with FULL=1, otherwise one for each verdict.
  const chosen =
    process.env['FULL'] === undefined
      ? Object.keys(codes).flatMap((verdict) => cases.find((each) => each.verdict === verdict) ?? [])
      : cases;

  it('are scored as the vectors say, and the exit code says the verdict', async () => {
    expect(chosen.length).toBeGreaterThanOrEqual(5);
    for (const { sources, index, verdict } of chosen.filter((each) => !hasOddHops(each))) {
      const ended = await command(['citations', 'score', '--file', '-', '--json'], JSON.stringify(sources));
      const { data } = document(ended) as { data: unknown };
      expect(commandSchemas['citations score']?.parse(data)).toMatchObject({ index, verdict });
      expect(ended.code).toBe(codes[verdict]);
    }
  });

  it('are judged by the policy of the installation, which is checked', async () => {
    write('citations.yaml', 'apiVersion: zoqore.dev/citations/v1\nweights: { T4: 10 }\n');
    const judged = await command(['citations', 'score', 'my notes', '--home', home, '--json']);
    expect(document(judged)).toMatchObject({ data: { index: 10, policy: 'models/citations.yaml' } });
    write('citations.yaml', 'apiVersion: zoqore.dev/citations/v1\nweights: { T4: 95 }\n');
    const refused = await command(['citations', 'check', '--home', home, '--json']);
    expect([refused.code, failureSchema.parse(document(refused)).error.message]).toEqual([
      1,
      expect.stringContaining('models/citations.yaml:2:16'),
    ]);
  });
});

/** The command line takes whole hops from 0 on only, and says so. */
function hasOddHops({ sources }: Vector): boolean {
  return sources.some((source) => {
    const { hops = 0 } = Object(source) as { hops?: number };
    return !Number.isInteger(hops) || hops < 0;
  });
}
