import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  pgSchema,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';

/** Tables of the runtime. Lists are JSON text: they are read whole and never searched. Instants are epoch milliseconds. */
export const runtimeSchema = pgSchema('zoqore_runtime');

const instant = (name: string) => bigint(name, { mode: 'number' });

/** One row for each decision entry: the idempotency window and the filters of `GET /v1/decisions`. */
export const decision = runtimeSchema.table(
  'decision',
  {
    index: bigint('index', { mode: 'number' }).primaryKey(),
    requestKey: text('request_key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    /** With the salt, what opens the entry's commitments; null once erased. */
    intentDigest: text('intent_digest'),
    salt: text('salt'),
    actorId: text('actor_id').notNull(),
    action: text('action').notNull(),
    outcome: text('outcome').notNull(),
    riskGrade: text('risk_grade').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [
    index('decision_request_key').on(table.requestKey, table.index),
    index('decision_actor').on(table.actorId, table.index),
    // Most rows are ALLOW; what people look for is the rest.
    index('decision_held')
      .on(table.outcome, table.index)
      .where(sql`${table.outcome} <> 'ALLOW'`),
  ],
);

export const approval = runtimeSchema.table(
  'approval',
  {
    id: text('id').primaryKey(),
    state: text('state').notNull(),
    actorId: text('actor_id').notNull(),
    action: text('action').notNull(),
    targetPath: text('target_path').notNull(),
    intentDigest: text('intent_digest').notNull(),
    policyVersion: text('policy_version').notNull(),
    riskGrade: text('risk_grade').notNull(),
    reasons: text('reasons').notNull(),
    matchedRules: text('matched_rules').notNull(),
    request: text('request'),
    decisionId: text('decision_id').notNull(),
    index: bigint('index', { mode: 'number' }).notNull(),
    requestedAt: instant('requested_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    reason: text('reason'),
    usedBy: text('used_by'),
  },
  (table) => [index('approval_state').on(table.state, table.index)],
);

export const apiKey = runtimeSchema.table('api_key', {
  id: text('id').primaryKey(),
  /** SHA-256 of the key, hex: keys are 256 random bits, so no slow hash is needed. */
  hash: text('hash').notNull().unique(),
  name: text('name').notNull(),
  scopes: text('scopes').notNull(),
  actors: text('actors').notNull(),
  createdAt: instant('created_at').notNull(),
  revokedAt: instant('revoked_at'),
});

export const actor = runtimeSchema.table('actor', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  roles: text('roles').notNull(),
  trust: doublePrecision('trust').notNull(),
  verifiedOutcomes: integer('verified_outcomes').notNull(),
  /** The first outcome; null before. */
  since: instant('since'),
  /** What an admin lets trust count as at most; null without. */
  trustCap: doublePrecision('trust_cap'),
  /** JSON of a `TrustMove`: what moved trust last; null before anything did. */
  lastMove: text('last_move'),
});

export const halt = runtimeSchema.table(
  'halt',
  {
    /** `everyone`, `actor` or `key`. */
    scope: text('scope').notNull(),
    /** Id of the actor or key; empty for everyone. */
    subject: text('subject').notNull(),
    reason: text('reason').notNull(),
    haltedAt: instant('halted_at').notNull(),
    haltedBy: text('halted_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.subject] })],
);

export const outcome = runtimeSchema.table('outcome', {
  decisionId: text('decision_id').primaryKey(),
  index: bigint('index', { mode: 'number' }).notNull(),
  status: text('status').notNull(),
  isVerified: boolean('is_verified').notNull(),
  /** With the salt, what opens the entry's commitment; null without a result and once erased. */
  resultDigest: text('result_digest'),
  salt: text('salt'),
});

export const toolPin = runtimeSchema.table(
  'tool_pin',
  {
    server: text('server').notNull(),
    name: text('name').notNull(),
    definitionDigest: text('definition_digest').notNull(),
    changedTo: text('changed_to'),
    firstSeenAt: instant('first_seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.server, table.name] })],
);

/** What an actor has used before: tools and hosts. */
export const seen = runtimeSchema.table(
  'seen',
  { actorId: text('actor_id').notNull(), what: text('what').notNull() },
  (table) => [primaryKey({ columns: [table.actorId, table.what] })],
);

/** Labels that allowed requests gave to sessions, and until when they hold. */
export const sessionLabel = runtimeSchema.table(
  'session_label',
  {
    actorId: text('actor_id').notNull(),
    /** SHA-256 of the session's name, hex; empty for requests that name none. */
    session: text('session').notNull(),
    label: text('label').notNull(),
    until: instant('until').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.actorId, table.session, table.label] }),
    index('session_label_until').on(table.until),
  ],
);

export const policyVersion = runtimeSchema.table('policy_version', {
  index: bigint('index', { mode: 'number' }).primaryKey(),
  version: text('version').notNull(),
  name: text('name').notNull(),
  text: text('text').notNull(),
  source: text('source').notNull(),
  appliedAt: instant('applied_at').notNull(),
  appliedBy: text('applied_by').notNull(),
});

/** Models that were put in force; of each kind the latest holds. */
export const model = runtimeSchema.table('model', {
  index: bigint('index', { mode: 'number' }).primaryKey(),
  /** `risk` or `trust`. */
  kind: text('kind').notNull(),
  version: text('version').notNull(),
  text: text('text').notNull(),
  source: text('source').notNull(),
  appliedAt: instant('applied_at').notNull(),
  appliedBy: text('applied_by').notNull(),
});

/** One row, or none: `normal`. */
export const mode = runtimeSchema.table('mode', {
  id: integer('id').primaryKey(),
  mode: text('mode').notNull(),
  reason: text('reason').notNull(),
  setAt: instant('set_at').notNull(),
  setBy: text('set_by').notNull(),
});

/** Rises with every change that other processes must see. */
export const revision = runtimeSchema.table('revision', {
  id: integer('id').primaryKey(),
  value: bigint('value', { mode: 'number' }).notNull(),
});
