import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';
import { createSigner, openLedger, parseVerifierKey, verifyNote } from '@zoqore/ledger';
import type { Ledger } from '@zoqore/ledger';
import { createMemoryStore } from '@zoqore/ledger/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandSchemas } from '../../src/schemas/commands.ts';
import { failureSchema, successSchema } from '../../src/schemas/envelope.ts';
import { document, emptyFolder, run, start, type Running } from './command-line.ts';

const origin = 'zoqore/e2e/main';
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const begin = async (...names: readonly string[]): Promise<Ledger> => {
  const ledger = await openLedger({ store: createMemoryStore(), origin, signer });
  for (const name of names) {
    await ledger.append({ kind: 'k', actor: 'a', at: '2026-11-25T16:00:00.000Z', body: { name } });
  }
  return ledger;
};
const bodyOf = async (ledger: Ledger, from: number): Promise<string> => {
  const checkpoint = await ledger.publishCheckpoint();
  const path = from === 0 ? [] : (await ledger.consistency(from, checkpoint?.size ?? 0)).path;
  const lines = path.map((hash) => `${Buffer.from(hash, 'hex').toString('base64')}\n`);
  return `old ${from}\n${lines.join('')}\n${checkpoint?.note ?? ''}`;
};

let folder: string;
let witness: Running;
let url: string;
const serve = async (): Promise<void> => {
  witness = start(['witness', 'serve', '--state', 'w', '--log', 'log.vkey', '--listen', '127.0.0.1:0'], {
    workingDirectory: folder,
  });
  [, url = ''] = await witness.until(/address\s+(http:\S+)/);
};
const post = async (
  body: string | Buffer,
): Promise<{ status: number; type: string | null; text: string }> => {
  const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};

beforeAll(async () => {
  folder = emptyFolder();
  writeFileSync(join(folder, 'log.vkey'), `# of the test\n\n${signer.verifierKey}\n`);
  await serve();
});
afterAll(async () => {
  witness.child.kill('SIGKILL');
  await witness.ended;
  rmSync(folder, { recursive: true, force: true });
});

