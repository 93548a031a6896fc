import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '@zoqore/database';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureSchema } from '../../src/schemas/envelope.ts';
import { document, emptyFolder, placeStore, run, start } from './command-line.ts';

let folder: string;
let home: string;
beforeAll(async () => {
  folder = emptyFolder();
  home = join(folder, '.failsafe');
  await placeStore(home);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const command = (args: readonly string[]) => run(args, { workingDirectory: folder });

describe('an installation by the names of the predecessor', () => {
  it('reads QORE_API_HOST, QORE_API_PORT and QORE_API_KEY and says so', async () => {
    const key = 'the-old-key-of-the-operator';
    const server = start(['serve', '--gateway-port', '0'], {
      workingDirectory: folder,
      environment: { QORE_API_HOST: '127.0.0.1', QORE_API_PORT: '0', QORE_API_KEY: key },
    });
    const [, url = ''] = await server.until(/runtime +(http:\S+)[^]*Ctrl-C/);
    const response = await fetch(`${url}/policy/version`, { headers: { 'x-qore-api-key': key } });
    expect(response.status).toBe(200);
    for (let i = 0; i < 3; i += 1) {
      const asked = await fetch(`${url}/evaluate`, {
        method: 'POST',
        headers: { 'x-qore-api-key': key, 'content-type': 'application/json' },
        body: JSON.stringify({
          requestId: `r${i}`,
          actorId: 'a',
          action: 'read',
          targetPath: `docs/${i}.md`,
        }),
      });
      expect(asked.status).toBe(200);
    }
    server.child.kill('SIGTERM');
    const ended = await server.ended;
    expect(ended.code).toBe(0);
    for (const name of ['QORE_API_HOST', 'QORE_API_PORT', 'QORE_API_KEY'])
      expect(ended.stderr).toContain(`warning: ${name} is still read`);
    expect(ended.stdout + ended.stderr).not.toContain(key);
  });
});

describe('a record that was altered', () => {
  it('is refused with exit code 7 that names the entry', { timeout: 180_000 }, async () => {
    expect((await command(['ledger', 'verify'])).code).toBe(0);
    // A checkpoint that an auditor keeps: made at first, then the record is found to begin with it.
    const since = ['ledger', 'verify', '--since', 'kept.txt'];
    const [first, second] = [await command(since), await command(since)];
    expect([first.code, second.code]).toEqual([0, 0]);
    const kept = readFileSync(join(folder, 'kept.txt'), 'utf8');
    expect(kept).toMatch(/^zoqore\/[^\n]+\n\d+\n/);
    writeFileSync(join(folder, 'kept.txt'), kept.replace(/\n\d+\n/, '\n1\n'));
    const forged = await command(since);
    expect(forged.code).not.toBe(0);
    expect(forged.stdout).toBe('');
    writeFileSync(join(folder, 'kept.txt'), kept);
    const database = await openDatabase({ url: `pglite:${join(home, 'data/db')}` });
    await database.query(sql`alter table zoqore_ledger.entry disable trigger all`);
    await database.query(sql`update zoqore_ledger.entry set actor = 'someone-else' where index = 4`);
    await database.query(sql`alter table zoqore_ledger.entry enable trigger all`);
    await database.close();
    const [text, json] = [await command(['ledger', 'verify']), await command(['ledger', 'verify', '--json'])];
    expect(await command(since)).toMatchObject({ code: 7, stdout: '' });
    expect(text).toMatchObject({ code: 7, stdout: '', stderr: expect.stringContaining('QORE-E-0503') });
    expect(json.code).toBe(7);
    expect(failureSchema.parse(document(json)).error).toMatchObject({
      name: 'LEDGER_ALTERED',
      details: { index: 4 },
    });
    const doctor = await command(['doctor', 'ledger.chain']);
    expect(doctor).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^1 problem[^]*✗ ledger\.chain +entry 4/),
    });
  });
});

describe('a store that is taken away under a server', () => {
  it('is told, and the server ends all the same', async () => {
    const server = start(['serve', '--port', '0', '--gateway-port', '0'], { workingDirectory: folder });
    await server.until(/Ctrl-C/);
    rmSync(home, { recursive: true, force: true });
    server.child.kill('SIGTERM');
    const ended = await server.ended;
    expect(ended.signal).toBeNull();
    expect(ended.stderr).toContain('stopping');
  });
});
