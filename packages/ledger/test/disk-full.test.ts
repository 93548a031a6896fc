import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const canUnshare = spawnSync('unshare', ['-Urm', 'true']).status === 0;
if (!canUnshare) process.stdout.write('skipped: disk full, because unshare -Urm is not allowed here\n');

it.skipIf(!canUnshare).each(['guard', 'journal', 'engine'])(
  'answers with an error while the disk is full, and goes on by itself: %s',
  async (where) => {
    const folder = await mkdtemp(join(tmpdir(), 'zoqore-full-'));
    try {
      const script = fileURLToPath(new URL('disk-full-writer.ts', import.meta.url));
      const node = [process.execPath, '--conditions=@zoqore/source', script, folder, where];
      const shell =
        'mount -t tmpfs -o size=140m none "$0" && mkdir "$0/journal" && ' +
        'mount -t tmpfs -o size=4m none "$0/journal" && exec "$@"';
      const { stdout, stderr } = spawnSync('unshare', ['-Urm', 'sh', '-c', shell, folder, ...node], {
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect(stdout.trim(), stderr).toBe(
        JSON.stringify({
          code: 'LEDGER_UNAVAILABLE',
          mentionsDisk: where !== 'engine',
          verified: true,
          isWhole: true,
        }),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
