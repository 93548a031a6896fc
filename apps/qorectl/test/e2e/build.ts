import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const application = join(import.meta.dirname, '../..');
let entry: string | undefined;

/**
 * The built command line of exactly these sources, in a folder of its own: test files run side by side, and so may a
 * build of `dist`.
 */
export function builtEntry(): string {
  entry ??= build();
  return entry;
}

function build(): string {
  const builds = join(application, 'node_modules/.cache/e2e');
  const folder = join(builds, digestOfSources());
  const file = join(folder, 'dist/cli.js');
  if (existsSync(file)) return file;
  const draft = `${folder}.${process.pid}`;
  const { status, stderr } = spawnSync(process.execPath, ['build.mjs', join(draft, 'dist')], {
    cwd: application,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`could not build qorectl: ${stderr}`);
  mkdirSync(builds, { recursive: true });
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another test file was quicker with the same sources.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(file)) throw error;
  }
  return file;
}

function digestOfSources(): string {
  const digest = createHash('sha256');
  const sources = readdirSync(join(application, 'src'), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .sort();
  for (const file of [join(application, 'build.mjs'), join(application, 'package.json'), ...sources]) {
    digest.update(`${file}\0`).update(readFileSync(file));
  }
  return digest.digest('hex').slice(0, 16);
}
