import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../database.ts';
import { createClient } from '../internal/client.ts';
import { PgliteSocket } from '../internal/pglite-socket.ts';
import { openDatabase } from '../open-database.ts';

export interface TestDatabaseOptions {
  /** `directory`: a temporary one, removed by `close()`. Default `memory`. */
  readonly storage?: 'memory' | 'directory';
  /** A directory to use instead, which `close()` leaves where it is. */
  readonly directory?: string;
  /** As for `openDatabase`. */
  readonly lockTimeoutMs?: number;
}

/** An embedded database of its own for a test. */
export interface TestDatabase extends Database {
  /** What `openDatabase` was given. */
  readonly url: string;
}

/** Opens an empty embedded database from a prepared cluster, in a quarter of the time that a new one takes. */
export async function openTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const template = await prepareTemplate();
  const { lockTimeoutMs = 0 } = options;
  if (options.storage !== 'directory' && options.directory === undefined) {
    const url = 'pglite:memory';
    return { ...(await openDatabase({ url, template })), url };
  }
  const folder = options.directory === undefined ? await mkdtemp(join(tmpdir(), 'zoqore-db-')) : undefined;
  const url = `pglite:${options.directory ?? join(folder ?? '', 'db')}`;
  const database = await openDatabase({ url, template, lockTimeoutMs });
  return {
    ...database,
    url,
    close: async () => {
      await database.close();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a test has no use for: two of three databases to unpack, and 128 MB of buffers to clear, at every opening. */
const trim = [
  `alter system set shared_buffers = '16MB'`,
  'update pg_database set datistemplate = false',
  'drop database template0',
  'drop database template1',
  'checkpoint',
];

/** One tar per user, installed engine and way to trim, made by whoever comes first. */
async function prepareTemplate(): Promise<string> {
  // The path names the version, and a reinstall elsewhere makes a template of its own.
  const engine = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const digest = createHash('sha256')
    .update([engine, ...trim].join('\0'))
    .digest('hex');
  const folder = join(tmpdir(), `zoqore-template-${userInfo().uid}`);
  const file = join(folder, `${digest.slice(0, 16)}.tar`);
  try {
    await access(file);
    return file;
  } catch {
    // Not there yet.
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const socket = new PgliteSocket({ directory: undefined, template: undefined }, Promise.resolve());
  const client = createClient({ socket: () => socket, max: 1 });
  for (const statement of trim) await client.unsafe(statement);
  const bytes = await socket.dump();
  await client.end();
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, bytes, { mode: 0o600 });
  await rename(own, file);
  return file;
}
