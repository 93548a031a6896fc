import type {
  BareEntry,
  LedgerEntry,
  LogConsistency,
  TileQuery,
  VerifyOptions,
  VerifyReport,
} from '@zoqore/ledger';
import { requireScope } from '../authorize.ts';
import { seesActor, seesRecord } from './visibility.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { decisionKind } from '../entry/decision-entry.ts';
import { RuntimeError } from '../errors.ts';
import { invalid } from '../request/decision-request.ts';
import { createWorkLimit } from './work-limit.ts';

/**
 * What others check the record by. Content is for those who see the record whole, hashes are for every key.
 * Each throws RuntimeError LEDGER_UNAVAILABLE when the record cannot be read.
 */
export interface Audit {
  /** One raw entry, of any kind. @throws RuntimeError ACTOR_FORBIDDEN, NOT_FOUND */
  entry(credential: Credential, index: number): Promise<LedgerEntry>;
  /**
   * Proof and content of one entry (C2SP tlog-proof). A key that does not see the record whole gets those of the
   * decisions that it sees: the others look as if there were none.
   * @throws RuntimeError NOT_FOUND
   */
  proof(credential: Credential, index: number): Promise<string>;
  /**
   * That the ledger of `to` entries begins with that of `from`.
   * @throws RuntimeError VALIDATION_ERROR unless 0 < from ≤ to ≤ size, with an issue for each that is wrong
   */
  consistency(credential: Credential, from: number, to: number): Promise<LogConsistency>;
  /** Concatenated hashes; undefined where the ledger does not have all of them. */
  tile(credential: Credential, level: number, query: TileQuery): Promise<Uint8Array | undefined>;
  /** Entries with their lengths in front; undefined as above. @throws RuntimeError ACTOR_FORBIDDEN */
  entryBundle(credential: Credential, query: TileQuery): Promise<Uint8Array | undefined>;
  /** Of the entries `from` to before `to`, the first few, raw. @throws RuntimeError ACTOR_FORBIDDEN */
  leaves(credential: Credential, from: number, to: number): Promise<readonly BareEntry[]>;
  /**
   * Recomputes everything from the stored leaves. Two at once at most: each is work for all cores.
   * @throws RuntimeError ACTOR_FORBIDDEN; RATE_LIMITED while two others run; NOT_FOUND when `from` is beyond the last entry of a record that verifies, or
   * the record is shorter than `since`
   */
  verify(credential: Credential, request?: VerificationRequest): Promise<VerifyReport>;
}

export interface VerificationRequest extends Pick<VerifyOptions, 'from' | 'signal' | 'onProgress'> {
  /** Size of a checkpoint up to which everything was verified before: begin there instead of at `from`. */
  readonly since?: number;
}

export function createAudit({ ledger }: Pick<Core, 'ledger'>): Audit {
  const verifications = createWorkLimit({ what: 'verifications', atOnce: 2 });
  return {
    async entry(credential, index) {
      requireScope(credential, 'admin', 'approve');
      return (await ledger.entry(index)) ?? noEntry(index);
    },

    async proof(credential, index) {
      if (seesRecord(credential)) return (await ledger.proof(index)) ?? noEntry(index);
      try {
        const entry = await ledger.entry(index);
        if (entry?.kind !== decisionKind || !seesActor(credential, entry.actor)) return noEntry(index);
        return (await ledger.proof(index)) ?? noEntry(index);
      } catch (error) {
        // Of what was removed nobody can tell any more whether this key saw it.
        if (error instanceof RuntimeError && error.code === 'NOT_FOUND') return noEntry(index);
        throw error;
      }
    },

    async consistency(_credential, from, to) {
      const { size } = await ledger.head();
      const issues = [];
      if (!(from > 0 && from <= to)) {
        issues.push({ path: 'from', message: `expected a size from 1 to ${to}, found ${from}` });
      }
      if (!(to <= size)) issues.push({ path: 'to', message: `expected a size up to ${size}, found ${to}` });
      if (issues.length > 0) throw invalid(issues);
      return await ledger.consistency(from, to);
    },

    tile: (_credential, level, query) => ledger.tile(level, query),

    async entryBundle(credential, query) {
      requireScope(credential, 'admin', 'approve');
      return await ledger.entryBundle(query);
    },

    async leaves(credential, from, to) {
      requireScope(credential, 'admin', 'approve');
      return await ledger.leaves(from, to);
    },

    async verify(credential, { since, ...options } = {}) {
      requireScope(credential, 'admin', 'approve');
      const range = since === undefined ? options : { ...options, from: since };
      const report = await verifications.run(async () => await ledger.verify(range));
      if (report.verified && since !== undefined && since > report.size) throw shorter(since, report.size);
      const from = since === undefined ? (options.from ?? 0) : 0;
      // Judged by the size that was read; a record that does not verify says so first.
      if (report.verified && from > 0 && from >= report.size) throw beyond(from, report.size);
      return report;
    },
  };
}

function noEntry(index: number): never {
  throw new RuntimeError({ code: 'NOT_FOUND', message: `expected an entry, found none at index ${index}` });
}

/** The checkpoint that somebody kept is of another log, or of more than is left of this one. */
function shorter(since: number, size: number): RuntimeError {
  return new RuntimeError({
    code: 'NOT_FOUND',
    message: `expected at least the ${since} entries of the checkpoint, found ${size}`,
  });
}

/** A verification of nothing must not read as one that succeeded. */
function beyond(from: number, size: number): RuntimeError {
  return new RuntimeError({
    code: 'NOT_FOUND',
    message: `expected an entry to start at, found none at index ${from}: there are ${size} entries`,
  });
}
