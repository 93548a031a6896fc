import { sql } from 'drizzle-orm';
import type { AuditRow, AuditWriter, JsonObject } from '../audit-trail.ts';

interface StandingSessionRow extends JsonObject {
  readonly id: string;
  readonly now: number;
}

/** For any entry that a session asks for: it is refused when the session has ended by the time it is written. */
export function standingSessionRow(sessionId: string, now: number): AuditRow {
  return { kind: standingSessionWriter.kind, row: { id: sessionId, now } satisfies StandingSessionRow };
}

export const standingSessionWriter: AuditWriter = {
  kind: 'identity-session',

  async claim(tx, rows) {
    const wanted = rows as readonly StandingSessionRow[];
    const found = await tx.query<{ id: string; expires_at: number }>(sql`
      SELECT session.id, session.expires_at
      FROM json_array_elements_text(${JSON.stringify(wanted.map(({ id }) => id))}::text::json) AS wanted(id)
      JOIN zoqore_identity.session ON session.id = wanted.id
      JOIN zoqore_identity.installation ON installation.epoch = session.epoch
      LEFT JOIN zoqore_identity.admin ON admin.id = session.admin_id
      WHERE session.ended_at IS NULL AND admin.disabled_at IS NULL`);
    const standing = new Map(found.map((row) => [row.id, row.expires_at]));
    return wanted.map(({ id, now }) => ((standing.get(id) ?? 0) > now ? undefined : { hasEnded: true }));
  },

  write: () => [],
};
