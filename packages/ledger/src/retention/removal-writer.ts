import { sql } from 'drizzle-orm';
import type { CompanionWriter } from '../companion.ts';
import { holdPlacedKind } from './holds.ts';
import { removalKind, type RemovalRow } from './removal-row.ts';

/** Takes the leaves out of the tables that an entry says are removed. */
export function removalWriter(origin: string): CompanionWriter {
  const log = sql`(select id from zoqore_ledger.log where origin = ${origin}::text)`;
  return {
    kind: removalKind,
    // Content that went stays away, whatever a machine lost.
    isRestrictive: true,
    /** A hold that was placed since the plan was made refuses it, and so does a change of the keys that agreed to it. */
    async claim(tx, rows) {
      const seen = Math.min(...rows.map((row) => (row as RemovalRow).seen));
      const placed = await tx.query<{ index: number }>(
        sql`select index from zoqore_ledger.entry
          where log_id = ${log} and (kind = ${holdPlacedKind}::text or kind like 'ledger.key-%')
            and index >= ${seen}::bigint
          order by index desc limit 1`,
      );
      return rows.map((row) =>
        placed.some(({ index }) => index >= (row as RemovalRow).seen) ? { isChangedSince: true } : undefined,
      );
    },
    write: (rows) =>
      rows.map(({ index }) => sql`select zoqore_ledger.remove_leaves(${log}, ${index}::bigint)`),
  };
}
