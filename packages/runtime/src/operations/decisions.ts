import type { JsonObject, LedgerEntry } from '@zoqore/ledger';
import type { Action } from '@zoqore/policy';
import { and, desc, eq, gte, inArray, lt, lte } from 'drizzle-orm';
import { seesActor, visibleActors } from './visibility.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { decisionKind, decisionRecordOf } from '../entry/decision-entry.ts';
import type { DecisionOutcome, DecisionRecord } from '../decision.ts';
import { RuntimeError } from '../errors.ts';
import { decision as table, outcome as outcomeTable } from '../schema.ts';

export interface DecisionQuery {
  readonly limit?: number;
  /** Only entries below this index: the `next` of the page before. */
  readonly before?: number;
  readonly actor?: string;
  readonly decision?: DecisionOutcome;
  readonly action?: Action;
  readonly grade?: 'L1' | 'L2' | 'L3';
  /** Epoch milliseconds, inclusive. */
  readonly since?: number;
  readonly until?: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Pass as `before` for the page after; absent on the last. */
  readonly next?: number;
}

/** One decision with the facts that it was made on and what followed. */
export interface DecisionDetail {
  readonly decision: DecisionRecord;
  readonly facts: JsonObject;
  readonly outcome?: JsonObject;
}

export interface Decisions {
  /** Newest first, by keyset. A key bound to actors sees theirs alone. */
  list(credential: Credential, query: DecisionQuery): Promise<Page<DecisionRecord>>;
  /** @throws RuntimeError NOT_FOUND */
  get(credential: Credential, decisionId: string): Promise<DecisionDetail>;
  /** A ledger entry as a decision record, when it is one that the credential may see. */
  recordOf(
    credential: Credential,
    entry: LedgerEntry,
    /** Kept beside the entry, not in it. */
    kept?: { readonly intentDigest: string | null },
  ): DecisionRecord | undefined;
}

const defaultLimit = 50;

export function createDecisions(core: Core): Decisions {
  const recordOf: Decisions['recordOf'] = (credential, entry, kept) =>
    entry.kind === decisionKind && seesActor(credential, entry.actor)
      ? decisionRecordOf(
          entry,
          { log: core.ledger.origin, intentDigest: kept?.intentDigest ?? undefined },
          core.settings.approvalUrl,
        )
      : undefined;

  return {
    recordOf,

    async list(credential, query) {
      const limit = query.limit ?? defaultLimit;
      const actors = visibleActors(credential);
      const rows = await core.database.read((drizzle) =>
        drizzle
          .select({ index: table.index, intentDigest: table.intentDigest })
          .from(table)
          .where(
            and(
              query.before === undefined ? undefined : lt(table.index, query.before),
              query.actor === undefined ? undefined : eq(table.actorId, query.actor),
              actors === 'any' ? undefined : inArray(table.actorId, [...actors]),
              query.decision === undefined ? undefined : eq(table.outcome, query.decision),
              query.action === undefined ? undefined : eq(table.action, query.action),
              query.grade === undefined ? undefined : eq(table.riskGrade, query.grade),
              query.since === undefined ? undefined : gte(table.at, query.since),
              query.until === undefined ? undefined : lte(table.at, query.until),
            ),
          )
          .orderBy(desc(table.index))
          .limit(limit + 1),
      );
      const page = rows.slice(0, limit);
      const entries = await readEntries(
        core,
        page.map((row) => row.index),
      );
      const kept = new Map(page.map((row) => [row.index, row]));
      const items = entries.flatMap((entry) => recordOf(credential, entry, kept.get(entry.index)) ?? []);
      const last = page.at(-1);
      return { items, ...(rows.length > limit && last !== undefined ? { next: last.index } : {}) };
    },

    async get(credential, decisionId) {
      const entry = await core.ledger.entryByIdem(decisionId);
      const decision =
        entry === undefined ? undefined : recordOf(credential, entry, await keptOf(core, entry.index));
      if (entry === undefined || decision === undefined) {
        throw new RuntimeError({
          code: 'NOT_FOUND',
          message: `expected a decision, found none with id \`${decisionId}\``,
        });
      }
      const [followed] = await core.database.read((drizzle) =>
        drizzle
          .select({ index: outcomeTable.index, resultDigest: outcomeTable.resultDigest })
          .from(outcomeTable)
          .where(eq(outcomeTable.decisionId, decisionId)),
      );
      const [outcome] = followed === undefined ? [] : await entryAt(core, followed.index);
      const resultDigest = followed?.resultDigest ?? undefined;
      return {
        decision,
        facts: entry.body['facts'] as JsonObject,
        ...(outcome === undefined
          ? {}
          : {
              outcome: {
                ...outcome.body,
                ...(resultDigest === undefined ? {} : { resultDigest }),
                at: outcome.at,
              },
            }),
      };
    },
  };
}

async function keptOf(core: Core, index: number): Promise<{ intentDigest: string | null } | undefined> {
  const [row] = await core.database.read((drizzle) =>
    drizzle.select({ intentDigest: table.intentDigest }).from(table).where(eq(table.index, index)),
  );
  return row;
}

/** Entries of descending indexes. Mostly they lie close together: then one read has them all. */
async function readEntries(core: Core, indexes: readonly number[]): Promise<readonly LedgerEntry[]> {
  const [newest = 0] = indexes;
  const oldest = indexes.at(-1) ?? 0;
  if (newest - oldest < maxSpan) {
    const wanted = new Set(indexes);
    const range = {
      from: oldest,
      to: newest + 1,
      limit: maxSpan,
      order: 'descending',
      kind: decisionKind,
    } as const;
    return (await core.ledger.entries(range)).filter((entry) => wanted.has(entry.index));
  }
  return (await Promise.all(indexes.map((index) => entryAt(core, index)))).flat();
}

/** None where it was pruned or erased. */
async function entryAt(core: Core, index: number): Promise<readonly LedgerEntry[]> {
  return await core.ledger.entries({ from: index, to: index + 1, limit: 1 });
}

const maxSpan = 1_000;
