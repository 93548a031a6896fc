import type {
  Archive,
  Hold,
  HoldTerms,
  Range,
  Receipt,
  RemovalDone,
  RemovalPlan,
  RemovalRequest,
} from '@zoqore/ledger';
import { sql } from 'drizzle-orm';
import { requireScope } from '../authorize.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { RuntimeError } from '../errors.ts';
import { instant } from '../instant.ts';
import { ledgerError } from '../ledger-error.ts';

/**
 * What leaves the record and what must not: pruning, erasure, legal holds, archives. Everything that changes something
 * takes scope `admin` and is an entry that names the key.
 */
export interface RecordRetention {
  /** @throws RuntimeError ACTOR_FORBIDDEN */
  holds(credential: Credential): Promise<readonly Hold[]>;
  placeHold(credential: Credential, hold: HoldTerms & { readonly reason: string }): Promise<Hold>;
  /** @throws RuntimeError VALIDATION_ERROR when no such hold is in force */
  releaseHold(credential: Credential, hold: number, reason: string): Promise<Receipt>;
  /**
   * What `remove` would do. Leaves of entries that the running state needs stay: from the oldest open approval and the
   * oldest decision that still answers for its request id on.
   * @throws RuntimeError ACTOR_FORBIDDEN
   */
  plan(credential: Credential, request: RemovalRequest): Promise<RemovalPlan & Needed>;
  /**
   * A pruning passes over what the running state needs; an erasure fails for it.
   * @throws RuntimeError STATE_CONFLICT when a hold or the running state forbids it, or no archive holds what would be
   * pruned
   */
  remove(credential: Credential, request: RemovalRequest): Promise<RemovalDone & Needed>;
  /** @throws RuntimeError VALIDATION_ERROR when the record had no such checkpoint */
  recordArchive(credential: Credential, archive: Archive): Promise<Receipt>;
}

/** What was asked for and stays, because the running state still needs it. */
export interface Needed {
  readonly needed?: {
    /** The first entry that is needed: leaves from here on stay. */
    readonly from: number;
    /** Until when, RFC 3339; one behind it may be needed for longer. */
    readonly until: string;
    /** Entries that were asked for and stand there. */
    readonly entries: number;
  };
}

export function createRetention(core: Core): RecordRetention {
  const { retention } = core.ledger;
  const doer = (credential: Credential) => ({ actor: credential.keyId, at: instant(core.clock()) });

  return {
    async holds(credential) {
      requireScope(credential, 'admin', 'approve');
      return await translated(() => retention.holds());
    },
    async placeHold(credential, hold) {
      requireScope(credential, 'admin');
      return await translated(() => retention.placeHold(doer(credential), hold));
    },
    async releaseHold(credential, hold, reason) {
      requireScope(credential, 'admin');
      return await translated(() => retention.releaseHold(doer(credential), hold, reason));
    },
    async plan(credential, request) {
      requireScope(credential, 'admin');
      return await translated(async () => {
        const { free, ...needed } = await withoutNeeded(core, request);
        return { ...(await retention.plan(free)), ...needed };
      });
    },
    async remove(credential, request) {
      requireScope(credential, 'admin');
      try {
        return await translated(async () => {
          const { free, ...needed } = await withoutNeeded(core, request);
          if (request.act === 'erase') refuseNeeded(needed);
          return { ...(await retention.remove(doer(credential), free)), ...needed };
        });
      } finally {
        // Also behind a step that failed: those before it stand. Rows that cannot be read are nobody's answer, and the
        // view says so by itself to whoever decides by them.
        await core.view.reload().catch(() => undefined);
      }
    },
    async recordArchive(credential, archive) {
      requireScope(credential, 'admin');
      return await translated(() => retention.recordArchive(doer(credential), archive));
    },
  };
}

/** The request without the leaves that the running state needs, and which of them were asked for. */
async function withoutNeeded(
  core: Core,
  request: RemovalRequest,
): Promise<Needed & { readonly free: RemovalRequest }> {
  if (request.act === 'erase' && request.isLeafToo !== true) return { free: request };
  const first = await firstNeeded(core);
  if (first === undefined) return { free: request };
  const { index: from, until } = first;
  const { entries } = await core.ledger.retention.plan(between(request, from, Infinity));
  const free = between(request, 0, from);
  return entries === 0 ? { free } : { free, needed: { from, until, entries } };
}

/** What a request asks for of the entries `from` to before `to`. */
function between(request: RemovalRequest, from: number, to: number): RemovalRequest {
  if (request.act === 'prune') {
    return { ...request, from: Math.max(request.from ?? 0, from), before: Math.min(request.before, to) };
  }
  const cut = request.ranges.map(([start, end]): Range => [Math.max(start, from), Math.min(end, to)]);
  return { ...request, ranges: cut.filter(([start, end]) => start < end) };
}

function refuseNeeded({ needed }: Needed): void {
  if (needed === undefined) return;
  const { from, until, entries } = needed;
  throw new RuntimeError({
    code: 'STATE_CONFLICT',
    message: `an open approval or a repeated request may still be answered from entry ${from}, until ${until}: ${entries} of the entries stand there or behind it; nothing was erased`,
    details: { needed },
  });
}

/** The first entry that an open approval or a repeated request may still be answered from, and until when. */
async function firstNeeded(
  core: Core,
): Promise<{ readonly index: number; readonly until: string } | undefined> {
  const now = core.clock();
  const window = core.settings.replayWindowMs;
  const [first] = await core.database.query<{ index: number; until: number }>(sql`
    SELECT index, until FROM (
      (SELECT index, at + ${window}::bigint AS until FROM zoqore_runtime.decision
        WHERE index > coalesce(
          (SELECT index FROM zoqore_runtime.decision WHERE at <= ${now - window}::bigint
            ORDER BY index DESC LIMIT 1), -1)
        ORDER BY index LIMIT 1)
      UNION ALL
      (SELECT index, expires_at AS until FROM zoqore_runtime.approval
        WHERE state IN ('pending', 'approved') AND expires_at > ${now}::bigint
        ORDER BY index LIMIT 1)
    ) AS needed ORDER BY index, until DESC LIMIT 1`);
  return first === undefined ? undefined : { index: first.index, until: instant(first.until) };
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw ledgerError(cause, 'nothing, or not all of it, was done');
  }
}
