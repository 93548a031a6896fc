import type { LedgerTransaction } from '../companion.ts';

/** What the store needs of a database. Satisfied by `Database` of @zoqore/database. */
export interface LedgerDatabase extends LedgerTransaction {
  /** True when no other process can write. */
  readonly isExclusive: boolean;
  transaction<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>;
  migrate(set: { readonly schema: string; readonly folder: string }): Promise<void>;
}
