import type { CompanionWriter, JsonObject, LedgerTransaction } from '@zoqore/ledger';
import { sql } from 'drizzle-orm';
import type { ActorLabels, SessionLabel } from '../standing/session-labels.ts';
import { labelsHeld, putLabels } from '../standing/session-labels.ts';
import { companionWriter } from './companion-writer.ts';

export interface SessionLabelsRow extends JsonObject {
  readonly actorId: string;
  readonly session: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What the decision was judged under. */
  readonly held: readonly string[];
  readonly given: readonly (SessionLabel & JsonObject)[];
}

/**
 * Labels that a decision gave to sessions. Where others decide too (`isShared`), a decision that was judged under other
 * labels than stand when its entry is appended is refused, and so judged again: two processes never both let the last
 * of two requests through that exclude each other.
 */
export function createSessionLabelWriter({ isShared }: { readonly isShared: boolean }): CompanionWriter {
  return companionWriter<SessionLabelsRow>({
    kind: 'session-labels',
    // Labels mostly forbid: after a failed machine they must still be there.
    isRestrictive: true,
    // Who lacks them is told by the claim.
    isWatched: false,
    isSelfContained: true,

    ...(isShared ? { claim } : {}),

    write: (rows) => {
      const given = distinct(
        rows.flatMap(({ row }) => row.given.map((one) => ({ ...one, actorId: row.actorId }))),
      );
      if (given.length === 0) return [];
      const recordset = JSON.stringify(given);
      const passed = Math.min(...rows.map(({ row }) => row.at));
      return [
        sql`
          INSERT INTO zoqore_runtime.session_label (actor_id, session, label, until)
          SELECT "actorId", session, label, until
          FROM json_to_recordset(${recordset}::text::json) AS row("actorId" text, session text, label text, until bigint)
          ON CONFLICT (actor_id, session, label) DO UPDATE SET until = greatest(session_label.until, excluded.until)`,
        // What has lapsed goes when something comes; never a row that the statement above touches.
        sql`
          DELETE FROM zoqore_runtime.session_label
          WHERE until <= ${passed} AND NOT EXISTS (
            SELECT FROM json_to_recordset(${recordset}::text::json) AS row("actorId" text, session text, label text)
            WHERE row."actorId" = actor_id AND row.session = session_label.session AND row.label = session_label.label)`,
      ];
    },
  });
}

async function claim(
  tx: LedgerTransaction,
  rows: readonly SessionLabelsRow[],
): Promise<readonly (JsonObject | undefined)[]> {
  const standing = await labelsOf(tx, rows);
  return rows.map((row): JsonObject | undefined => {
    const now = labelsHeld(standing.get(row.actorId), row.session, row.at);
    if (now.length !== row.held.length || now.some((label, at) => label !== row.held[at])) {
      return { held: now };
    }
    putLabels(standing, { actorId: row.actorId, labels: row.given, now: row.at });
    return undefined;
  });
}

async function labelsOf(
  tx: LedgerTransaction,
  rows: readonly SessionLabelsRow[],
): Promise<Map<string, ActorLabels>> {
  const actorIds = [...new Set(rows.map(({ actorId }) => actorId))];
  const found = await tx.query<SessionLabel & { actorId: string }>(sql`
    SELECT session_label.actor_id AS "actorId", session, label, until::float8 AS until
    FROM json_array_elements_text(${JSON.stringify(actorIds)}::text::json) AS wanted(actor_id)
    JOIN zoqore_runtime.session_label ON session_label.actor_id = wanted.actor_id`);
  const byActor = new Map<string, ActorLabels>();
  const now = Math.min(...rows.map(({ at }) => at));
  for (const { actorId, ...label } of found) putLabels(byActor, { actorId, labels: [label], now });
  return byActor;
}

/** Each label of a session once, as long as the longest. */
function distinct<Given extends SessionLabel & { readonly actorId: string }>(
  given: readonly Given[],
): readonly Given[] {
  const longest = new Map<string, Given>();
  for (const one of given) {
    const key = JSON.stringify([one.actorId, one.session, one.label]);
    if ((longest.get(key)?.until ?? 0) < one.until) longest.set(key, one);
  }
  return [...longest.values()];
}
