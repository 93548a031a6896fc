import type { SQL } from 'drizzle-orm';
import type { JsonObject } from './model.ts';

/** Statements inside the transaction of a batch. Satisfied by the `Queryable` of @zoqore/database. */
export interface LedgerTransaction {
  query<Row>(statement: SQL): Promise<readonly Row[]>;
}

/** A row whose entry stands. */
export interface CompanionRow {
  readonly index: number;
  /** Hex. */
  readonly leafHash: string;
  readonly row: JsonObject;
}

/**
 * Writes rows that belong to entries, in the transaction of those entries. The ledger does not know what they mean.
 */
export interface CompanionWriter {
  readonly kind: string;
  /** Its rows take authority away (a revocation, a used approval): after a machine failed they are written again. */
  readonly isRestrictive?: boolean;
  /**
   * Each of its statements only inserts, updates or deletes, reads nothing that a batch writes, touches no row that
   * another statement of a batch touches, and cannot fail on rows of the right types. They then run within the one
   * statement that inserts the entries, and the entries may be acknowledged as soon as the journal has them.
   */
  readonly isSelfContained?: boolean;
  /**
   * Called once a batch, while nobody else can extend the log, with the rows of all its entries in batch order. An object
   * refuses the entry of that row. Earlier rows of the same call count as written: of two that exclude each other
   * the later one is to be refused.
   */
  claim?(tx: LedgerTransaction, rows: readonly JsonObject[]): Promise<readonly (JsonObject | undefined)[]>;
  /**
   * A row without what an erasure or a pruning of its entry must destroy, or nothing: that stands in the journal from
   * then on, and must still write what no erasure takes back (a revocation, a use). Absent: rows of this kind stay as
   * they are.
   */
  forgotten?(row: JsonObject, entry: { readonly isLeafGone: boolean }): JsonObject | undefined;
  /**
   * The statements that write the rows, in the order in which they run. Must be repeatable: a row that already
   * stands is written again when a journal is replayed.
   */
  write(rows: readonly CompanionRow[]): readonly SQL[];
}
