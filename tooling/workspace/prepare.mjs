// Installs and builds what is missing. Runs on the machine's own Node (20 or later).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, install, pnpm, root } from './toolchain.mjs';

const marks = join(root, 'node_modules', '.cache', 'zoqore');

/** Leaves a clone whose `./qorectl` runs; quick when it is one already. Ends the process when it cannot. */
export function prepare() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    console.error(`error: expected Node 20 or later to start from, found ${process.versions.node}`);
    process.exit(1);
  }
  step(
    'installing',
    digestOf(['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']),
    isInstalled,
    install,
  );
  step('building', digestOf(sources()), isBuilt, build);
}

/** Runs a step unless its mark says that it was done for exactly these inputs and what it makes is there. */
function step(name, digest, isDone, work) {
  const mark = join(marks, name);
  if (isDone() && existsSync(mark) && readFileSync(mark, 'utf8') === digest) return;
  console.error(`${name}…`);
  work();
  mkdirSync(marks, { recursive: true });
  writeFileSync(mark, digest);
}

function isInstalled() {
  return existsSync(join(root, 'node_modules', '.modules.yaml'));
}

function isBuilt() {
  return ['apps/qorectl/dist/cli.js', 'packages/runtime/dist/index.js'].every((file) =>
    existsSync(join(root, file)),
  );
}

function build() {
  const { status, error } = spawnSync(
    'npx',
    [
      ...pnpm,
      'exec',
      'turbo',
      'run',
      'build',
      '--filter=@zoqore/qorectl',
      '--output-logs=errors-only',
      '--ui=stream',
    ],
    { cwd: root, env: environment, stdio: ['ignore', 2, 2] },
  );
  if (status === 0) return;
  console.error(`error: could not build: ${error?.message ?? `turbo exited with ${status}`}`);
  process.exit(1);
}

/** Whatever the build reads, in packages and apps. */
function sources() {
  const files = [
    'turbo.json',
    'pnpm-lock.yaml',
    'tooling/tsconfig/base.json',
    'tooling/tsconfig/library.json',
  ];
  for (const group of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, group)).sort()) {
      const folder = join(group, name);
      for (const part of ['package.json', 'tsconfig.json', 'build.mjs', 'src', 'migrations', 'packs'])
        files.push(...walk(join(folder, part)));
    }
  }
  return files;
}

function walk(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => walk(join(path, name)));
}

function digestOf(files) {
  const digest = createHash('sha256');
  for (const file of files) {
    const full = join(root, file);
    digest
      .update(`${file}\0`)
      .update(existsSync(full) ? readFileSync(full) : '')
      .update('\0');
  }
  return digest.digest('hex');
}
