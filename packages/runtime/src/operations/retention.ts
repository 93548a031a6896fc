import type {
  Archive,
  Hold,
  HoldTerms,
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
  plan(credential: Credential, request: RemovalRequest): Promise<RemovalPlan>;
  /** @throws RuntimeError STATE_CONFLICT when a hold forbids it, or no archive holds what would be pruned */
  remove(credential: Credential, request: RemovalRequest): Promise<RemovalDone>;
  /** @throws RuntimeError VALIDATION_ERROR when the record had no such checkpoint */
  recordArchive(credential: Credential, archive: Archive): Promise<Receipt>;
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
      return await translated(async () => retention.plan(await withinReach(core, request)));
    },
    async remove(credential, request) {
      requireScope(credential, 'admin');
      const done = await translated(async () =>
        retention.remove(doer(credential), await withinReach(core, request)),
      );
      await core.view.reload();
      return done;
    },
    async recordArchive(credential, archive) {
      requireScope(credential, 'admin');
      return await translated(() => retention.recordArchive(doer(credential), archive));
    },
  };
}

/** The request, without leaves that the running state needs. */
async function withinReach(core: Core, request: RemovalRequest): Promise<RemovalRequest> {
  if (request.act === 'erase' && request.isLeafToo !== true) return request;
  const end = await firstNeeded(core);
  return request.act === 'prune'
    ? { ...request, before: Math.min(request.before, end) }
    : {
        ...request,
        ranges: request.ranges.flatMap(([from, to]) => (from < end ? [[from, Math.min(to, end)]] : [])),
      };
}

/** Index of the first entry that an open approval or a repeated request may still be answered from. */
async function firstNeeded(core: Core): Promise<number> {
  const now = core.clock();
  const { size } = await core.ledger.head();
  const [found] = await core.database.query<{ decision: number | null; approval: number | null }>(sql`
    SELECT
      coalesce(
        (SELECT index + 1 FROM zoqore_runtime.decision WHERE at <= ${now - core.settings.replayWindowMs}::bigint
          ORDER BY index DESC LIMIT 1),
        (SELECT min(index) FROM zoqore_runtime.decision)) AS decision,
      (SELECT min(index) FROM zoqore_runtime.approval
        WHERE state IN ('pending', 'approved') AND expires_at > ${now}::bigint) AS approval`);
  return Math.min(found?.decision ?? size, found?.approval ?? size);
}

const answers: Readonly<Record<string, 'STATE_CONFLICT' | 'VALIDATION_ERROR'>> = {
  ENTRY_HELD: 'STATE_CONFLICT',
  ENTRY_UNARCHIVED: 'STATE_CONFLICT',
  ENTRY_INVALID: 'VALIDATION_ERROR',
  ENTRY_TOO_LARGE: 'VALIDATION_ERROR',
};

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof RuntimeError || !(cause instanceof Error) || !('code' in cause)) throw cause;
    const ledger = String(cause.code);
    throw new RuntimeError({
      code: answers[ledger] ?? 'LEDGER_UNAVAILABLE',
      message: cause.message,
      cause,
      details: { ledger },
    });
  }
}
