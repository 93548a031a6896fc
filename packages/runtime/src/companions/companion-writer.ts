import type { CompanionRow, CompanionWriter, JsonObject, LedgerTransaction } from '@zoqore/ledger';
import { sql, type SQL } from 'drizzle-orm';

interface WriterSpec<Row extends JsonObject> {
  readonly kind: CompanionWriter['kind'];
  readonly isRestrictive?: boolean;
  readonly isSelfContained?: boolean;
  /** Its rows are part of the view: other processes are told by the revision that they watch. */
  readonly isWatched: boolean;
  readonly claim?: (
    tx: LedgerTransaction,
    rows: readonly Row[],
  ) => Promise<readonly (JsonObject | undefined)[]>;
  readonly forgotten?: (row: Row, entry: { readonly isLeafGone: boolean }) => Row | undefined;
  readonly write: (rows: readonly (CompanionRow & { readonly row: Row })[]) => readonly SQL[];
}

/** A companion writer whose rows have one type. Rows reach a writer only from the operation that names its kind. */
export function companionWriter<Row extends JsonObject>(spec: WriterSpec<Row>): CompanionWriter {
  const { claim, forgotten } = spec;
  return {
    kind: spec.kind,
    ...(spec.isRestrictive === undefined ? {} : { isRestrictive: spec.isRestrictive }),
    ...(spec.isSelfContained === undefined ? {} : { isSelfContained: spec.isSelfContained }),
    ...(claim === undefined ? {} : { claim: (tx, rows) => claim(tx, rows as readonly Row[]) }),
    ...(forgotten === undefined ? {} : { forgotten: (row, entry) => forgotten(row as Row, entry) }),
    write: (rows) => [
      ...spec.write(rows as readonly (CompanionRow & { readonly row: Row })[]),
      ...(spec.isWatched ? [sql`UPDATE zoqore_runtime.revision SET value = value + 1`] : []),
    ],
  };
}

/** Rows as the one JSON parameter of `json_to_recordset`. */
export function recordset(rows: readonly CompanionRow[]): string {
  return JSON.stringify(rows.map(({ index, row }) => ({ ...row, index })));
}
