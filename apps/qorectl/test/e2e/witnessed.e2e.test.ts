import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHome } from '../../src/home.ts';
import { defaultConfig } from '../../src/config.ts';
import { document, emptyFolder, placeStore, run, start, type Ended, type Running } from './command-line.ts';

/** A log and its witness, each in a process of its own. */

let folder: string;
let witness: Running;
let witnessUrl: string;
let witnessKey: string;
const servers: Running[] = [];

const command = (args: readonly string[], home: string): Promise<Ended> =>
  run(args, { workingDirectory: folder, environment: { ZOQORE_HOME: join(folder, home) } });
const data = async (args: readonly string[], home: string): Promise<Record<string, unknown>> =>
  (document(await command([...args, '--json'], home)) as { data: Record<string, unknown> }).data;
const evaluate = async (home: string, target: string): Promise<void> => {
  const ended = await command(
    ['evaluate', '--actor', 'did:myth:agent', '--action', 'read', '--target', target],
    home,
  );
  expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({
    stderr: expect.not.stringContaining('error'),
  });
};
const serve = async (home: string): Promise<Running> => {
  const server = start(['serve', '--port', '0', '--gateway-port', '0', '--home', join(folder, home)], {
    workingDirectory: folder,
  });
  servers.push(server);
  await server.until(/Ctrl-C stops it/);
  return server;
};
/** A home whose ledger is witnessed. */
const prepare = async (home: string): Promise<void> => {
  const path = join(folder, home);
  await placeStore(path);
  const config = defaultConfig
    .replace('  witnesses: []\n', `  witnesses:\n    - url: ${witnessUrl}\n      key: ${witnessKey}\n`)
    .replace('  anchors: []\n', '  anchors:\n    - { type: file, path: kept.ndjson }\n');
  writeFileSync(createHome(path).configFile, config, { mode: 0o600 });
};
const metricsOf = async (home: string): Promise<string> => {
  const url = String((await data(['status'], home))['runtimeUrl']);
  const key = readFileSync(join(folder, home, 'data/secrets/agent.key'), 'utf8').trim();
  return await (await fetch(`${url}/metrics`, { headers: { 'x-qore-api-key': key } })).text();
};
interface Report {
  readonly covered?: { readonly size: number };
  readonly witnesses: readonly { readonly failure?: string; readonly alarm?: object }[];
}
const until = async (home: string, isReached: (report: Report, size: number) => boolean): Promise<Report> => {
  for (;;) {
    const { publication, ledger } = await data(['status'], home);
    const { witnesses } = publication as { witnesses: Report };
    if (isReached(witnesses, (ledger as { size: number }).size)) return witnesses;
    await sleep(200);
  }
};

