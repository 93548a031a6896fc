import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, type Database } from '@zoqore/database';
import { openTestDatabase } from '@zoqore/database/testing';
import { sql } from 'drizzle-orm';
import { createSigner, openLedger, type CompanionWriter, type Ledger } from '../src/index.ts';
import { createSqlStore } from '../src/postgres/index.ts';

/** One row beside each entry: a frame that is replayed must bring it too. */
const row: CompanionWriter = {
  kind: 'row',
  isSelfContained: true,
  write: (rows) => {
    const indices = JSON.stringify(rows.map(({ index }) => index));
    return [
      sql`insert into beside select json_array_elements_text(${indices}::text::json)::bigint
        on conflict do nothing`,
    ];
  },
};

/**
 * The log that writers are killed over: in `folder` with its journal, or in the PostgreSQL at `url`. `folder` holds the key.
 */
export const openCrashLog = async (
  folder: string,
  url?: string,
): Promise<{ database: Database; ledger: Ledger }> => {
  const origin = 'zoqore/crash/main';
  const database =
    url === undefined
      ? await openTestDatabase({ directory: join(folder, 'db'), lockTimeoutMs: 5000 })
      : await openDatabase({ url });
  // Several at once may find it missing: only one of them makes it.
  await database
    .query(sql`create table if not exists beside (index bigint primary key)`)
    .catch(() => undefined);
  const ledger = await openLedger({
    store: createSqlStore({
      database,
      durability: 'fsync',
      ...(url === undefined ? { journalDirectory: join(folder, 'journal') } : {}),
    }),
    origin,
    signer: createSigner(origin, createPrivateKey(readFileSync(join(folder, 'key.pem'), 'utf8'))),
    companions: [row],
  });
  return { database, ledger };
};
