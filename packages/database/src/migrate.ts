import { sql, type SQL } from 'drizzle-orm';
import { readMigrationFiles, type MigrationMeta } from 'drizzle-orm/migrator';
import type { MigrationSet, Queryable } from './database.ts';
import { DatabaseError } from './errors.ts';

/** Any fixed number will do, as long as every process takes the same one. */
const advisoryKey = 0x7a6f716f;

/**
 * Inside one transaction, so that a failure leaves nothing and the lock ends with it. The table has the columns of
 * drizzle's own migrator; drizzle looks at the newest row only, this looks at each. Where nothing is pending, nothing is
 * locked or written: a role that may only read and write rows is enough.
 */
export async function applyMigrations(tx: Queryable, set: MigrationSet): Promise<void> {
  const files = readFiles(set);
  const before = await appliedOf(tx, set);
  checkApplied(set, files, before);
  if (before.length === files.length && files.length > 0) return;
  const schema = sql.identifier(set.schema);
  const table = tableOf(set);
  await tx.query(sql`select pg_advisory_xact_lock(${advisoryKey}::int)::text`);
  try {
    await tx.query(sql`create schema if not exists ${schema}`);
    await tx.query(
      sql`create table if not exists ${table} (id serial primary key, hash text not null, created_at bigint)`,
    );
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw failed(
      set,
      `this role may not change the schema \`${set.schema}\`; open the database once as its owner`,
      error,
    );
  }
  const applied = await appliedOf(tx, set);
  checkApplied(set, files, applied);
  for (const [offset, file] of files.slice(applied.length).entries()) {
    for (const statement of file.sql) {
      try {
        await tx.query(sql.raw(statement));
      } catch (error) {
        throw failed(set, `migration ${applied.length + offset} of \`${set.schema}\` did not apply`, error);
      }
    }
    await tx.query(
      sql`insert into ${table} (hash, created_at) values (${file.hash}, ${file.folderMillis}::bigint)`,
    );
  }
}

interface Applied {
  readonly hash: string;
}

/** None where there is no table yet, and none where the schema is hidden from this role. */
async function appliedOf(tx: Queryable, set: MigrationSet): Promise<readonly Applied[]> {
  // Not `to_regclass`: the server remembers that a name did not exist, and `create schema if not exists` then believes it,
  // though another process has made it while this one waited for the lock.
  const found = await tx.query(
    sql`select from pg_catalog.pg_class join pg_catalog.pg_namespace n on n.oid = relnamespace
      where nspname = ${set.schema}::text and relname = '__migrations' and has_schema_privilege(n.oid, 'usage')`,
  );
  if (found.length === 0) return [];
  return await tx.query<Applied>(sql`select hash from ${tableOf(set)} order by id`);
}

function checkApplied(set: MigrationSet, files: readonly MigrationMeta[], applied: readonly Applied[]): void {
  for (const [position, row] of applied.entries()) {
    const file = files[position];
    if (file === undefined) throw mismatch(set, position, 'was applied by a newer release; run that one');
    if (file.hash !== row.hash) {
      throw mismatch(set, position, 'differs from the file applied here; restore the file, add a new one');
    }
  }
}

function tableOf(set: MigrationSet): SQL {
  return sql`${sql.identifier(set.schema)}.${sql.identifier('__migrations')}`;
}

/** SQLSTATE insufficient_privilege. */
function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42501';
}

function readFiles(set: MigrationSet): readonly MigrationMeta[] {
  try {
    return readMigrationFiles({ migrationsFolder: set.folder });
  } catch (error) {
    throw failed(set, `expected drizzle migrations in \`${set.folder}\``, error);
  }
}

function failed(set: MigrationSet, message: string, cause: unknown): DatabaseError {
  return new DatabaseError({ code: 'MIGRATION_FAILED', message, cause, details: { schema: set.schema } });
}

function mismatch(set: MigrationSet, position: number, what: string): DatabaseError {
  return new DatabaseError({
    code: 'MIGRATION_MISMATCH',
    message: `migration ${position} of \`${set.schema}\` ${what}`,
    details: { schema: set.schema, migration: position },
  });
}
