import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { openDatabase, type Database } from '@zoqore/database';
import { createSigner, openLedger, type Ledger, type LedgerStore } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';

export const origin = 'zoqore/bench/main';
/** One key for all processes of a run: Ed25519 with a seed of zeros, as PKCS #8. */
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32)]),
  format: 'der',
  type: 'pkcs8',
});

export interface OpenLog {
  readonly database: Database;
  readonly store: LedgerStore;
  readonly ledger: Ledger;
  close(): Promise<void>;
}

/** In a folder (PGlite and a journal), or on the PostgreSQL at a URL, whose own fsync counts. */
export async function openLog(where: {
  readonly folder?: string;
  readonly url?: string;
  readonly durability: 'fsync' | 'process';
}): Promise<OpenLog> {
  const { folder = '', durability } = where;
  const database = await openDatabase({ url: where.url ?? `pglite:${join(folder, 'db')}` });
  const journal = where.url === undefined ? { journalDirectory: join(folder, 'journal') } : {};
  const store = createSqlStore({ database, durability, ...journal });
  const ledger = await openLedger({ store, origin, signer: createSigner(origin, privateKey) });
  return {
    database,
    store,
    ledger,
    close: async () => {
      await ledger.close();
      await database.close();
    },
  };
}
