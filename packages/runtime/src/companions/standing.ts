import type { CompanionWriter, JsonObject } from '@zoqore/ledger';
import { sql } from 'drizzle-orm';
import { companionWriter, recordset } from './companion-writer.ts';

/** Rows of what stands until someone changes it: halts, keys, tool definitions, policies, trust, what was seen. */

export interface HaltRow extends JsonObject {
  /** Empty: everyone. */
  readonly actorId: string;
  readonly reason: string;
  readonly haltedAt: number;
  readonly haltedBy: string;
}

export const haltWriter: CompanionWriter = companionWriter<HaltRow>({
  kind: 'halt',
  isWatched: true,
  isRestrictive: true,
  async write(tx, rows) {
    for (const { row } of rows) {
      await tx.query(sql`
        INSERT INTO zoqore_runtime.halt (actor_id, reason, halted_at, halted_by)
        VALUES (${row.actorId}, ${row.reason}, ${row.haltedAt}, ${row.haltedBy})
        ON CONFLICT (actor_id) DO UPDATE
        SET reason = excluded.reason, halted_at = excluded.halted_at, halted_by = excluded.halted_by`);
    }
  },
});

export interface ResumeRow extends JsonObject {
  /** Empty: everyone. */
  readonly actorId: string;
}

export const resumeWriter: CompanionWriter = companionWriter<ResumeRow>({
  kind: 'resume',
  isWatched: true,
  async write(tx, rows) {
    for (const { row } of rows) {
      await tx.query(sql`DELETE FROM zoqore_runtime.halt WHERE actor_id = ${row.actorId}`);
    }
  },
});

export interface KeyRow extends JsonObject {
  readonly id: string;
  readonly hash: string;
  readonly name: string;
  readonly scopes: string;
  readonly actors: string;
  readonly createdAt: number;
}

export const keyWriter: CompanionWriter = companionWriter<KeyRow>({
  kind: 'key',
  isWatched: true,
  async write(tx, rows) {
    for (const { row } of rows) {
      await tx.query(sql`
        INSERT INTO zoqore_runtime.api_key (id, hash, name, scopes, actors, created_at)
        VALUES (${row.id}, ${row.hash}, ${row.name}, ${row.scopes}, ${row.actors}, ${row.createdAt})`);
    }
  },
});

export interface KeyRevocationRow extends JsonObject {
  readonly id: string;
  readonly revokedAt: number;
}

export const keyRevocationWriter: CompanionWriter = companionWriter<KeyRevocationRow>({
  kind: 'key-revocation',
  isWatched: true,
  isRestrictive: true,
  async write(tx, rows) {
    for (const { row } of rows) {
      await tx.query(sql`
        UPDATE zoqore_runtime.api_key SET revoked_at = ${row.revokedAt} WHERE id = ${row.id} AND revoked_at IS NULL`);
    }
  },
});

export interface OutcomeRow extends JsonObject {
  readonly decisionId: string;
  readonly status: string;
  readonly isVerified: boolean;
  readonly actorId: string;
  readonly trustChange: number;
  readonly trustAtStart: number;
  readonly at: number;
}

/** One outcome for each decision; the actor's trust moves with it, by addition, so that no process loses another's. */
export const outcomeWriter: CompanionWriter = companionWriter<OutcomeRow>({
  kind: 'outcome',
  isWatched: true,

  async claim(tx, rows) {
    const ids = rows.map((row) => row.decisionId);
    const found = await tx.query<{ decision_id: string }>(sql`
      SELECT found.decision_id
      FROM json_array_elements_text(${JSON.stringify(ids)}::text::json) AS wanted(id)
      CROSS JOIN LATERAL (
        SELECT decision_id FROM zoqore_runtime.outcome WHERE outcome.decision_id = wanted.id LIMIT 1
      ) AS found`);
    const taken = new Set(found.map((row) => row.decision_id));
    return ids.map((id) => {
      if (taken.has(id)) return { decisionId: id };
      taken.add(id);
      return undefined;
    });
  },

  async write(tx, rows) {
    await tx.query(sql`
      INSERT INTO zoqore_runtime.outcome (decision_id, index, status, is_verified)
      SELECT "decisionId", index, status, "isVerified"
      FROM json_to_recordset(${recordset(rows)}::text::json) AS row(
        "decisionId" text, index bigint, status text, "isVerified" boolean)`);
    for (const { row } of rows) {
      await tx.query(sql`
        INSERT INTO zoqore_runtime.actor (id, kind, roles, trust, verified_outcomes, since)
        VALUES (${row.actorId}, 'agent', '[]', least(1, greatest(0, ${row.trustAtStart}::float8 + ${row.trustChange}::float8)),
          ${row.isVerified ? 1 : 0}, ${row.at})
        ON CONFLICT (id) DO UPDATE
        SET trust = least(1, greatest(0, actor.trust + ${row.trustChange}::float8)),
          verified_outcomes = actor.verified_outcomes + ${row.isVerified ? 1 : 0}`);
    }
  },
});

export interface ToolPinRow extends JsonObject {
  readonly server: string;
  readonly name: string;
  readonly definitionDigest: string;
  readonly changedTo: string | null;
  readonly firstSeenAt: number;
}

export const toolPinWriter: CompanionWriter = companionWriter<ToolPinRow>({
  kind: 'tool-pin',
  isWatched: true,
  isRestrictive: true,
  async write(tx, rows) {
    for (const { row } of rows) {
      await tx.query(sql`
        INSERT INTO zoqore_runtime.tool_pin (server, name, definition_digest, changed_to, first_seen_at)
        VALUES (${row.server}, ${row.name}, ${row.definitionDigest}, ${row.changedTo}, ${row.firstSeenAt})
        ON CONFLICT (server, name) DO UPDATE
        SET definition_digest = excluded.definition_digest, changed_to = excluded.changed_to`);
    }
  },
});

export interface SeenRow extends JsonObject {
  readonly actorId: string;
  readonly what: string;
}

/** Not watched: what one process finds new twice costs nothing. */
export const seenWriter: CompanionWriter = companionWriter<SeenRow>({
  kind: 'seen',
  isWatched: false,
  async write(tx, rows) {
    await tx.query(sql`
      INSERT INTO zoqore_runtime.seen (actor_id, what)
      SELECT "actorId", what
      FROM json_to_recordset(${recordset(rows)}::text::json) AS row("actorId" text, what text)
      ON CONFLICT DO NOTHING`);
  },
});

export interface PolicyRow extends JsonObject {
  readonly version: string;
  readonly name: string;
  readonly text: string;
  readonly source: string;
  readonly appliedAt: number;
  readonly appliedBy: string;
}

export const policyWriter: CompanionWriter = companionWriter<PolicyRow>({
  kind: 'policy',
  isWatched: true,
  // The lost one may have been the narrower.
  isRestrictive: true,
  async write(tx, rows) {
    for (const { index, row } of rows) {
      await tx.query(sql`
        INSERT INTO zoqore_runtime.policy_version (index, version, name, text, source, applied_at, applied_by)
        VALUES (${index}, ${row.version}, ${row.name}, ${row.text}, ${row.source}, ${row.appliedAt}, ${row.appliedBy})
        ON CONFLICT DO NOTHING`);
    }
  },
});
