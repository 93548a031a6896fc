import type { CompanionWriter, JsonObject, LedgerTransaction } from '@zoqore/ledger';
import { sql } from 'drizzle-orm';
import { companionWriter, recordset } from './companion-writer.ts';
import { erasedDigest } from './erasure.ts';

export interface ApprovalRequestRow extends JsonObject {
  readonly id: string;
  readonly actorId: string;
  readonly action: string;
  readonly targetPath: string;
  readonly intentDigest: string;
  readonly policyVersion: string;
  readonly riskGrade: string;
  /** JSON text, as the table keeps it. */
  readonly reasons: string;
  readonly matchedRules: string;
  readonly decisionId: string;
  /** JSON text of an `AskedRequest`; null once erased. */
  readonly request: string | null;
  readonly requestedAt: number;
  readonly expiresAt: number;
}

export interface ApprovalDecisionRow extends JsonObject {
  readonly id: string;
  readonly state: 'approved' | 'refused';
  readonly decidedAt: number;
  readonly decidedBy: string;
  readonly reason: string | null;
}

export interface ApprovalUseRow extends JsonObject {
  readonly id: string;
  readonly usedBy: string;
  readonly now: number;
}

export const approvalRequestWriter: CompanionWriter = companionWriter<ApprovalRequestRow>({
  kind: 'approval-request',
  isWatched: true,
  forgotten: (row, { isLeafGone }) =>
    isLeafGone ? undefined : { ...row, request: null, intentDigest: erasedDigest },
  write: (rows) => [
    sql`
      INSERT INTO zoqore_runtime.approval (id, state, actor_id, action, target_path, intent_digest, policy_version,
        risk_grade, reasons, matched_rules, request, decision_id, index, requested_at, expires_at)
      SELECT id, 'pending', "actorId", action, "targetPath", "intentDigest", "policyVersion",
        "riskGrade", reasons, "matchedRules", request, "decisionId", index, "requestedAt", "expiresAt"
      FROM json_to_recordset(${recordset(rows)}::text::json) AS row(
        id text, "actorId" text, action text, "targetPath" text, "intentDigest" text, "policyVersion" text,
        "riskGrade" text, reasons text, "matchedRules" text, request text, "decisionId" text, index bigint,
        "requestedAt" bigint, "expiresAt" bigint)`,
  ],
});

/** A person's yes or no: only once, only while pending, only before the expiry. */
export const approvalDecisionWriter: CompanionWriter = companionWriter<ApprovalDecisionRow>({
  kind: 'approval-decision',
  isWatched: true,
  isRestrictive: true,

  async claim(tx, rows) {
    const states = await approvalStates(
      tx,
      rows.map((row) => row.id),
    );
    const inBatch = new Set<string>();
    return rows.map((row) => {
      const found = states.get(row.id);
      if (found === undefined) return { state: 'unknown' };
      if (found.state !== 'pending' || inBatch.has(row.id)) return { state: found.state };
      if (found.expiresAt <= row.decidedAt) return { state: 'expired' };
      inBatch.add(row.id);
      return undefined;
    });
  },

  write: (rows) =>
    rows.map(
      ({ row }) => sql`
        UPDATE zoqore_runtime.approval
        SET state = ${row.state}, decided_at = ${row.decidedAt}, decided_by = ${row.decidedBy}, reason = ${row.reason}
        WHERE id = ${row.id}`,
    ),
});

/** One use: the entry that an approval allows and the mark that it is used stand or fall together. */
export const approvalUseWriter: CompanionWriter = companionWriter<ApprovalUseRow>({
  kind: 'approval-use',
  isWatched: true,
  isRestrictive: true,

  async claim(tx, rows) {
    const states = await approvalStates(
      tx,
      rows.map((row) => row.id),
    );
    const inBatch = new Set<string>();
    return rows.map((row) => {
      const found = states.get(row.id);
      const isUsable = found?.state === 'approved' && found.expiresAt > row.now && !inBatch.has(row.id);
      inBatch.add(row.id);
      return isUsable ? undefined : { state: found?.state ?? 'unknown' };
    });
  },

  write: (rows) =>
    rows.map(
      ({ row }) => sql`
        UPDATE zoqore_runtime.approval SET state = 'used', used_by = ${row.usedBy} WHERE id = ${row.id}`,
    ),
});

export interface ApprovalLapseRow extends JsonObject {
  readonly lapsedAt: number;
}

/** Every open approval ends: after a doubt about the store nobody can say which of them were used. */
export const approvalLapseWriter: CompanionWriter = companionWriter<ApprovalLapseRow>({
  kind: 'approval-lapse',
  isWatched: true,
  isRestrictive: true,
  write: (rows) =>
    rows.map(
      ({ row }) => sql`
        UPDATE zoqore_runtime.approval SET state = 'expired'
        WHERE state IN ('pending', 'approved') AND requested_at <= ${row.lapsedAt}`,
    ),
});

async function approvalStates(
  tx: LedgerTransaction,
  ids: readonly string[],
): Promise<Map<string, { state: string; expiresAt: number }>> {
  const found = await tx.query<{ id: string; state: string; expires_at: number }>(sql`
    SELECT approval.id, approval.state, approval.expires_at
    FROM json_array_elements_text(${JSON.stringify(ids)}::text::json) AS wanted(id)
    CROSS JOIN LATERAL (SELECT * FROM zoqore_runtime.approval WHERE approval.id = wanted.id LIMIT 1) AS approval`);
  return new Map(found.map((row) => [row.id, { state: row.state, expiresAt: row.expires_at }]));
}
