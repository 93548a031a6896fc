import type { CompanionWriter, JsonObject } from '@zoqore/ledger';
import { sql } from 'drizzle-orm';
import type { HaltScope } from '../standing/halt.ts';
import { companionWriter, recordset } from './companion-writer.ts';

/** Rows of what stands until someone changes it: halts, keys, tool definitions, policies, what was seen. */

export interface HaltRow extends JsonObject {
  readonly scope: HaltScope;
  /** Id of the actor or key; empty for everyone. */
  readonly subject: string;
  readonly reason: string;
  readonly haltedAt: number;
  readonly haltedBy: string;
}

export const haltWriter: CompanionWriter = companionWriter<HaltRow>({
  kind: 'halt',
  isWatched: true,
  isRestrictive: true,
  write: (rows) =>
    rows.map(
      ({ row }) => sql`
        INSERT INTO zoqore_runtime.halt (scope, subject, reason, halted_at, halted_by)
        VALUES (${row.scope}, ${row.subject}, ${row.reason}, ${row.haltedAt}, ${row.haltedBy})
        ON CONFLICT (scope, subject) DO UPDATE
        SET reason = excluded.reason, halted_at = excluded.halted_at, halted_by = excluded.halted_by`,
    ),
});

export type ResumeRow = Pick<HaltRow, 'scope' | 'subject'>;

export const resumeWriter: CompanionWriter = companionWriter<ResumeRow>({
  kind: 'resume',
  isWatched: true,
  write: (rows) =>
    rows.map(
      ({ row }) => sql`
        DELETE FROM zoqore_runtime.halt WHERE scope = ${row.scope} AND subject = ${row.subject}`,
    ),
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
  write: (rows) =>
    rows.map(
      ({ row }) => sql`
        INSERT INTO zoqore_runtime.api_key (id, hash, name, scopes, actors, created_at)
        VALUES (${row.id}, ${row.hash}, ${row.name}, ${row.scopes}, ${row.actors}, ${row.createdAt})`,
    ),
});

export interface KeyRevocationRow extends JsonObject {
  readonly id: string;
  readonly revokedAt: number;
}

export const keyRevocationWriter: CompanionWriter = companionWriter<KeyRevocationRow>({
  kind: 'key-revocation',
  isWatched: true,
  isRestrictive: true,
  write: (rows) =>
    rows.map(
      ({ row }) => sql`
        UPDATE zoqore_runtime.api_key SET revoked_at = ${row.revokedAt} WHERE id = ${row.id} AND revoked_at IS NULL`,
    ),
});

export interface ActorRow extends JsonObject {
  readonly id: string;
  readonly kind: string;
  /** JSON text, as the table keeps it. */
  readonly roles: string;
  readonly trustAtStart: number;
}

/** What an admin says of an actor; what outcomes say of it stays. */
export const actorWriter: CompanionWriter = companionWriter<ActorRow>({
  kind: 'actor',
  isWatched: true,
  // The lost one may have taken a role away.
  isRestrictive: true,
  write: (rows) =>
    rows.map(
      ({ row }) => sql`
        INSERT INTO zoqore_runtime.actor (id, kind, roles, trust, verified_outcomes)
        VALUES (${row.id}, ${row.kind}, ${row.roles}, ${row.trustAtStart}, 0)
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, roles = excluded.roles`,
    ),
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
  write: (rows) =>
    rows.map(
      ({ row }) => sql`
        INSERT INTO zoqore_runtime.tool_pin (server, name, definition_digest, changed_to, first_seen_at)
        VALUES (${row.server}, ${row.name}, ${row.definitionDigest}, ${row.changedTo}, ${row.firstSeenAt})
        ON CONFLICT (server, name) DO UPDATE
        SET definition_digest = excluded.definition_digest, changed_to = excluded.changed_to`,
    ),
});

export interface SeenRow extends JsonObject {
  readonly actorId: string;
  readonly what: string;
}

/** Not watched: what one process finds new twice costs nothing. */
export const seenWriter: CompanionWriter = companionWriter<SeenRow>({
  kind: 'seen',
  isWatched: false,
  isSelfContained: true,
  write: (rows) => [
    sql`
      INSERT INTO zoqore_runtime.seen (actor_id, what)
      SELECT "actorId", what
      FROM json_to_recordset(${recordset(rows)}::text::json) AS row("actorId" text, what text)
      ON CONFLICT DO NOTHING`,
  ],
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
  write: (rows) =>
    rows.map(
      ({ index, row }) => sql`
        INSERT INTO zoqore_runtime.policy_version (index, version, name, text, source, applied_at, applied_by)
        VALUES (${index}, ${row.version}, ${row.name}, ${row.text}, ${row.source}, ${row.appliedAt}, ${row.appliedBy})
        ON CONFLICT DO NOTHING`,
    ),
});
