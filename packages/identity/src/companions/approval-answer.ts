import { sql } from 'drizzle-orm';
import type { AuditRow, AuditWriter, JsonObject } from '../audit-trail.ts';

interface ApprovalAnswerRow extends JsonObject {
  readonly approvalId: string;
  readonly adminId: string;
  readonly decision: string;
  readonly passkeyId: string;
  readonly at: number;
}

/** Each admin answers an approval once; a second answer, or the same one again, is refused with its entry. */
export function approvalAnswerRow(row: ApprovalAnswerRow): AuditRow {
  return { kind: approvalAnswerWriter.kind, row };
}

export const approvalAnswerWriter: AuditWriter = {
  kind: 'identity-approval',
  isRestrictive: true,

  async claim(tx, rows) {
    const wanted = rows as readonly ApprovalAnswerRow[];
    const found = await tx.query<{ approval_id: string; admin_id: string }>(sql`
      SELECT approval_id, admin_id FROM zoqore_identity.approval_signature
      WHERE approval_id IN (SELECT json_array_elements_text(
        ${JSON.stringify(wanted.map(({ approvalId }) => approvalId))}::text::json))`);
    const answered = new Set(found.map((row) => JSON.stringify([row.approval_id, row.admin_id])));
    return wanted.map(({ approvalId, adminId }) => {
      const key = JSON.stringify([approvalId, adminId]);
      if (answered.has(key)) return { isAnswered: true };
      answered.add(key);
      return undefined;
    });
  },

  write: (rows) =>
    rows.map(({ index, row }) => {
      const { approvalId, adminId, decision, passkeyId, at } = row as ApprovalAnswerRow;
      return sql`
        INSERT INTO zoqore_identity.approval_signature (approval_id, admin_id, decision, passkey_id, index, at)
        VALUES (${approvalId}, ${adminId}, ${decision}, ${passkeyId}, ${index}, ${at})
        ON CONFLICT DO NOTHING`;
    }),
};
