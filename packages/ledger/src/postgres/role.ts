import { sql } from 'drizzle-orm';
import type { LedgerTransaction } from '../companion.ts';

/** What the role of a connection may do to a log beyond adding to it. */
export interface LedgerRole {
  readonly name: string;
  readonly isSuperuser: boolean;
  /** Owns the table of entries, or may become the role that does: it can switch the triggers off. */
  readonly isOwner: boolean;
  /** UPDATE, DELETE or TRUNCATE on entries, hashes, checkpoints or cosignatures, or DELETE or TRUNCATE on the head. */
  readonly mayChange: boolean;
}

/** Of the connection's own role; the tables must be there. */
export async function readLedgerRole(database: LedgerTransaction): Promise<LedgerRole> {
  const [role] = await database.query<LedgerRole>(sql`
    select current_user::text as name, r.rolsuper as "isSuperuser",
      pg_has_role(current_user, c.relowner, 'MEMBER') as "isOwner",
      has_table_privilege('zoqore_ledger.head', 'DELETE, TRUNCATE') or (
        select bool_or(has_any_column_privilege(name, 'UPDATE') or has_table_privilege(name, 'DELETE, TRUNCATE'))
        from unnest(array['zoqore_ledger.entry', 'zoqore_ledger.subtree', 'zoqore_ledger.checkpoint',
          'zoqore_ledger.cosignature']) as name
      ) as "mayChange"
    from pg_roles r, pg_class c
    where r.rolname = current_user and c.oid = 'zoqore_ledger.entry'::regclass`);
  if (role === undefined) throw new Error('expected the role of the connection');
  return role;
}

/**
 * Statements that let a role append and read and do nothing else to a ledger, to be run by the owner of the tables: it
 * moves the head, adds rows, and removes leaves through the function that does what a standing entry says.
 */
export function ledgerGrants(role: string): readonly string[] {
  return [
    `GRANT USAGE ON SCHEMA zoqore_ledger TO ${role};`,
    `REVOKE ALL ON ALL TABLES IN SCHEMA zoqore_ledger FROM ${role};`,
    `GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA zoqore_ledger TO ${role};`,
    `REVOKE INSERT ON zoqore_ledger.__migrations FROM ${role};`,
    `GRANT UPDATE (size, root, chain, frontier) ON zoqore_ledger.head TO ${role};`,
    `GRANT EXECUTE ON FUNCTION zoqore_ledger.remove_leaves(integer, bigint) TO ${role};`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA zoqore_ledger GRANT SELECT, INSERT ON TABLES TO ${role};`,
  ];
}
