import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase, type Database } from '@zoqore/database';
import { startTestPostgres, type TestPostgres } from '@zoqore/database/testing';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCrashLog } from './crash-log.ts';

const isFull = process.env['FULL'] === '1';
const rounds = isFull ? 20 : 3;
const timeout = 60_000 * (rounds + 1);
const writerFile = fileURLToPath(new URL('./crash-writer.ts', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoqore-crash-'));
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFile(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
});
/** A test that fails leaves none behind. */
const running = new Set<ChildProcess>();
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A writer in a process of its own. */
class Writer {
  readonly child: ChildProcess;
  #output = '';
  #errors = '';

  constructor(name: string, ...url: readonly string[]) {
    this.child = spawn(process.execPath, ['--conditions=@zoqore/source', writerFile, folder, name, ...url]);
    running.add(this.child);
    this.child.on('close', () => running.delete(this.child));
    this.child.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
  }

  /** Until it has said so many lines: `opening` is the first one. */
  async said(lines: number): Promise<void> {
    while (this.#output.split('\n').length <= lines && this.child.exitCode === null) await sleep(20);
    expect(this.#errors).toBe('');
  }

  /** What it was told that it stands. A line that the kill cut short counts for nothing. */
  async kill(): Promise<readonly string[]> {
    const closed = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await closed;
    expect(this.#errors).toBe('');
    return this.#output.slice(0, this.#output.lastIndexOf('\n')).split('\n').slice(1);
  }
}

const expectAll = async (acknowledged: readonly string[], url?: string): Promise<void> => {
  const { database, ledger } = await openCrashLog(folder, url);
  const { size } = await ledger.head();
  const stored = await database.query<{ idem: string }>(sql`select idem from zoqore_ledger.entry`);
  const idems = new Set(stored.map(({ idem }) => idem));
  expect(acknowledged.filter((idem) => !idems.has(idem))).toEqual([]);
  expect(await database.query(sql`select 1 from beside`)).toHaveLength(size);
  expect(await ledger.verify()).toMatchObject({ verified: true, size });
  await ledger.close();
  await database.close();
};

describe('on PGlite', () => {
  it(
    `loses no acknowledged entry to SIGKILL in ${rounds} rounds, nor with the tables`,
    { timeout },
    async () => {
      const acknowledged: string[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const writer = new Writer(String(round));
        await writer.said(2);
        await sleep(randomInt(50, 600));
        acknowledged.push(...(await writer.kill()));
      }
      expect(acknowledged.length).toBeGreaterThan(rounds);
      await expectAll(acknowledged);
      // The journal alone brings everything back, rows beside the entries included.
      await rm(join(folder, 'db'), { recursive: true });
      await expectAll(acknowledged);
    },
  );

  it('begins anew after SIGKILL at any moment of its first start', { timeout }, async () => {
    for (let round = 0; round < (isFull ? 12 : 2); round += 1) {
      const writer = new Writer(`first-${round}`);
      await writer.said(1);
      await sleep(randomInt(0, 1500));
      const acknowledged = await writer.kill();
      await expectAll(acknowledged);
      if (round % 2 === 1) continue;
      await rm(join(folder, 'db'), { recursive: true, force: true });
      await rm(join(folder, 'journal'), { recursive: true, force: true });
    }
  });
});

describe('on PostgreSQL', () => {
  let server: TestPostgres;
  let admin: Database;
  beforeAll(async () => {
    server = await startTestPostgres();
    admin = await openDatabase({ url: server.url });
  });
  beforeEach(async () => {
    await admin.query(sql`drop schema if exists zoqore_ledger cascade`);
    await admin.query(sql`drop table if exists beside`);
  });
  afterAll(async () => {
    await admin.close();
    await server.stop();
  });

  it(`loses no acknowledged entry to SIGKILL in ${rounds} rounds`, { timeout }, async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const writer = new Writer(String(round), server.url);
      await writer.said(2);
      await sleep(randomInt(50, 600));
      acknowledged.push(...(await writer.kill()));
    }
    expect(acknowledged.length).toBeGreaterThan(rounds);
    await expectAll(acknowledged, server.url);
  });

  it(
    `loses none of four writers that are killed and cut off from the server, in ${rounds} rounds`,
    { timeout },
    async () => {
      const proxy = await startProxy(server.url);
      const acknowledged: string[] = [];
      try {
        const start = (name: string): Writer => new Writer(name, proxy.url);
        const writers = [0, 1, 2, 3].map((at) => start(`${at}`));
        await Promise.all(writers.map(async (writer) => await writer.said(2)));
        for (let round = 0; round < rounds; round += 1) {
          await sleep(randomInt(50, 300));
          // In turns: from the server's side, and in the middle of the wire.
          if (round % 2 === 0) {
            await admin.query(sql`select pg_terminate_backend(pid) from pg_stat_activity
              where application_name = 'zoqore' and pid <> pg_backend_pid() and backend_type = 'client backend'
                and client_port is not null and query not like '%pg_terminate_backend%'`);
          } else proxy.cut();
          await sleep(randomInt(50, 300));
          const at = round % writers.length;
          acknowledged.push(...((await writers[at]?.kill()) ?? []));
          writers[at] = start(`${at}-${round}`);
          await writers[at].said(2);
        }
        for (const writer of writers) acknowledged.push(...(await writer.kill()));
      } finally {
        proxy.close();
      }
      expect(new Set(acknowledged).size).toBe(acknowledged.length);
      expect(acknowledged.length).toBeGreaterThan(4);
      await expectAll(acknowledged, server.url);
    },
  );
});

/** A wire to the server that can be cut. */
async function startProxy(target: string): Promise<{ url: string; cut: () => void; close: () => void }> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const proxy = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(target);
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.href,
    cut,
    close: () => {
      cut();
      proxy.close();
    },
  };
}
