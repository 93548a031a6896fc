import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@zoqore/database';
import { expect, it } from 'vitest';
import { openLedger, type Ledger } from '../src/index.ts';
import { createSqlStore } from '../src/postgres/index.ts';
import { author, newSigner, origin, testKeys } from './keys/test-keys.ts';

/** Entries that follow the receipt. */
const more = process.env['FULL'] === '1' ? 1_000_000 : 4_000;
const source = fileURLToPath(new URL('../src', import.meta.url));
const at = '2026-11-25T03:00:00.000Z';

/** What an auditor runs: nothing here but the verifier, a public key and a receipt. */
const auditor = `
import { readFileSync } from 'node:fs';
import { parseVerifierKey, verifyEntryProof, verifyKeyHistory } from './ledger/verify/index.ts';
const [proof, key, history] = process.argv.slice(2);
const keys = [await parseVerifierKey(readFileSync(key, 'utf8').trim())];
const told = history === undefined ? undefined : await verifyKeyHistory(readFileSync(history, 'utf8'), keys);
const trust = told?.verified ? { keys, history: told.history } : { keys };
const check = await verifyEntryProof(readFileSync(proof, 'utf8'), trust);
process.stdout.write(JSON.stringify(check));
`;

it(
  `a receipt verifies elsewhere, by the public key alone, after ${more} further entries, a rotation, an erasure and a restart`,
  { timeout: 1_800_000 },
  async () => {
    const here = mkdtempSync(join(tmpdir(), 'zoqore-log-'));
    const elsewhere = mkdtempSync(join(tmpdir(), 'zoqore-auditor-'));
    const first = newSigner();
    const signer = testKeys(first);
    const database = await openDatabase({ url: `pglite:${join(here, 'db')}` });
    const open = (): Promise<Ledger> =>
      openLedger({
        store: createSqlStore({ database, durability: 'fsync', journalDirectory: join(here, 'journal') }),
        origin,
        signer,
      });
    const grow = async (ledger: Ledger, count: number): Promise<void> => {
      for (let done = 0; done < count; done += 1024) {
        const batch = Array.from({ length: Math.min(1024, count - done) }, (_, offset) => done + offset);
        await Promise.all(
          batch.map((n) => ledger.append({ kind: 'decision', actor: 'agent', at, body: { n } })),
        );
      }
    };
    const carry = (name: string, text: string): string => {
      const path = join(elsewhere, name);
      writeFileSync(path, text);
      return path;
    };
    try {
      let ledger = await open();
      await grow(ledger, 300);
      const index = 123;
      const receipt = carry('today.tlog-proof', (await ledger.proof(index)) ?? '');
      const key = carry('first.vkey', first.verifierKey);

      await grow(ledger, more);
      const { added } = await ledger.keys.rotate(author);
      const { keys } = await ledger.keys.list();
      await ledger.keys.retire(keys[0]?.id ?? '', author);
      const erased = { from: 100, to: 110 };
      await ledger.retention.remove(
        { actor: 'officer', at },
        { act: 'erase', ranges: [[erased.from, erased.to]], isLeafToo: true, reason: 'asked by its subject' },
      );
      await ledger.close();
      ledger = await open();
      const report = await ledger.verify();
      expect(report).toMatchObject({ verified: true, removals: [{ act: 'erased' }] });
      const later = carry('later.tlog-proof', (await ledger.proof(index)) ?? '');
      const history = carry('log.keys', await ledger.keys.history());
      await ledger.close();
      await database.close();

      mkdirSync(join(elsewhere, 'ledger'));
      cpSync(join(source, 'verify'), join(elsewhere, 'ledger/verify'), { recursive: true });
      cpSync(join(source, 'errors.ts'), join(elsewhere, 'ledger/errors.ts'));
      const program = carry('audit.ts', auditor);
      const audit = (...files: readonly string[]): unknown =>
        JSON.parse(
          execFileSync(process.execPath, [program, ...files], { cwd: elsewhere, env: {} }).toString(),
        );
      expect(audit(receipt, key)).toMatchObject({ verified: true, log: origin, index });
      expect(added).not.toBe(first.verifierKey);
      expect(audit(later, key)).toMatchObject({ verified: false, fault: 'key-unknown' });
      expect(audit(later, key, history)).toMatchObject({ verified: true, log: origin, index });
    } finally {
      await database.close();
      rmSync(here, { recursive: true });
      rmSync(elsewhere, { recursive: true });
    }
  },
);
