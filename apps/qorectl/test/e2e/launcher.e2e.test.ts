import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtEntry } from './build.ts';
import { emptyFolder } from './command-line.ts';

const application = join(import.meta.dirname, '../..');
const launcher = join(application, '../../qorectl');
let folder: string;
beforeAll(() => {
  // What the launcher runs is `dist`; in a clean clone the build has made it before the tests.
  if (!existsSync(join(application, 'dist/cli.js')))
    spawnSync(process.execPath, ['build.mjs'], { cwd: application });
  folder = emptyFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sh = (path: string, ...args: string[]) =>
  spawnSync(path, args, { cwd: folder, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', HOME: folder } });

describe('./qorectl', () => {
  it('runs from any folder and through relative and absolute links', () => {
    symlinkSync(launcher, join(folder, 'absolute'));
    symlinkSync('absolute', join(folder, 'relative'));
    for (const path of [launcher, join(folder, 'absolute'), join(folder, 'relative')]) {
      expect(sh(path, '--version')).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^qorectl \d/),
        stderr: '',
      });
    }
  });

  it('says what is missing in a clone that is not installed, and in one that is not built', () => {
    const clone = join(folder, 'a clone');
    mkdirSync(join(clone, 'node_modules/.bin'), { recursive: true });
    copyFileSync(launcher, join(clone, 'qorectl'));
    expect(sh(join(clone, 'qorectl'), 'status')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/not (installed|built) yet\n.*npm start/),
    });
    writeFileSync(join(clone, 'node_modules/.bin/node'), '#!/bin/sh\n', { mode: 0o755 });
    expect(sh(join(clone, 'qorectl'), 'status')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not built yet'),
    });
  });
});

describe('start-up', () => {
  /** Files that are read before a command runs: what the entry and main import without being asked. */
  function closure(file: string, seen = new Set<string>()): ReadonlySet<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*"(\.[^"]+)"/g))
      closure(join(dirname(file), target), seen);
    return seen;
  }

  it('opens at most 15 files and none of what only some commands need', () => {
    const entry = builtEntry();
    const chunks = join(dirname(entry), 'chunks');
    const main = readdirSync(chunks).find((name) => name.startsWith('main-')) ?? '';
    const opened = new Set([...closure(entry), ...closure(join(chunks, main))]);
    expect(opened.size).toBeGreaterThan(2);
    expect(opened.size).toBeLessThanOrEqual(15);
    for (const file of opened) {
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, 'utf8')).not.toMatch(/from\s*"(?:@zoqore\/|zod|yaml|node:http")/);
    }
  });
});
