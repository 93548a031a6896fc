import { sql } from 'drizzle-orm';
import type { AuditRow, AuditWriter, JsonObject } from '../audit-trail.ts';

interface StandingTokenRow extends JsonObject {
  readonly id: string;
  readonly now: number;
}

/** For any entry that an API token asks for: it is refused when the token no longer stands by the time it is written. */
export function standingTokenRow(tokenId: string, now: number): AuditRow {
  return { kind: standingTokenWriter.kind, row: { id: tokenId, now } satisfies StandingTokenRow };
}

export const standingTokenWriter: AuditWriter = {
  kind: 'identity-token',

  async claim(tx, rows) {
    const wanted = rows as readonly StandingTokenRow[];
    const found = await tx.query<{ id: string; expires_at: number }>(sql`
      SELECT token.id, token.expires_at
      FROM json_array_elements_text(${JSON.stringify(wanted.map(({ id }) => id))}::text::json) AS wanted(id)
      JOIN zoqore_identity.api_token AS token ON token.id = wanted.id
      JOIN zoqore_identity.admin ON admin.id = token.admin_id
      WHERE token.revoked_at IS NULL AND admin.disabled_at IS NULL`);
    const standing = new Map(found.map((row) => [row.id, row.expires_at]));
    return wanted.map(({ id, now }) => ((standing.get(id) ?? 0) > now ? undefined : { hasEnded: true }));
  },

  write: () => [],
};
