import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerKeyFiles } from '../src/ledger-key-files.ts';
import { createSecrets, writeLedgerKey } from '../src/secrets.ts';
import { author, openKeyCrashLog, origin } from './key-crash-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qorectl-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const newKey = () => generateKeyPairSync('ed25519').privateKey;

describe('the private keys of the ledger in files', () => {
  it('are made 0600, found with the first one first, and removed', async () => {
    writeLedgerKey(join(folder, 'ledger.key'), newKey());
    const keys = ledgerKeyFiles(folder, origin);
    const [first] = await keys.load();
    const made = await keys.create();
    const name = `ledger-${Buffer.from(made.keyId).toString('hex')}.key`;
    expect(readdirSync(folder).sort()).toEqual([name, 'ledger.key'].sort());
    expect((lstatSync(join(folder, name)).mode & 0o777).toString(8)).toBe('600');
    expect((await keys.load()).map(({ verifierKey }) => verifierKey)).toEqual([
      first?.verifierKey,
      made.verifierKey,
    ]);
    if (first !== undefined) await keys.destroy(first);
    expect(readdirSync(folder)).toEqual([name]);
    // A first start is over: the first key is not made again.
    createSecrets(folder, () => `zq_${'k'.repeat(43)}`);
    expect(readdirSync(folder)).not.toContain('ledger.key');
  });

  it('are refused when others can read one', async () => {
    writeLedgerKey(join(folder, 'ledger-0a1b2c3d.key'), newKey());
    chmodSync(join(folder, 'ledger-0a1b2c3d.key'), 0o640);
    await expect(ledgerKeyFiles(folder, origin).load()).rejects.toMatchObject({ code: 'SECRET_UNSAFE' });
  });
});

describe('a process that is killed', { timeout: 120_000 }, () => {
  const writer = new URL('./key-crash-writer.ts', import.meta.url).pathname;
  const dieAt = async (act: string, step: string): Promise<void> => {
    const child = spawn(process.execPath, ['--conditions=@zoqore/source', writer, folder, act, step]);
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    expect([signal, errors]).toEqual(['SIGKILL', '']);
  };
  /** What holds whatever happened: no recorded key is lost, none that is not recorded has signed, and work goes on. */
  const look = async (): Promise<{ states: readonly string[]; unrecorded: number; files: number }> => {
    const log = await openKeyCrashLog(folder);
    const report = await log.ledger.keys.list();
    expect(report.fault).toBeUndefined();
    for (const { state, isHere } of report.keys) expect(isHere).toBe(state === 'valid');
    await log.ledger.append({ kind: 'k', actor: 'a', at: author.at, body: {} });
    expect(await log.ledger.publishCheckpoint()).toBeDefined();
    expect(await log.ledger.verify()).toMatchObject({ verified: true });
    await log.close();
    return {
      states: report.keys.map(({ state }) => state),
      unrecorded: report.unrecorded.length,
      files: readdirSync(join(folder, 'secrets')).length,
    };
  };

  it('at any step of a change of keys leaves a log that goes on', async () => {
    mkdirSync(join(folder, 'secrets'), { mode: 0o700 });
    writeLedgerKey(join(folder, 'secrets', 'ledger.key'), newKey());
    await dieAt('rotate', 'before the file');
    await dieAt('rotate', 'behind the file');
    // The key signs nothing, and the next rotation takes it instead of making another.
    expect(await look()).toEqual({ states: ['valid'], unrecorded: 1, files: 2 });
    await dieAt('rotate', 'behind the entry');
    await dieAt('retire', 'behind the entry');
    // The next start has removed it.
    expect(await look()).toEqual({ states: ['retired', 'valid'], unrecorded: 0, files: 1 });
    // A revocation that makes a key first, in front of its own entry; then the same once more.
    await dieAt('revoke', 'behind the entry');
    await dieAt('revoke', 'before the removal');
    expect(await look()).toEqual({ states: ['retired', 'revoked', 'valid'], unrecorded: 0, files: 1 });
  });
});
