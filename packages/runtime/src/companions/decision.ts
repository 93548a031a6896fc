import type { CompanionWriter, JsonObject, LedgerTransaction } from '@zoqore/ledger';
import { sql } from 'drizzle-orm';
import type { RequestKeyFilter } from '../pipeline/request-key-filter.ts';
import { companionWriter } from './companion-writer.ts';
import { erasedDigest } from './erasure.ts';

/** What the table keeps of a decision; also the claim that an earlier one under the same request id makes. */
export interface DecisionRow extends JsonObject {
  readonly requestKey: string;
  readonly fingerprint: string;
  /** SHA-256 over what is asked, hex. */
  readonly intentDigest: string | null;
  /** Of the entry's commitments, hex: they cannot be opened without it. Null once erased, like the digest. */
  readonly salt: string | null;
  readonly actorId: string;
  readonly action: string;
  readonly outcome: string;
  readonly riskGrade: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Only decisions after this instant answer for the same id. */
  readonly windowStart: number;
  /** Index of an earlier decision under the same id that no longer stands (its ALLOW met a halt), or −1. */
  readonly supersedes: number;
}

/** The decision that already answers a request id. */
export interface StandingDecision extends JsonObject {
  readonly index: number;
  readonly fingerprint: string;
}

/**
 * One decision for each actor and request id within the window, across processes: the claim runs while nobody
 * else can extend the log. `filter`, where only this process decides, spares new ids the look.
 */
export function createDecisionWriter(filter: RequestKeyFilter | undefined): CompanionWriter {
  return companionWriter<DecisionRow>({
    kind: 'decision',
    // Not authority, but an answer: after a failed machine the same id must still get the same one.
    isRestrictive: true,
    isWatched: false,
    isSelfContained: true,

    async claim(tx, rows) {
      const known = rows.filter(
        ({ requestKey, at, windowStart }) => filter?.mayHold(requestKey, at, windowStart) !== false,
      );
      const standing = known.length === 0 ? new Map<string, Latest>() : await latest(tx, known);
      const inBatch = new Set<string>();
      return rows.map((row): JsonObject | undefined => {
        const found = standing.get(row.requestKey);
        if (found !== undefined && found.at > row.windowStart && found.index > row.supersedes) {
          return { index: found.index, fingerprint: found.fingerprint } satisfies StandingDecision;
        }
        // Two in one batch: the second asks again and then finds the first.
        if (inBatch.has(row.requestKey)) return { isUnderWay: true };
        inBatch.add(row.requestKey);
        return undefined;
      });
    },

    // Where the leaf is gone the request id answers for nothing any more.
    forgotten: (row, { isLeafGone }) =>
      isLeafGone ? undefined : { ...row, salt: null, intentDigest: null, fingerprint: erasedDigest },

    write: (rows) => [
      sql`
        INSERT INTO zoqore_runtime.decision (index, request_key, fingerprint, intent_digest, salt, actor_id, action,
          outcome, risk_grade, at)
        SELECT index, request_key, fingerprint, intent_digest, salt, actor_id, action, outcome, risk_grade, at
        FROM ROWS FROM (
          json_to_recordset(${named(rows)}::text::json) AS (
            index bigint, "actorId" text, action text, outcome text, "riskGrade" text, at bigint),
          unnest(
            string_to_array(${words(rows, 'requestKey')}::text, ' '), string_to_array(${words(rows, 'fingerprint')}::text, ' '),
            string_to_array(${words(rows, 'intentDigest')}::text, ' ', '-'), string_to_array(${words(rows, 'salt')}::text, ' ', '-'))
        ) AS row(index, actor_id, action, outcome, risk_grade, at, request_key, fingerprint, intent_digest, salt)
        ON CONFLICT DO NOTHING`,
    ],
  });
}

type Row = { readonly index: number; readonly row: DecisionRow };

/** What is not a digest. */
function named(rows: readonly Row[]): string {
  return JSON.stringify(
    rows.map(({ index, row: { actorId, action, outcome, riskGrade, at } }) => ({
      index,
      actorId,
      action,
      outcome,
      riskGrade,
      at,
    })),
  );
}

/** Digests have no space in them: a text of words is taken apart several times as fast as JSON. A hyphen is none. */
function words(rows: readonly Row[], name: 'requestKey' | 'fingerprint' | 'intentDigest' | 'salt'): string {
  return rows.map(({ row }) => row[name] ?? '-').join(' ');
}

interface Latest {
  readonly request_key: string;
  readonly index: number;
  readonly fingerprint: string;
  readonly at: number;
}

/** The latest decision under each key: one index probe each, whatever the planner believes of a table that nobody analyses. */
async function latest(
  tx: LedgerTransaction,
  rows: readonly DecisionRow[],
): Promise<ReadonlyMap<string, Latest>> {
  const keys = JSON.stringify(rows.map((row) => row.requestKey));
  const found = await tx.query<Latest>(sql`
    SELECT wanted.request_key, latest.index, latest.fingerprint, latest.at
    FROM json_array_elements_text(${keys}::text::json) AS wanted(request_key)
    CROSS JOIN LATERAL (
      SELECT index, fingerprint, at FROM zoqore_runtime.decision
      WHERE decision.request_key = wanted.request_key
      ORDER BY index DESC LIMIT 1
    ) AS latest`);
  return new Map(found.map((row) => [row.request_key, row]));
}
