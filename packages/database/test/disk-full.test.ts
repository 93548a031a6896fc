import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const canUnshare = spawnSync('unshare', ['-Urm', 'true']).status === 0;
if (!canUnshare) process.stdout.write('skipped: disk full, because unshare -Urm is not allowed here\n');

it.skipIf(!canUnshare)('stops when the disk is full and goes on by itself when there is room', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zoqore-full-'));
  const script = `
    import { rmSync, writeFileSync } from 'node:fs';
    import { sql } from ${JSON.stringify(import.meta.resolve('drizzle-orm'))};
    import { openTestDatabase } from ${JSON.stringify(new URL('../src/testing/index.ts', import.meta.url).href)};
    const folder = process.argv[1];
    const ballast = folder + '/ballast';
    const db = await openTestDatabase({ directory: folder + '/db' });
    await db.query(sql\`create table big (v text)\`);
    writeFileSync(ballast, Buffer.alloc(60e6));
    let stored = 0;
    let failure;
    while (failure === undefined) {
      try {
        await db.query(sql\`insert into big select repeat('x', 1000) from generate_series(1, 500)\`);
        stored += 500;
      } catch (error) { failure = error.code; }
    }
    const again = await db.query(sql\`insert into big select repeat('x', 1000) from generate_series(1, 9000)\`).catch((e) => e.code);
    rmSync(ballast);
    const [row] = await db.query(sql\`select count(*) as count from big\`);
    await db.query(sql\`insert into big values ('after')\`);
    await db.close();
    console.log(JSON.stringify({ failure, again, isWhole: row.count === stored }));`;
  try {
    const { stdout, stderr } = spawnSync(
      'unshare',
      [
        '-Urm',
        'sh',
        '-c',
        'mount -t tmpfs -o size=150m none "$0" && exec "$@"',
        folder,
        process.execPath,
        '--conditions=@zoqore/source',
        '--input-type=module',
        '-e',
        script,
        folder,
      ],
      { encoding: 'utf8', timeout: 60_000 },
    );
    expect(stdout.trim(), stderr).toBe(
      JSON.stringify({ failure: 'DATABASE_UNAVAILABLE', again: 'DATABASE_UNAVAILABLE', isWhole: true }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
