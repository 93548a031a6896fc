import { sql } from 'drizzle-orm';
import type { AuditRow, AuditWriter, JsonObject } from '../audit-trail.ts';

interface GuardRow extends JsonObject {
  /** Version of each key as it was read. */
  readonly held: { readonly [key: string]: number };
}

/** The entry stands only if nothing that it was decided on has moved since it was read. */
export function guardRow(held: ReadonlyMap<string, number>): AuditRow {
  return { kind: guardWriter.kind, row: { held: Object.fromEntries(held) } satisfies GuardRow };
}

export const guardWriter: AuditWriter = {
  kind: 'identity-guard',

  async claim(tx, rows) {
    const wanted = (rows as readonly GuardRow[]).map(({ held }) => held);
    const keys = [...new Set(wanted.flatMap((held) => Object.keys(held)))];
    const found = await tx.query<{ key: string; value: number }>(sql`
      SELECT key, value FROM zoqore_identity.version
      WHERE key IN (SELECT json_array_elements_text(${JSON.stringify(keys)}::text::json))`);
    const standing = new Map(found.map(({ key, value }) => [key, value]));
    // Rows before in the same call count as written.
    const taken = new Set<string>();
    return wanted.map((held) => {
      const moved = Object.keys(held).find((key) => taken.has(key) || (standing.get(key) ?? 0) !== held[key]);
      if (moved !== undefined) return { moved };
      for (const key of Object.keys(held)) taken.add(key);
      return undefined;
    });
  },

  write: (rows) => [
    sql`
      INSERT INTO zoqore_identity.version (key, value)
      SELECT DISTINCT key, 1 FROM json_array_elements_text(${JSON.stringify(
        rows.flatMap(({ row }) => Object.keys((row as GuardRow).held)),
      )}::text::json) AS held(key)
      ON CONFLICT (key) DO UPDATE SET value = version.value + 1`,
  ],
};
