import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { root } from './toolchain.mjs';

/** Runs a TypeScript file of the workspace with the clone's Node 24 and ends with its exit code. */
export function runSource(file, args) {
  prepare();
  const node = join(root, 'node_modules/.bin/node');
  const { status } = spawnSync(node, [join(root, file), ...args], { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
}