beforeAll(async () => {
  folder = emptyFolder();
  const key = await run(['witness', 'key', '--state', 'w', '--name', 'witness.example/w1'], {
    workingDirectory: folder,
  });
  witnessKey = key.stdout.trim();
  witnessUrl = 'http://127.0.0.1:1';
  await prepare('a');
  await serve('a');
  writeFileSync(join(folder, 'log.vkey'), (await command(['ledger', 'head', '--key'], 'a')).stdout);
  witness = start(['witness', 'serve', '--state', 'w', '--log', 'log.vkey', '--listen', '127.0.0.1:0'], {
    workingDirectory: folder,
  });
  servers.push(witness);
  [, witnessUrl = ''] = await witness.until(/address\s+(http:\S+)/);
}, 120_000);
afterAll(async () => {
  for (const server of servers) server.child.kill('SIGKILL');
  await Promise.all(servers.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

describe('a witnessed installation', () => {
  it('decides while its witness cannot be reached, and says so', { timeout: 120_000 }, async () => {
    await evaluate('a', 'docs/before.md');
    await until('a', ({ witnesses: [first] }) => first?.failure !== undefined);
    const doctor = await command(['doctor', 'ledger.witnesses'], 'a');
    expect(doctor.code).toBe(3);
    expect(doctor.stdout.replaceAll(/\s+/g, ' ')).toContain('no checkpoint has 1 of 1 yet');
    const proof = await command(['ledger', 'proof', '0'], 'a');
    expect(proof.stderr).toContain('cosigned by no witness yet');
    // Never good news by mistake: 0 would read as fresh.
    expect(await metricsOf('a')).toMatch(/^zoqore_witness_quorum_age_seconds \+Inf$/m);
    const server = servers[0];
    server?.child.kill('SIGTERM');
    expect(await server?.ended).toMatchObject({ code: 0 });
  });

  it('has its proofs cosigned, and they verify offline', { timeout: 120_000 }, async () => {
    await prepare('a');
    await serve('a');
    await evaluate('a', 'docs/readme.md');
    await until('a', ({ covered }, size) => covered?.size === size);
    const proof = await command(['ledger', 'proof', '0'], 'a');
    expect(proof.stderr).toMatch(/cosigned by witness\.example\/w1/);
    writeFileSync(join(folder, 'p.tlog-proof'), proof.stdout);
    copyFileSync(join(folder, 'log.vkey'), join(folder, 'trusted.vkey'));
    appendFileSync(join(folder, 'trusted.vkey'), `${witnessKey}\n`);
    const check = ['ledger', 'verify', '--bundle', 'p.tlog-proof', '--key', 'trusted.vkey', '--witnesses'];
    expect(await command([...check, '1'], 'nowhere')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/witness +witness\.example\/w1, 20/),
    });
    // No proof could have two: that is said of the keys, not of the proof.
    expect(await command([...check, '2'], 'nowhere')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('`trusted.vkey` holds 1'),
    });
    const other = await command(['witness', 'key', '--state', 'other-witness'], 'nowhere');
    appendFileSync(join(folder, 'trusted.vkey'), other.stdout);
    expect(await command([...check, '2'], 'nowhere')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('too-few-witnesses'),
    });
    expect(await command(['doctor', 'ledger.witnesses'], 'a')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 check fine'),
    });
    const metrics = await metricsOf('a');
    expect(metrics).toMatch(/^zoqore_witness_quorum_age_seconds \d/m);
    expect(metrics).toMatch(/^zoqore_witness_alarms 0$/m);
    expect(metrics).toMatch(/^zoqore_anchors_failing 0$/m);
    const [kept = ''] = readFileSync(join(folder, 'a/kept.ndjson'), 'utf8').split('\n');
    expect(JSON.parse(kept)).toMatchObject({
      size: expect.any(Number),
      note: expect.stringContaining('zoqore/'),
    });
  });

  it('is found out when a second one runs under its name and key', { timeout: 120_000 }, async () => {
    await prepare('b');
    const [a, b] = ['a', 'b'].map((home) => createHome(join(folder, home)));
    copyFileSync(a?.installationFile ?? '', b?.installationFile ?? '');
    copyFileSync(join(a?.secrets ?? '', 'ledger.key'), join(b?.secrets ?? '', 'ledger.key'));
    const server = await serve('b');
    for (const name of ['x', 'y', 'z']) await evaluate('b', `docs/${name}.md`);
    await until('b', ({ witnesses: [first] }) => first?.alarm !== undefined);
    const doctor = await command(['doctor', 'ledger.witnesses'], 'b');
    expect(doctor.code).toBe(1);
    expect(doctor.stdout.replaceAll(/\s+/g, ' ')).toMatch(/witness\.example\/w1 has cosigned/);
    server.child.kill('SIGTERM');
    expect((await server.ended).stderr).toMatch(/ALARM: witness witness\.example\/w1 has cosigned/);
    // The first one goes on undisturbed.
    expect((await command(['doctor', 'ledger.witnesses'], 'a')).code).toBe(0);
  });
});
