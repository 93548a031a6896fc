import type { CompanionWriter, RemovalRow } from '@zoqore/ledger';
import { sql, type SQL } from 'drizzle-orm';
import { companionWriter } from './companion-writer.ts';

/**
 * Destroys what opens the commitments of entries that are erased or pruned, and the question that an approval asked.
 * Where the leaf goes, the rows that repeat it go with it. What takes authority away stays: uses, revocations, halts.
 */
export const erasureWriter: CompanionWriter = companionWriter<RemovalRow>({
  kind: 'erasure',
  // What went stays away, whatever a machine lost.
  isRestrictive: true,
  isWatched: true,
  write: (rows) =>
    rows.flatMap(({ row: { ranges, removed } }) => [
      sql`UPDATE zoqore_runtime.decision SET salt = NULL, intent_digest = NULL, fingerprint = ${erasedDigest}
        WHERE ${isIn(ranges)}`,
      sql`UPDATE zoqore_runtime.outcome SET salt = NULL, result_digest = NULL WHERE ${isIn(ranges)}`,
      // A question that nobody can read any more cannot be answered.
      sql`UPDATE zoqore_runtime.approval SET request = NULL, intent_digest = ${erasedDigest},
        state = CASE WHEN state IN ('pending', 'approved') THEN 'expired' ELSE state END WHERE ${isIn(ranges)}`,
      sql`DELETE FROM zoqore_runtime.decision WHERE ${isIn(removed)}`,
      sql`DELETE FROM zoqore_runtime.approval WHERE ${isIn(removed)}`,
    ]),
});

/** Stands where a digest may not be null; equals none. */
export const erasedDigest = 'erased';

function isIn(ranges: RemovalRow['ranges']): SQL {
  return sql`EXISTS (SELECT FROM json_array_elements(${JSON.stringify(ranges)}::text::json) AS range
    WHERE index >= (range ->> 0)::bigint AND index < (range ->> 1)::bigint)`;
}
