import type { CompanionWriter, JsonObject } from '@zoqore/ledger';
import { sql } from 'drizzle-orm';
import type { RecentDecisions } from '../pipeline/recent-decisions.ts';
import { joinMoves } from '../standing/trust.ts';
import type { OutcomeStatus, TrustEvent } from '../standing/trust.ts';
import { companionWriter, recordset } from './companion-writer.ts';

export interface OutcomeRow extends JsonObject {
  readonly decisionId: string;
  readonly status: OutcomeStatus;
  readonly isVerified: boolean;
  readonly actorId: string;
  readonly trustChange: number;
  readonly trustAtStart: number;
  readonly at: number;
  readonly resultDigest: string | null;
  /** Of the entry's commitment, hex; null without a result. */
  readonly salt: string | null;
}

/**
 * One outcome for each decision; the actor's trust moves with it, by addition, so that no process loses another's.
 * `recent`, where only this process decides, spares the look for an earlier outcome.
 */
export function createOutcomeWriter(recent: RecentDecisions | undefined): CompanionWriter {
  return companionWriter<OutcomeRow>({
    kind: 'outcome',
    isWatched: true,
    isSelfContained: true,

    async claim(tx, rows) {
      const doubtful = rows.map((row) => row.decisionId).filter((id) => recent?.takeOutcome(id) !== true);
      const found =
        doubtful.length === 0
          ? []
          : await tx.query<{ decision_id: string }>(sql`
              SELECT found.decision_id
              FROM json_array_elements_text(${JSON.stringify(doubtful)}::text::json) AS wanted(id)
              CROSS JOIN LATERAL (
                SELECT decision_id FROM zoqore_runtime.outcome WHERE outcome.decision_id = wanted.id LIMIT 1
              ) AS found`);
      const taken = new Set(found.map((row) => row.decision_id));
      return rows.map(({ decisionId }) => {
        if (taken.has(decisionId)) return { decisionId };
        taken.add(decisionId);
        return undefined;
      });
    },

    forgotten: (row) => ({ ...row, resultDigest: null, salt: null }),

    write: (rows) => [
      sql`
        INSERT INTO zoqore_runtime.outcome (decision_id, index, status, is_verified, result_digest, salt)
        SELECT "decisionId", index, status, "isVerified", "resultDigest", salt
        FROM json_to_recordset(${recordset(rows)}::text::json) AS row(
          "decisionId" text, index bigint, status text, "isVerified" boolean, "resultDigest" text, salt text)
        ON CONFLICT (decision_id) DO NOTHING`,
      // The new actor begins at the start of the scale; the known one moves from where it is.
      sql`
        WITH move AS (
          SELECT * FROM json_to_recordset(${JSON.stringify(moves(rows))}::text::json) AS row(
            id text, start float8, by float8, low float8, high float8, verified integer, since bigint, last_move text)
        )
        INSERT INTO zoqore_runtime.actor (id, kind, roles, trust, verified_outcomes, since, last_move)
        SELECT id, 'agent', '[]', least(high, greatest(low, round((start + by)::numeric, 9))), verified, since, last_move
        FROM move
        ON CONFLICT (id) DO UPDATE SET
          trust = (
            SELECT least(high, greatest(low, round((actor.trust + by)::numeric, 9))) FROM move
            WHERE move.id = actor.id
          ),
          verified_outcomes = actor.verified_outcomes + excluded.verified_outcomes,
          since = coalesce(actor.since, excluded.since),
          last_move = coalesce(excluded.last_move, actor.last_move)`,
    ],
  });
}

type Row = { readonly index: number; readonly row: OutcomeRow };

/** What the outcomes of each actor come to. */
function moves(rows: readonly Row[]): readonly JsonObject[] {
  const byActor = Map.groupBy(rows, ({ row }) => row.actorId);
  return [...byActor].map(([id, outcomes]) => {
    const last = outcomes.findLast(({ row }) => row.trustChange !== 0);
    return {
      id,
      start: outcomes[0]?.row.trustAtStart ?? 0,
      ...joinMoves(outcomes.map(({ row }) => row.trustChange)),
      verified: outcomes.filter(({ row }) => row.isVerified).length,
      since: Math.min(...outcomes.map(({ row }) => row.at)),
      last_move: last === undefined ? null : JSON.stringify(moveBy(last.row, last.index)),
    };
  });
}

/** What an outcome that moved trust is remembered as. */
export function moveBy({ at, status, trustChange }: OutcomeRow, index: number): TrustEvent {
  return { at, index, cause: status, change: trustChange };
}
