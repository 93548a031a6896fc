import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { openCrashLog } from './crash-log.ts';

const rounds = process.env['FULL'] === '1' ? 20 : 2;
const writer = new URL('./crash-writer.ts', import.meta.url);

it(`loses no acknowledged entry to SIGKILL in ${rounds} rounds`, { timeout: 60_000 * rounds }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zoqore-crash-'));
  const acknowledged: string[] = [];
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFile(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  try {
    for (let round = 0; round < rounds; round += 1) {
      const child = spawn(process.execPath, [
        '--conditions=@zoqore/source',
        writer.pathname,
        folder,
        String(round),
      ]);
      let output = '';
      let errors = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
      const closed = once(child, 'close');
      while (!output.includes('\n') && child.exitCode === null) await sleep(20);
      expect(errors).toBe('');
      const delay = randomInt(50, 600);
      process.stdout.write(`killed after ${delay} ms\n`);
      await sleep(delay);
      child.kill('SIGKILL');
      await closed;
      acknowledged.push(...output.slice(0, output.lastIndexOf('\n')).split('\n'));
    }
    const { database, ledger } = await openCrashLog(folder);
    const { size } = await ledger.head();
    const stored = await database.query<{ idem: string }>(sql`select idem from zoqore_ledger.entry`);
    const idems = new Set(stored.map(({ idem }) => idem));
    expect(acknowledged.length).toBeGreaterThan(rounds);
    expect(acknowledged.filter((idem) => !idems.has(idem))).toEqual([]);
    const rows = await database.query(sql`select 1 from beside`);
    expect(rows).toHaveLength(size);
    expect(await ledger.verify()).toMatchObject({ verified: true, size });
    await ledger.close();
    await database.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
