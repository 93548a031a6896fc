import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPrivateFile, writePrivateFile } from '../src/private-file.ts';
import { createSecrets, readApiKey, readLedgerKey } from '../src/secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qorectl-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = (): string => `zq_${'k'.repeat(43)}`;

describe('createSecrets', () => {
  it('makes three 0600 files once and leaves nothing else behind', () => {
    const before = process.umask(0);
    let made = 0;
    try {
      for (let round = 0; round < 2; round += 1)
        createSecrets(folder, () => `zq_${'k'.repeat(42)}${(made += 1)}`);
    } finally {
      process.umask(before);
    }
    expect(readdirSync(folder).sort()).toEqual(['agent.key', 'host.key', 'ledger.key']);
    for (const name of readdirSync(folder))
      expect((lstatSync(join(folder, name)).mode & 0o777).toString(8)).toBe('600');
    expect(made).toBe(2);
    expect(readLedgerKey(join(folder, 'ledger.key')).asymmetricKeyType).toBe('ed25519');
  });
});

describe('writePrivateFile', () => {
  it('never replaces a file that it was asked to create', () => {
    const path = join(folder, 'x');
    expect(writePrivateFile(path, 'first', 'create')).toBe(true);
    expect(writePrivateFile(path, 'second', 'create')).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('first');
    expect(readdirSync(folder)).toEqual(['x']);
  });

  it('never writes through a link', () => {
    const target = join(folder, 'target');
    writeFileSync(target, 'kept');
    symlinkSync(target, join(folder, 'x'));
    expect(writePrivateFile(join(folder, 'x'), 'new', 'create')).toBe(false);
    writePrivateFile(join(folder, 'x'), 'new', 'replace');
    expect(readFileSync(target, 'utf8')).toBe('kept');
  });
});

describe('readPrivateFile', () => {
  it.each([0o640, 0o604, 0o660, 0o777])('refuses a file of mode %o and says what mends it', (mode) => {
    const path = join(folder, 'x');
    writePrivateFile(path, 'secret', 'create');
    chmodSync(path, mode);
    expect(() => readPrivateFile(path)).toThrow(
      expect.objectContaining({ code: 'SECRET_UNSAFE', hint: `chmod 600 ${path}` }),
    );
  });

  it('refuses links, folders and what is too large', () => {
    writePrivateFile(join(folder, 'large'), 'x'.repeat(100), 'create');
    symlinkSync(join(folder, 'large'), join(folder, 'link'));
    expect(() => readPrivateFile(join(folder, 'link'))).toThrow(
      expect.objectContaining({ code: 'SECRET_UNSAFE' }),
    );
    expect(() => readPrivateFile(join(folder, 'large'), 99)).toThrow(
      expect.objectContaining({ code: 'SECRET_UNSAFE' }),
    );
    expect(() => readPrivateFile(folder)).toThrow(expect.objectContaining({ code: 'SECRET_UNSAFE' }));
  });
});

describe('reading keys', () => {
  it.each(['', ' ', 'short', 'two words here', `${key()}\nmore`])('refuses %j as an API key', (text) => {
    writePrivateFile(join(folder, 'x'), text, 'create');
    expect(() => readApiKey(join(folder, 'x'))).toThrow(expect.objectContaining({ code: 'SECRET_INVALID' }));
  });

  it('accepts a key with its line end, and nothing but Ed25519 for the ledger', () => {
    writePrivateFile(join(folder, 'x'), `${key()}\n`, 'create');
    expect(readApiKey(join(folder, 'x'))).toBe(key());
    expect(() => readLedgerKey(join(folder, 'x'))).toThrow(
      expect.objectContaining({ code: 'SECRET_INVALID' }),
    );
  });
});
