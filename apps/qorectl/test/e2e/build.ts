import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Once for all files: what is tested is the built command line. */
export function setup(): void {
  const application = join(import.meta.dirname, '../..');
  const { status, stderr } = spawnSync(process.execPath, ['build.mjs'], {
    cwd: application,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`could not build qorectl: ${stderr}`);
}
