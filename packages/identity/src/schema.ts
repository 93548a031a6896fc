import {
  bigint,
  boolean,
  index,
  integer,
  pgSchema,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';

/** Tables of identity. Lists are JSON text; instants are epoch milliseconds; tokens and codes stand as hashes only. */
export const identitySchema = pgSchema('zoqore_identity');

const instant = (name: string) => bigint(name, { mode: 'number' });

/** One row. */
export const installation = identitySchema.table('installation', {
  id: integer('id').primaryKey(),
  /** Sessions, flows and grants of an older one are dead. */
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
});

/** What a change holds while it is decided: every write under a key raises its version. */
export const version = identitySchema.table('version', {
  key: text('key').primaryKey(),
  value: bigint('value', { mode: 'number' }).notNull(),
});

export const admin = identitySchema.table(
  'admin',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** The name as it is compared: NFKC, lower case. */
    nameKey: text('name_key').notNull().unique(),
    role: text('role').notNull(),
    /** WebAuthn user handle: 32 random bytes, base64url. */
    userHandle: text('user_handle').notNull().unique(),
    isFirst: boolean('is_first').notNull(),
    createdAt: instant('created_at').notNull(),
    disabledAt: instant('disabled_at'),
  },
  (table) => [
    // There is one first admin, for ever.
    uniqueIndex('admin_first')
      .on(table.isFirst)
      .where(sql`${table.isFirst}`),
  ],
);

export const passkey = identitySchema.table(
  'passkey',
  {
    /** Credential id, base64url. */
    id: text('id').primaryKey(),
    /** Of its entry: what ends everything before an entry compares this, never two clocks. */
    index: bigint('index', { mode: 'number' }).notNull(),
    adminId: text('admin_id').notNull(),
    /** COSE_Key, base64url. */
    publicKey: text('public_key').notNull(),
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: text('transports').notNull(),
    aaguid: text('aaguid').notNull(),
    isBackupEligible: boolean('is_backup_eligible').notNull(),
    isBackedUp: boolean('is_backed_up').notNull(),
    name: text('name').notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    /** When its counter last went back: somebody may have a copy. */
    suspectedAt: instant('suspected_at'),
    removedAt: instant('removed_at'),
  },
  (table) => [index('passkey_admin').on(table.adminId)],
);

export const totp = identitySchema.table('totp', {
  adminId: text('admin_id').primaryKey(),
  index: bigint('index', { mode: 'number' }).notNull(),
  /** Sealed: useless without the installation's secret. */
  secret: text('secret').notNull(),
  createdAt: instant('created_at').notNull(),
  /** The last accepted time step; older ones and itself are refused. */
  lastStep: bigint('last_step', { mode: 'number' }).notNull(),
  lastUsedAt: instant('last_used_at'),
  disabledAt: instant('disabled_at'),
});

export const recoveryCode = identitySchema.table(
  'recovery_code',
  {
    hash: text('hash').primaryKey(),
    index: bigint('index', { mode: 'number' }).notNull(),
    adminId: text('admin_id').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Used, replaced or voided. */
    endedAt: instant('ended_at'),
  },
  (table) => [index('recovery_code_admin').on(table.adminId)],
);

export const device = identitySchema.table(
  'device',
  {
    id: text('id').primaryKey(),
    index: bigint('index', { mode: 'number' }).notNull(),
    adminId: text('admin_id').notNull(),
    hash: text('hash').notNull().unique(),
    name: text('name').notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    expiresAt: instant('expires_at').notNull(),
    forgottenAt: instant('forgotten_at'),
  },
  (table) => [index('device_admin').on(table.adminId)],
);

export const session = identitySchema.table(
  'session',
  {
    id: text('id').primaryKey(),
    index: bigint('index', { mode: 'number' }).notNull(),
    hash: text('hash').notNull().unique(),
    /** Null while pending for somebody who is not an admin yet. */
    adminId: text('admin_id'),
    state: text('state').notNull(),
    method: text('method').notNull(),
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
    /** What a pending session was opened with. */
    grantId: text('grant_id'),
    deviceId: text('device_id'),
    source: text('source').notNull(),
    agent: text('agent').notNull(),
    createdAt: instant('created_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    endedBecause: text('ended_because'),
  },
  (table) => [
    index('session_admin').on(table.adminId),
    index('session_open')
      .on(table.createdAt, table.id)
      .where(sql`${table.endedAt} IS NULL`),
  ],
);

export const stepUp = identitySchema.table(
  'step_up',
  {
    sessionId: text('session_id').notNull(),
    purpose: text('purpose').notNull(),
    method: text('method').notNull(),
    at: instant('at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.purpose] })],
);

export const apiToken = identitySchema.table(
  'api_token',
  {
    id: text('id').primaryKey(),
    index: bigint('index', { mode: 'number' }).notNull(),
    adminId: text('admin_id').notNull(),
    hash: text('hash').notNull().unique(),
    /** The first characters, for people to tell tokens apart. */
    prefix: text('prefix').notNull(),
    name: text('name').notNull(),
    scopes: text('scopes').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [index('api_token_admin').on(table.adminId)],
);

/** A one-time permission to enrol: the first owner, an invited admin, somebody who lost every passkey. */
export const enrolmentGrant = identitySchema.table('enrolment_grant', {
  id: text('id').primaryKey(),
  index: bigint('index', { mode: 'number' }).notNull(),
  purpose: text('purpose').notNull(),
  hash: text('hash').notNull().unique(),
  /** Whose factors it replaces; null for a new admin. */
  adminId: text('admin_id'),
  /** Of a new admin. */
  name: text('name'),
  role: text('role'),
  madeBy: text('made_by').notNull(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  /** Used or replaced. */
  endedAt: instant('ended_at'),
});

/** Failures in a row: of an admin (`admin:<id>`) or from an address (`source:<address>`). */
export const attempt = identitySchema.table('attempt', {
  key: text('key').primaryKey(),
  failures: integer('failures').notNull(),
  lockedUntil: instant('locked_until').notNull(),
  lastAt: instant('last_at').notNull(),
});

/** Challenges that were used; kept until they would have expired anyway. */
export const flowUse = identitySchema.table('flow_use', {
  id: text('id').primaryKey(),
  expiresAt: instant('expires_at').notNull(),
});

/** One answer of each admin to each approval. */
export const approvalSignature = identitySchema.table(
  'approval_signature',
  {
    approvalId: text('approval_id').notNull(),
    adminId: text('admin_id').notNull(),
    decision: text('decision').notNull(),
    passkeyId: text('passkey_id').notNull(),
    index: bigint('index', { mode: 'number' }).notNull(),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.approvalId, table.adminId] })],
);
