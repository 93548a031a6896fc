export { ledgerGrants, readLedgerRole } from './role.ts';
export { createSqlStore } from './sql-store.ts';

export type { LedgerDatabase } from './ledger-database.ts';
export type { LedgerRole } from './role.ts';
export type { SqlStoreOptions } from './sql-store.ts';