describe('qorectl witness', () => {
  it('cosigns over HTTP with the key that it prints, and no fork', async () => {
    const ledger = await begin('a', 'b', 'c');
    const ended = await run(['witness', 'key', '--state', 'w', '--json'], { workingDirectory: folder });
    const { data } = successSchema(commandSchemas['witness key'] ?? failureSchema).parse(document(ended));
    const { key } = data as { key: string };
    const first = await post(await bodyOf(ledger, 0));
    expect(first).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' });
    const note = `${(await ledger.checkpoint())?.note}${first.text}`;
    expect((await verifyNote(note, [await parseVerifierKey(key)])).verifiedBy).toHaveLength(1);
    await ledger.append({ kind: 'k', actor: 'a', at: '2026-11-25T16:00:00.000Z', body: {} });
    expect(await post(await bodyOf(ledger, 3))).toMatchObject({ status: 200 });
    expect(await post(await bodyOf(ledger, 3))).toEqual({
      status: 409,
      type: 'text/x.tlog.size',
      text: '4\n',
    });
    expect(await post(await bodyOf(await begin('a', 'b', 'c', 'X'), 0))).toMatchObject({
      status: 409,
      text: '4\n',
    });
    const [cases = ''] = readdirSync(join(folder, 'w/evidence'));
    expect(readdirSync(join(folder, 'w/evidence', cases))).toEqual([expect.stringMatching(/^fork-4-/)]);
  });

  it('keeps its secrets to itself', () => {
    expect(statSync(join(folder, 'w')).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(join(folder, 'w'), { recursive: true, withFileTypes: true })) {
      expect(statSync(join(file.parentPath, file.name)).mode & 0o077).toBe(0);
    }
  });

  it('answers what is not a request, however large', async () => {
    expect(await fetch(`${url}/`)).toMatchObject({ status: 404 });
    expect(await fetch(`${url}/add-checkpoint`)).toMatchObject({ status: 405 });
    expect(await post('')).toMatchObject({ status: 400 });
    expect(await post(Buffer.alloc(65_536, 0xff))).toMatchObject({ status: 400 });
    expect(await post(Buffer.alloc(65_537, 0x61))).toMatchObject({ status: 413 });
    // Without a length: it is cut off while it comes in.
    const endless = await new Promise<number | string>((resolve) => {
      const sent = request(`${url}/add-checkpoint`, { method: 'POST' }, (answer) => {
        resolve(answer.statusCode ?? 0);
        sent.destroy();
      });
      sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      const more = (): void => void sent.write(Buffer.alloc(16_384, 0x61), (error) => error ?? more());
      more();
    });
    expect([413, 'ECONNRESET', 'EPIPE']).toContain(endless);
    expect(await post(await bodyOf(await begin('a'), 0))).toMatchObject({ status: 409 });
  });

  it('lets no second one on its folder, and holds to what it cosigned when it is killed', async () => {
    const second = await run(
      ['witness', 'serve', '--state', 'w', '--log', 'log.vkey', '--listen', '127.0.0.1:0', '--json'],
      { workingDirectory: folder },
    );
    expect(second.code).toBe(75);
    expect(failureSchema.parse(document(second)).error).toMatchObject({
      name: 'DATABASE_LOCKED',
      message: expect.stringContaining('the state of a witness'),
    });
    witness.child.kill('SIGKILL');
    await witness.ended;
    await serve();
    expect(await post(await bodyOf(await begin('X'), 0))).toMatchObject({ status: 409, text: '4\n' });
  });

  it('drains on SIGTERM and tells what it did', async () => {
    await post(await bodyOf(await begin('a', 'b', 'c', 'Y'), 0));
    witness.child.kill('SIGTERM');
    const ended = await witness.ended;
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/FORK: two signed roots at size 4 of zoqore\/e2e\/main; both kept in /);
    await serve();
  });

  it('refuses what it cannot run with', async () => {
    writeFileSync(join(folder, 'empty.vkey'), '# nobody\n');
    mkdirSync(join(folder, 'open'), { recursive: true, mode: 0o755 });
    const cases = [
      [['--state', 'w', '--name', 'another', '--log', 'log.vkey'], 2, 'USAGE_INVALID'],
      [['--state', 'n1', '--name', 'a b', '--log', 'log.vkey'], 2, 'USAGE_INVALID'],
      [['--state', 'n2', '--log', 'empty.vkey'], 2, 'INPUT_INVALID'],
      [['--state', 'n3', '--log', 'none.vkey'], 2, 'INPUT_INVALID'],
      [['--state', 'n4', '--log', 'log.vkey', '--listen', '7780'], 2, 'USAGE_INVALID'],
      [['--state', 'open', '--log', 'log.vkey'], 6, 'HOME_UNSAFE'],
      [['--state', 'n5'], 2, 'USAGE_INVALID'],
    ] as const;
    const ended = await Promise.all(
      cases.map(([args]) => run(['witness', 'serve', ...args, '--json'], { workingDirectory: folder })),
    );
    expect(ended.map((one) => [one.code, failureSchema.parse(document(one)).error.name])).toEqual(
      cases.map(([, code, name]) => [code, name]),
    );
  });

  it('refuses a key file that is damaged', async () => {
    mkdirSync(join(folder, 'd'), { mode: 0o700 });
    const good = JSON.parse(readFileSync(join(folder, 'w/witness.key'), 'utf8')) as object;
    for (const text of ['', '{}', JSON.stringify({ ...good, privateKey: 'x' })]) {
      writeFileSync(join(folder, 'd/witness.key'), text, { mode: 0o600 });
      expect(await run(['witness', 'key', '--state', 'd'], { workingDirectory: folder })).toMatchObject({
        code: 7,
      });
    }
  });
});
