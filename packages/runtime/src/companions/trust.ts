import type { CompanionWriter, JsonObject } from '@zoqore/ledger';
import { sql } from 'drizzle-orm';
import { companionWriter } from './companion-writer.ts';

/** What an admin does to an actor's trust; `event` lacks the index, which the entry gives. */
export interface TrustResetRow extends JsonObject {
  readonly id: string;
  readonly trustAtStart: number;
  readonly event: JsonObject;
}

export const trustResetWriter: CompanionWriter = companionWriter<TrustResetRow>({
  kind: 'trust-reset',
  isWatched: true,
  write: (rows) =>
    rows.map(
      ({ index, row }) => sql`
        INSERT INTO zoqore_runtime.actor (id, kind, roles, trust, verified_outcomes, last_move)
        VALUES (${row.id}, 'agent', '[]', ${row.trustAtStart}, 0, ${JSON.stringify({ ...row.event, index })})
        ON CONFLICT (id) DO UPDATE
        SET trust = excluded.trust, verified_outcomes = 0, since = NULL, last_move = excluded.last_move`,
    ),
});

export interface TrustCapRow extends TrustResetRow {
  readonly cap: number | null;
}

export const trustCapWriter: CompanionWriter = companionWriter<TrustCapRow>({
  kind: 'trust-cap',
  isWatched: true,
  // The lost one may have been the lower.
  isRestrictive: true,
  write: (rows) =>
    rows.map(
      ({ index, row }) => sql`
        INSERT INTO zoqore_runtime.actor (id, kind, roles, trust, verified_outcomes, trust_cap, last_move)
        VALUES (${row.id}, 'agent', '[]', ${row.trustAtStart}, 0, ${row.cap}, ${JSON.stringify({ ...row.event, index })})
        ON CONFLICT (id) DO UPDATE SET trust_cap = excluded.trust_cap, last_move = excluded.last_move`,
    ),
});
