import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failureSchema, successSchema } from '../../src/schemas/envelope.ts';
import { commandSchemas } from '../../src/schemas/commands.ts';
import { document, emptyFolder, type Ended, placeStore, run, type Running, start } from './command-line.ts';

let folder: string;
let home: string;
let server: Running;
const serve = async (): Promise<void> => {
  server = start(['serve', '--port', '0', '--gateway-port', '0'], { workingDirectory: folder });
  await server.until(/Ctrl-C/);
};
beforeAll(async () => {
  folder = emptyFolder();
  home = join(folder, '.failsafe');
  await placeStore(home);
  await serve();
});
afterAll(async () => {
  server.child.kill('SIGKILL');
  await server.ended;
  rmSync(folder, { recursive: true, force: true });
});

const command = (...args: readonly string[]): Promise<Ended> => run(args, { workingDirectory: folder });
/** `data` of `qorectl ledger keys …`, as its schema has it. */
const keys = async (verb: string, ...args: readonly string[]): Promise<Record<string, unknown>> => {
  const ended = await command('ledger', 'keys', verb, ...args, '--json');
  expect([ended.code, ended.stderr]).toEqual([0, '']);
  const schema = commandSchemas[`ledger keys ${verb}`] ?? failureSchema;
  return successSchema(schema).parse(document(ended)).data as Record<string, unknown>;
};
const save = async (name: string, ...args: readonly string[]): Promise<string> => {
  const ended = await command(...args);
  expect(ended.code).toBe(0);
  writeFileSync(join(folder, name), ended.stdout);
  return join(folder, name);
};
const keyFiles = (): readonly string[] =>
  readdirSync(join(home, 'data/secrets')).filter((name) => name.startsWith('ledger'));

it('rotates, retires and revokes the key of a record, and its first key checks receipts of every time', async () => {
  const first = await save('first.vkey', 'ledger', 'head', '--key');
  const before = await save('before.tlog-proof', 'ledger', 'proof', '0');

  const since = await command('ledger', 'verify', '--since', 'kept.txt');
  expect([since.code, since.stderr]).toEqual([0, expect.stringContaining('verifying')]);

  const [only] = (await keys('list'))['keys'] as { id: string }[];
  expect(await command('ledger', 'keys', 'retire', only?.id ?? '')).toMatchObject({
    code: 6,
    stderr: expect.stringMatching(/only valid key[^]*→ qorectl ledger keys rotate/),
  });

  const asked = await command('ledger', 'keys', 'rotate');
  expect(asked).toMatchObject({ code: 6, stdout: '', stderr: expect.stringContaining('--yes') });
  expect(keyFiles()).toEqual(['ledger.key']);

  const rotated = await keys('rotate', '--yes');
  expect(keyFiles()).toEqual([`ledger-${String(rotated['added'])}.key`, 'ledger.key']);
  const { index } = rotated['receipt'] as { index: number };
  const during = await save('during.tlog-proof', 'ledger', 'proof', String(index));
  expect((await command('ledger', 'head', '--key')).stdout.trim().split('\n')).toHaveLength(2);
  expect((await command('ledger', 'keys')).stdout).toMatch(/^KEY +STATE[^]*first key[^]*by host/);
  expect(await command('ledger', 'keys', 'rotate', '--yes')).toMatchObject({
    code: 6,
    stderr: expect.stringContaining('retire'),
  });

  // While both keys sign, a copy says who may have signed it, and checks with any one of them.
  for (const [verb, ...args] of [
    ['archive', '--out', 'overlap'],
    ['export', '--out', 'overlap.bundle'],
    ['export', '--format', 'tiles', '--out', 'overlap.tiles'],
  ] as const) {
    const made = await command('ledger', verb, ...args);
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('writing entries')]);
  }
  for (const kept of ['overlap/log.vkey', 'overlap.tiles/log.vkey']) {
    expect(readFileSync(join(folder, kept), 'utf8').trim().split('\n')).toHaveLength(2);
  }

  const [old] = (await keys('list'))['keys'] as { id: string }[];
  const retired = await keys('retire', old?.id.slice(0, 4) ?? '', '--yes');
  expect(keyFiles()).toEqual([`ledger-${String(rotated['added'])}.key`]);
  const last = (retired['receipt'] as { index: number }).index;
  const after = await save('after.tlog-proof', 'ledger', 'proof', String(last));
  const history = await save('log.keys', 'ledger', 'keys', 'export');

  // Signed by a key that has ended, and by no other.
  expect((await command('ledger', 'verify', '--since', 'kept.txt')).code).toBe(0);

  const away = ['--home', join(folder, 'nothing-here')];
  const check = (proof: string, ...more: readonly string[]): Promise<Ended> =>
    command('ledger', 'verify', '--bundle', proof, '--key', first, ...more, ...away);
  expect((await check(before)).code).toBe(0);
  expect((await check(during)).code).toBe(0);
  expect((await check(join(folder, 'overlap.bundle'))).code).toBe(0);
  expect((await check(join(folder, 'overlap/entries.bundle'))).code).toBe(0);
  expect(await check(after)).toMatchObject({
    code: 7,
    stderr: expect.stringMatching(/key-unknown[^]*--keys/),
  });
  for (const proof of [before, during, after])
    expect((await check(proof, '--keys', history)).stdout).toMatch(/^verified/);

  const reach = ['--reason', 'a copy turned up', '--from', String(last + 1)];
  const revoked = await keys('revoke', String(rotated['added']), ...reach, '--yes');
  expect(keyFiles()).toEqual([`ledger-${String(revoked['added'])}.key`]);
  const newer = await save('newer.keys', 'ledger', 'keys', 'export');
  // What it alone signed is refused by whoever knows; the same entry has a new receipt.
  expect((await check(after, '--keys', history)).code).toBe(0);
  expect(await check(after, '--keys', newer)).toMatchObject({
    code: 7,
    stderr: expect.stringContaining('key-revoked'),
  });
  const again = await save('again.tlog-proof', 'ledger', 'proof', String(last));
  expect((await check(again, '--keys', newer)).code).toBe(0);
  expect((await check(before, '--keys', newer)).code).toBe(0);
  writeFileSync(newer, 'zoqore.dev/ledger-key-history@v1\n');
  expect((await check(again, '--keys', newer)).code).toBe(7);

  // As it was after the machine had gone, and with the store opened by the command itself.
  server.child.kill('SIGKILL');
  await server.ended;
  expect((await command('ledger', 'verify')).code).toBe(0);
  expect(await command('doctor', 'ledger.keys')).toMatchObject({ code: 0 });
  writeFileSync(join(home, 'data/secrets/.0a.partial'), '', { mode: 0o600 });
  expect(await command('doctor', 'ledger.keys')).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/ledger\.keys[^]*\.partial[^]*rm /),
  });
}, 180_000);

it('says which commands there are', async () => {
  expect(await command('ledger', 'keys', '--help')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/qorectl ledger keys COMMAND[^]*ledger keys revoke/),
  });
  expect(await command('ledger', 'keys', 'rotat')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('qorectl ledger keys rotate'),
  });
  expect((await command('help', 'ledger', 'keys')).code).toBe(0);
  expect(await command('ledger', 'keys', 'revoke', 'abcd1234')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('reason'),
  });
});
