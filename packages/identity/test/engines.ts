import { openDatabase, type Database } from '@zoqore/database';
import { openTestDatabase, startTestPostgres } from '@zoqore/database/testing';

/** Each engine with how to get an empty database on it. */
export const engines: readonly {
  readonly engine: string;
  open(): Promise<{ readonly database: Database; close(): Promise<void> }>;
}[] = [
  {
    engine: 'PGlite',
    async open() {
      const database = await openTestDatabase();
      return { database, close: async () => await database.close() };
    },
  },
  {
    engine: 'PostgreSQL',
    async open() {
      const server = await startTestPostgres();
      const database = await openDatabase({ url: server.url });
      return {
        database,
        close: async () => {
          await database.close();
          await server.stop();
        },
      };
    },
  },
];
