import type { SQL } from 'drizzle-orm';

/** A value that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What is recorded of a change: no secret is in it. */
export interface AuditEntry {
  /** Such as `session.started`; the README lists them. */
  readonly kind: string;
  /** Id of an admin, or `host`, or `anonymous`. */
  readonly actor: string;
  /** RFC 3339 with milliseconds, UTC. */
  readonly at: string;
  readonly body: JsonObject;
}

/** A row that is written with its entry, or not at all. */
export interface AuditRow {
  readonly kind: string;
  readonly row: JsonObject;
}

/**
 * Where entries go. `Ledger` of @zoqore/ledger is one when it was opened with `identityWriters` among its companions.
 */
export interface AuditTrail {
  /** Resolves when entry and rows are durable. A writer's claim is an answer and leaves nothing behind. */
  append(
    entry: AuditEntry,
    rows: readonly AuditRow[],
  ): Promise<
    | {
        readonly outcome: 'appended';
        readonly receipt: { readonly index: number; readonly leafHash: string };
      }
    | { readonly outcome: 'refused'; readonly by: string; readonly claim: JsonObject }
  >;
  /** Called before the tables are asked. Throws while they lack what was acknowledged. */
  catchUp(): void;
}

/** The part of a ledger's `CompanionWriter` that identity's writers use. */
export interface AuditWriter {
  readonly kind: string;
  readonly isRestrictive?: boolean;
  claim?(
    tx: { query<Row>(statement: SQL): Promise<readonly Row[]> },
    rows: readonly JsonObject[],
  ): Promise<readonly (JsonObject | undefined)[]>;
  write(rows: readonly { readonly index: number; readonly row: JsonObject }[]): readonly SQL[];
}
