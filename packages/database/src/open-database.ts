import { existsSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Database, MigrationSet, Queryable } from './database.ts';
import { parseDatabaseUrl } from './database-url.ts';
import { DatabaseError } from './errors.ts';
import { createClient, createQueryable, type Client } from './internal/client.ts';
import { lockDirectory } from './directory-lock.ts';
import { openPgliteSocket, type PgliteOpener } from './internal/pglite-opener.ts';
import { translateError } from './internal/translate-error.ts';
import { applyMigrations } from './migrate.ts';

export interface OpenDatabaseOptions {
  /** `pglite:<directory>`, `pglite:memory` or `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** How long to wait for another process to let go of an embedded directory. Default 0: refuse at once. */
  readonly lockTimeoutMs?: number;
  /** Told when the embedded engine stops and is opened again. */
  readonly log?: (message: string) => void;
  /** Tar of a prepared cluster for a new embedded store; see `./testing`. */
  readonly template?: string;
}

/** Connections to a PostgreSQL; the embedded engine has one. */
const maxConnections = 8;

/**
 * Opens PGlite or PostgreSQL behind one client and one drizzle handle.
 *
 * An embedded directory is created 0700 if need be and held by one process; its engine runs in a worker thread.
 * When that stops, calls in flight reject with `DATABASE_UNAVAILABLE` and the next call opens the directory again.
 * An embedded store survives the death of its process, not that of the machine: PGlite never calls fsync.
 *
 * @throws DATABASE_URL_INVALID, DATABASE_LOCKED, DATABASE_UNAVAILABLE
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const target = parseDatabaseUrl(options.url);
  if (target.engine === 'postgres') {
    return await connected('postgres', createPostgresClient(target.url), undefined, {
      isExclusive: false,
      release: async () => undefined,
    });
  }
  const { directory } = target;
  if (directory !== undefined) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
  }
  const lock =
    directory === undefined
      ? undefined
      : await lockDirectory(directory, { what: 'the database', timeoutMs: options.lockTimeoutMs ?? 0 });
  const release = async (): Promise<void> => {
    await lock?.release();
  };
  const opener = openPgliteSocket({
    directory: directory === undefined ? undefined : join(directory, 'cluster'),
    template: isNew(directory) ? options.template : undefined,
    log: options.log ?? (() => undefined),
  });
  const client = createClient({ socket: opener.socket, max: 1 });
  return await connected('pglite', client, directory, { isExclusive: true, release, opener });
}

function isNew(directory: string | undefined): boolean {
  return directory === undefined || !existsSync(join(directory, 'cluster', 'PG_VERSION'));
}

function createPostgresClient(url: string): Client {
  try {
    return createClient({ url, max: maxConnections });
  } catch {
    // Without the cause, which may quote the URL.
    throw new DatabaseError({
      code: 'DATABASE_URL_INVALID',
      message: 'database url not understood: expected `postgres://user:password@host:port/database`',
    });
  }
}

interface Lifetime {
  readonly isExclusive: boolean;
  readonly release: () => Promise<void>;
  readonly opener?: PgliteOpener;
}

async function connected(
  engine: Database['engine'],
  client: Client,
  directory: string | undefined,
  lifetime: Lifetime,
): Promise<Database> {
  const prepared = new Set<string>();
  let closing: Promise<void> | undefined;
  const root = createQueryable(client, client, prepared, () => false);

  const transaction = async <T>(work: (tx: Queryable) => Promise<T>): Promise<T> => {
    let isOver = false;
    let result: { readonly value: T } | undefined;
    try {
      await client.begin(async (scope) => {
        result = { value: await work(createQueryable(scope, client, prepared, () => isOver)) };
      });
    } catch (error) {
      throw translateError(error);
    } finally {
      isOver = true;
    }
    if (result === undefined) throw new Error('expected the transaction to have run');
    return result.value;
  };
  const refuseClosed = (): void => {
    if (closing !== undefined) {
      throw new DatabaseError({ code: 'DATABASE_CLOSED', message: 'the database is closed' });
    }
  };
  const shutDown = async (): Promise<void> => {
    try {
      // Waits for what is under way; a transaction that never ends is cut off.
      await client.end({ timeout: 10 });
      await lifetime.opener?.closed();
    } finally {
      await lifetime.release();
    }
  };

  try {
    await root.query(sql`select 1 as ready`);
  } catch (error) {
    await shutDown();
    throw error;
  }
  return {
    engine,
    directory,
    isExclusive: lifetime.isExclusive,
    query: async <Row>(statement: Parameters<Queryable['query']>[0]) => {
      refuseClosed();
      return await root.query<Row>(statement);
    },
    read: async (question) => {
      refuseClosed();
      try {
        return await question(root.drizzle);
      } catch (error) {
        throw translateError(error);
      }
    },
    transaction: async (work) => {
      refuseClosed();
      return await transaction(work);
    },
    migrate: async (set: MigrationSet) => {
      refuseClosed();
      await transaction(async (tx) => await applyMigrations(tx, set));
    },
    close: async () => await (closing ??= shutDown()),
  };
}
