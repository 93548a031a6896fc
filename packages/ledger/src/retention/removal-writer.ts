import { sql } from 'drizzle-orm';
import type { CompanionWriter } from '../companion.ts';
import { holdPlacedKind } from './holds.ts';
import { removalKind, type RemovalRow } from './removal-row.ts';

/** Keeps acts of the ledger in order with holds and keys, and takes the leaves out of the tables that they say are removed. */
export function removalWriter(origin: string): CompanionWriter {
  const log = sql`(select id from zoqore_ledger.log where origin = ${origin}::text)`;
  return {
    kind: removalKind,
    // Content that went stays away, whatever a machine lost.
    isRestrictive: true,
    /** A hold that was placed since the plan was made refuses it, and so does a change of the keys that agreed to it. */
    async claim(tx, rows) {
      const seen = Math.min(...rows.map((row) => (row as RemovalRow).seen));
      const found = await tx.query<{ index: number; kind: string }>(
        sql`select index, kind from zoqore_ledger.entry
          where log_id = ${log} and (kind = ${holdPlacedKind}::text or kind like 'ledger.key-%')
            and index >= ${seen}::bigint`,
      );
      return rows.map((given) => {
        const row = given as RemovalRow;
        const since = found.filter(({ index }) => index >= row.seen);
        if (since.some(({ kind }) => kind !== holdPlacedKind)) return { isKeyChanged: true };
        return row.ranges.length > 0 && since.length > 0 ? { isHeldSince: true } : undefined;
      });
    },
    write: (rows) =>
      rows
        .filter(({ row }) => (row as RemovalRow).removed.length > 0)
        .map(({ index }) => sql`select zoqore_ledger.remove_leaves(${log}, ${index}::bigint)`),
  };
}
