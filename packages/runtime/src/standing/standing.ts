import { instant } from '../instant.ts';
import { and, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { Action } from '@zoqore/policy';
import type { RiskGrade } from '@zoqore/risk';
import type { Approval, ApprovalState } from './approval.ts';
import type { Credential, Scope } from '../credential.ts';
import type { Tables } from '../reading.ts';
import { haltName } from './halt.ts';
import type { Halt } from './halt.ts';
import { putLabels } from './session-labels.ts';
import type { ActorLabels } from './session-labels.ts';
import * as table from '../schema.ts';
import type { ModeSetting, OperationalMode } from './mode.ts';
import type { ModelKind } from './model-kind.ts';
import type { TrustEvent, TrustRecord } from './trust.ts';
import type { TrustModel } from './trust-model.ts';

/** A tool's definition as first seen, and what it changed to while that waits for acceptance. */
export interface ToolPin {
  readonly server: string;
  readonly name: string;
  readonly definitionDigest: string;
  readonly changedTo: string | undefined;
  readonly firstSeenAt: number;
}

export interface PolicyText {
  readonly version: string;
  readonly name: string;
  readonly text: string;
  readonly source: string;
  readonly appliedAt: number;
  readonly appliedBy: string;
}

/** A model as it was put in force. */
export interface ModelText {
  readonly version: string;
  readonly text: string;
  readonly source: string;
  readonly appliedAt: number;
  readonly appliedBy: string;
}

/** An actor as the table has it. */
export interface StandingActor extends TrustRecord {
  readonly kind: string;
  readonly roles: readonly string[];
}

/** Who has not been described and has no outcomes: an agent without roles. */
export function newActor({ start }: Pick<TrustModel, 'start'>): StandingActor {
  return {
    kind: 'agent',
    roles: [],
    trust: start,
    verifiedOutcomes: 0,
    since: undefined,
    cap: undefined,
    lastMove: undefined,
  };
}

/** What stands in the tables, in memory: step 2 of the pipeline reads this and nothing else. */
export interface Standing {
  readonly revision: number;
  readonly policy: PolicyText | undefined;
  /** Of each kind the one in force; none: the default. */
  readonly models: Map<ModelKind, ModelText>;
  /** Undefined: `normal`, which nobody set. */
  readonly mode: ModeSetting | undefined;
  /** By SHA-256 of the key, hex. */
  readonly keys: Map<string, Credential>;
  /** By `haltName`. */
  readonly halts: Map<string, Halt>;
  /** Pending and approved ones that have not expired when they were read, by id. */
  readonly approvals: Map<string, Approval>;
  /** Ids of those, by intent digest. */
  readonly approvalsByIntent: Map<string, readonly string[]>;
  /** By `server` and name as canonical JSON. */
  readonly tools: Map<string, ToolPin>;
  /** By id: those that an admin described or that have outcomes. */
  readonly actors: Map<string, StandingActor>;
  /** By actor. */
  readonly seen: Map<string, Set<string>>;
  /** By actor. */
  readonly labels: Map<string, ActorLabels>;
}

/** Adds or replaces one open approval; forgets those that have expired. */
export function putApproval(standing: Standing, approval: Approval, now: number): void {
  if (!standing.approvals.has(approval.id)) {
    for (const old of standing.approvals.values()) {
      if (Date.parse(old.expiresAt) <= now) dropApproval(standing, old.id);
    }
    const ids = standing.approvalsByIntent.get(approval.intentDigest) ?? [];
    standing.approvalsByIntent.set(approval.intentDigest, [...ids, approval.id]);
  }
  standing.approvals.set(approval.id, approval);
}

export function dropApproval(standing: Standing, id: string): void {
  const approval = standing.approvals.get(id);
  if (approval === undefined) return;
  standing.approvals.delete(id);
  const rest = (standing.approvalsByIntent.get(approval.intentDigest) ?? []).filter((other) => other !== id);
  if (rest.length === 0) standing.approvalsByIntent.delete(approval.intentDigest);
  else standing.approvalsByIntent.set(approval.intentDigest, rest);
}

export function putUses(standing: Standing, actorId: string, uses: readonly string[]): void {
  const known = standing.seen.get(actorId) ?? new Set<string>();
  standing.seen.set(actorId, known);
  for (const use of uses) known.add(use);
}

export function toolKey(server: string, name: string): string {
  return JSON.stringify([server, name]);
}

/** Past this, an actor's novelty is no longer told apart: memory is bounded, and so is the alarm. */
export const maxSeenPerActor = 5_000;

/** Reads every standing row in one transaction, so that they belong together. */
export async function loadStanding(database: Tables, now: number): Promise<Standing> {
  return database.transaction(async ({ drizzle }) => {
    const [revision] = await drizzle.select().from(table.revision);
    const [policy] = await drizzle
      .select()
      .from(table.policyVersion)
      .orderBy(desc(table.policyVersion.index))
      .limit(1);
    const models = await drizzle
      .selectDistinctOn([table.model.kind])
      .from(table.model)
      .orderBy(table.model.kind, desc(table.model.index));
    const [mode] = await drizzle.select().from(table.mode);
    const keys = await drizzle.select().from(table.apiKey).where(isNull(table.apiKey.revokedAt));
    const halts = await drizzle.select().from(table.halt);
    const approvals = await drizzle
      .select()
      .from(table.approval)
      .where(and(inArray(table.approval.state, ['pending', 'approved']), gt(table.approval.expiresAt, now)));
    const tools = await drizzle.select().from(table.toolPin);
    const actors = await drizzle.select().from(table.actor);
    const seen = await drizzle.select().from(table.seen);
    const labels = new Map<string, ActorLabels>();
    for (const row of await drizzle
      .select()
      .from(table.sessionLabel)
      .where(gt(table.sessionLabel.until, now))) {
      putLabels(labels, { actorId: row.actorId, labels: [row], now });
    }
    const byId = new Map(approvals.map((row) => [row.id, approvalOf(row)]));
    return {
      revision: revision?.value ?? 0,
      policy,
      models: new Map(models.map((row) => [row.kind as ModelKind, row])),
      mode: mode === undefined ? undefined : modeOf(mode),
      keys: new Map(keys.map((row) => [row.hash, credentialOf(row)])),
      halts: new Map(halts.map(haltOf).map((halt) => [haltName(halt), halt])),
      approvals: byId,
      approvalsByIntent: groupByIntent(byId.values()),
      tools: new Map(
        tools.map((row) => [
          toolKey(row.server, row.name),
          { ...row, changedTo: row.changedTo ?? undefined },
        ]),
      ),
      actors: new Map(actors.map((row) => [row.id, actorOf(row)])),
      seen: groupSeen(seen),
      labels,
    };
  });
}

/** The number that rises with every change by any process. */
export async function readRevision(database: Tables): Promise<number> {
  const [row] = await database.query<{ value: number }>(sql`SELECT value FROM zoqore_runtime.revision`);
  return row?.value ?? 0;
}

export async function findApproval(database: Tables, id: string): Promise<Approval | undefined> {
  const [row] = await database.read((drizzle) =>
    drizzle.select().from(table.approval).where(eq(table.approval.id, id)),
  );
  return row === undefined ? undefined : approvalOf(row);
}

type ApprovalRow = typeof table.approval.$inferSelect;

export function approvalOf(row: ApprovalRow): Approval {
  return {
    id: row.id,
    state: row.state as ApprovalState,
    actorId: row.actorId,
    action: row.action as Action,
    targetPath: row.targetPath,
    intentDigest: row.intentDigest,
    policyVersion: row.policyVersion,
    riskGrade: row.riskGrade as RiskGrade,
    reasons: JSON.parse(row.reasons) as string[],
    matchedRules: JSON.parse(row.matchedRules) as string[],
    decisionId: row.decisionId,
    index: row.index,
    requestedAt: instant(row.requestedAt),
    expiresAt: instant(row.expiresAt),
    ...(row.decidedAt === null ? {} : { decidedAt: instant(row.decidedAt) }),
    ...(row.decidedBy === null ? {} : { decidedBy: row.decidedBy }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.usedBy === null ? {} : { usedBy: row.usedBy }),
  };
}

export function credentialOf(row: { id: string; name: string; scopes: string; actors: string }): Credential {
  return {
    keyId: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Scope[],
    actors: JSON.parse(row.actors) as Credential['actors'],
  };
}

export function haltOf(row: typeof table.halt.$inferSelect): Halt {
  return {
    ...(row.scope === 'actor' ? { actorId: row.subject } : {}),
    ...(row.scope === 'key' ? { keyId: row.subject } : {}),
    reason: row.reason,
    haltedAt: instant(row.haltedAt),
    haltedBy: row.haltedBy,
  };
}

function actorOf(row: typeof table.actor.$inferSelect): StandingActor {
  return {
    kind: row.kind,
    roles: JSON.parse(row.roles) as string[],
    trust: row.trust,
    verifiedOutcomes: row.verifiedOutcomes,
    since: row.since ?? undefined,
    cap: row.trustCap ?? undefined,
    lastMove: row.lastMove === null ? undefined : (JSON.parse(row.lastMove) as TrustEvent),
  };
}

export function modeOf(row: Omit<typeof table.mode.$inferSelect, 'id'>): ModeSetting {
  return {
    mode: row.mode as OperationalMode,
    reason: row.reason,
    setAt: instant(row.setAt),
    setBy: row.setBy,
  };
}

function groupByIntent(approvals: Iterable<Approval>): Map<string, readonly string[]> {
  const byIntent = new Map<string, readonly string[]>();
  for (const { id, intentDigest } of approvals) {
    byIntent.set(intentDigest, [...(byIntent.get(intentDigest) ?? []), id]);
  }
  return byIntent;
}

function groupSeen(rows: readonly { actorId: string; what: string }[]): Map<string, Set<string>> {
  const byActor = new Map<string, Set<string>>();
  for (const { actorId, what } of rows) {
    const known = byActor.get(actorId) ?? new Set<string>();
    byActor.set(actorId, known);
    known.add(what);
  }
  return byActor;
}
