import { sql } from 'drizzle-orm';
import type { AuditRow, AuditWriter, JsonObject } from '../audit-trail.ts';

interface FlowUseRow extends JsonObject {
  readonly id: string;
  readonly expiresAt: number;
  readonly now: number;
}

/** A challenge counts once, whether what answered it was right or wrong. */
export function flowUseRow(flow: { readonly id: string; readonly expiresAt: number }, now: number): AuditRow {
  return {
    kind: flowUseWriter.kind,
    row: { id: flow.id, expiresAt: flow.expiresAt, now } satisfies FlowUseRow,
  };
}

/** Rows stay this long past their expiry, for clocks of other processes that are behind. */
const graceMs = 3_600_000;

export const flowUseWriter: AuditWriter = {
  kind: 'identity-flow',
  isRestrictive: true,

  async claim(tx, rows) {
    const ids = (rows as readonly FlowUseRow[]).map(({ id }) => id);
    const found = await tx.query<{ id: string }>(sql`
      SELECT id FROM zoqore_identity.flow_use
      WHERE id IN (SELECT json_array_elements_text(${JSON.stringify(ids)}::text::json))`);
    const used = new Set(found.map(({ id }) => id));
    return ids.map((id) => {
      if (used.has(id)) return { isUsed: true };
      used.add(id);
      return undefined;
    });
  },

  write: (rows) =>
    rows
      .map(({ row }) => row as FlowUseRow)
      .flatMap(({ id, expiresAt, now }) => [
        sql`DELETE FROM zoqore_identity.flow_use WHERE expires_at < ${now - graceMs}`,
        sql`INSERT INTO zoqore_identity.flow_use (id, expires_at) VALUES (${id}, ${expiresAt}) ON CONFLICT DO NOTHING`,
      ]),
};
