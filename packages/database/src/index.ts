export { lockDirectory } from './directory-lock.ts';
export { openDatabase } from './open-database.ts';
export { DatabaseError } from './errors.ts';

export type { Database, Drizzle, MigrationSet, Queryable } from './database.ts';
export type { DirectoryLock } from './directory-lock.ts';
export type { OpenDatabaseOptions } from './open-database.ts';
export type { DatabaseErrorCode } from './errors.ts';
