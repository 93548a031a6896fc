import type { SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/** Both engines behind one typed drizzle handle. */
export type Drizzle = PgDatabase<PgQueryResultHKT>;

/** Statements that run on one connection. */
export interface Queryable {
  readonly drizzle: Drizzle;
  /** Rows of one statement. Values come as the engine's JSON-compatible types; `bigint` columns as numbers. */
  query<Row>(statement: SQL): Promise<readonly Row[]>;
}

/** The SQL files that a package brings, applied in order, each at most once. */
export interface MigrationSet {
  /** Schema that the package owns; its migrations table lives there too. */
  readonly schema: string;
  /** Folder of drizzle-kit's output: `meta/_journal.json` and one SQL file an entry. */
  readonly folder: string;
}

export interface Database extends Pick<Queryable, 'query'> {
  readonly engine: 'pglite' | 'postgres';
  /** True when no other process can write to this store: an embedded directory under its lock, or memory. */
  readonly isExclusive: boolean;
  /** Directory of an embedded store; undefined in memory and on PostgreSQL. */
  readonly directory: string | undefined;
  /** One question put through drizzle; fails as `query` does. */
  read<T>(question: (drizzle: Drizzle) => PromiseLike<T>): Promise<T>;
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Safe to call from many processes at once. */
  migrate(set: MigrationSet): Promise<void>;
  close(): Promise<void>;
}
