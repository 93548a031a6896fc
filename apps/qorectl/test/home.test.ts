import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHome, locateHome, openHome } from '../src/home.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qorectl-home-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const root = (): string => join(folder, '.failsafe');
const bits = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);

describe('createHome', () => {
  it('makes every folder 0700, whatever the umask', () => {
    const before = process.umask(0);
    try {
      const home = createHome(root());
      for (const path of [
        home.root,
        home.generation,
        home.config,
        home.policies,
        home.models,
        home.secrets,
        home.run,
        home.logs,
        home.backups,
        home.journal,
      ]) {
        expect(bits(path), path).toBe('700');
      }
    } finally {
      process.umask(before);
    }
  });

  it('links data to the first generation and config into it', () => {
    createHome(root());
    expect(readlinkSync(join(root(), 'data'))).toBe('gen-1');
    expect(readlinkSync(join(root(), 'config'))).toBe('data/config');
  });

  it('may run again and keeps the generation that a restore linked', () => {
    createHome(root());
    mkdirSync(join(root(), 'gen-2'), { mode: 0o700 });
    for (const part of ['config', 'config/policies', 'secrets'])
      mkdirSync(join(root(), 'gen-2', part), { mode: 0o700 });
    unlinkSync(join(root(), 'data'));
    symlinkSync('gen-2', join(root(), 'data'));
    expect(createHome(root()).generation).toBe(join(root(), 'gen-2'));
  });
});

describe('openHome', () => {
  it('says that there is no installation and creates none', () => {
    expect(() => openHome(root())).toThrow(expect.objectContaining({ code: 'HOME_MISSING' }));
    expect(lstatSync(root(), { throwIfNoEntry: false })).toBeUndefined();
  });

  it.each(['.', 'gen-1', 'gen-1/secrets', 'gen-1/config', 'gen-1/config/policies', 'run'])(
    'refuses a home whose %s is open to others, with the command that mends it',
    (part) => {
      createHome(root());
      const path = join(root(), part);
      chmodSync(path, 0o750);
      expect(() => openHome(root())).toThrow(
        expect.objectContaining({ code: 'HOME_UNSAFE', hint: `chmod 700 ${path}` }),
      );
    },
  );

  it('refuses a home that is a link', () => {
    createHome(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), root());
    expect(() => openHome(root())).toThrow(expect.objectContaining({ code: 'HOME_UNSAFE' }));
  });

  it.each(['/etc', '../elsewhere', 'gen-0', 'gen-1/..', 'gen-1 '])('refuses a data link to %j', (target) => {
    createHome(root());
    unlinkSync(join(root(), 'data'));
    symlinkSync(target, join(root(), 'data'));
    expect(() => openHome(root())).toThrow(expect.objectContaining({ code: 'HOME_UNSAFE' }));
  });

  it('refuses a secrets folder that was replaced by a link', () => {
    createHome(root());
    rmSync(join(root(), 'gen-1', 'secrets'), { recursive: true });
    symlinkSync('/tmp', join(root(), 'gen-1', 'secrets'));
    expect(() => openHome(root())).toThrow(expect.objectContaining({ code: 'HOME_UNSAFE' }));
  });

  it.skipIf(process.geteuid?.() !== 0)('refuses a home of another user', async () => {
    const { lchownSync } = await import('node:fs');
    createHome(root());
    lchownSync(root(), 65_534, 65_534);
    expect(() => openHome(root())).toThrow(expect.objectContaining({ code: 'HOME_UNSAFE' }));
  });
});

describe('locateHome', () => {
  const at = (options: {
    flag?: string;
    environment?: Record<string, string>;
    workingDirectory?: string;
  }): string =>
    locateHome({
      flag: options.flag,
      environment: options.environment ?? {},
      workingDirectory: options.workingDirectory ?? folder,
    });

  it('takes the flag before the environment before the launcher before the folders above', () => {
    const environment = { ZOQORE_HOME: '/env', QORECTL_DEFAULT_HOME: '/clone' };
    expect(at({ flag: 'x', environment })).toBe(join(folder, 'x'));
    expect(at({ environment })).toBe('/env');
    expect(at({ environment: { QORECTL_DEFAULT_HOME: '/clone' } })).toBe('/clone');
  });

  it('finds the nearest .failsafe above the working directory', () => {
    mkdirSync(root());
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    expect(at({ workingDirectory: join(folder, 'a', 'b') })).toBe(root());
  });
});
