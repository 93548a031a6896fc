export { openTestDatabase } from './open-test-database.ts';
export { startTestPostgres, withPostgres } from './test-postgres.ts';

export type { TestDatabase, TestDatabaseOptions } from './open-test-database.ts';
export type { TestPostgres } from './test-postgres.ts';
