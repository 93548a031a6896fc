import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openTestDatabase } from '@zoqore/database/testing';
import { openLedger, type Ledger, type SigningKeys } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { ledgerKeyFiles } from '../src/ledger-key-files.ts';

export const origin = 'zoqore/key-crash/main';
export const author = { actor: 'key_host', by: 'host', at: '2026-11-25T10:00:00.000Z' };

export interface KeyCrashLog {
  readonly ledger: Ledger;
  close(): Promise<void>;
}

/** A durable log in a folder, its keys in files; `around` looks at what happens to these. */
export async function openKeyCrashLog(
  folder: string,
  around: (keys: SigningKeys) => SigningKeys = (keys) => keys,
): Promise<KeyCrashLog> {
  const secrets = join(folder, 'secrets');
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  const database = await openTestDatabase({ directory: join(folder, 'db'), lockTimeoutMs: 5000 });
  const ledger = await openLedger({
    store: createSqlStore({ database, durability: 'fsync', journalDirectory: join(folder, 'journal') }),
    origin,
    signer: around(ledgerKeyFiles(secrets, origin)),
  });
  return {
    ledger,
    async close() {
      await ledger.close();
      await database.close();
    },
  };
}
