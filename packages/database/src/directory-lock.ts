import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from './errors.ts';
import { isAlive, processStart } from './internal/process-identity.ts';

interface Holder {
  readonly pid: number;
  readonly start: string | undefined;
  readonly since: string;
}

export interface DirectoryLock {
  release(): Promise<void>;
}

const retryMs = 50;

/**
 * One opener per directory, that holds `what` there. On Linux the kernel holds the lock (an abstract socket ends with its process) and the
 * file only names the holder; elsewhere the file is the lock. A live holder never loses it.
 *
 * @throws DATABASE_LOCKED once another process has held it for `timeoutMs`
 */
export async function lockDirectory(
  directory: string,
  { what, timeoutMs }: { readonly what: string; readonly timeoutMs: number },
): Promise<DirectoryLock> {
  const path = await realpath(directory);
  const file = join(path, 'lock');
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const server = process.platform === 'linux' ? await listen(path) : undefined;
    if (server !== null) {
      const stopped = await takeFile(file);
      if (stopped === undefined) return { release: () => release(file, server) };
      await close(server);
    }
    if (Date.now() >= giveUpAt) throw locked(what, path, await readHolder(file));
    await sleep(retryMs);
  }
}

/** Null when another process listens. */
async function listen(path: string): Promise<Server | null> {
  const name = `\0zoqore-${createHash('sha256').update(path).digest('hex')}`;
  const server = createServer((socket) => socket.destroy());
  return await new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen({ path: name, exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** Undefined when the file is ours now, else its live holder. Hard links make the taking atomic. */
async function takeFile(file: string): Promise<Holder | undefined> {
  const own = `${file}.${randomUUID()}`;
  const holder = { pid: process.pid, start: processStart(process.pid), since: new Date().toISOString() };
  await writeFile(own, `${JSON.stringify(holder)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    for (;;) {
      try {
        await link(own, file);
        return undefined;
      } catch (error) {
        if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
      }
      const current = await readHolder(file);
      if (current !== undefined && isAlive(current.pid, current.start)) return current;
      await discard(file, current);
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Moves a dead holder's file away, and puts it back when another process was quicker and the file is alive. */
async function discard(file: string, judged: Holder | undefined): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const moved = await readHolder(aside);
  if (moved !== undefined && (moved.pid !== judged?.pid || moved.since !== judged.since)) {
    await link(aside, file).catch(() => undefined);
  }
  await rm(aside, { force: true });
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, start, since } = value as Record<string, unknown>;
    if (!Number.isSafeInteger(pid) || typeof pid !== 'number' || pid <= 0) return undefined;
    return {
      pid,
      start: typeof start === 'string' ? start : undefined,
      since: typeof since === 'string' ? since : 'an unknown time',
    };
  } catch {
    return undefined;
  }
}

function locked(what: string, directory: string, holder: Holder | undefined): DatabaseError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} since ${holder.since}`;
  return new DatabaseError({
    code: 'DATABASE_LOCKED',
    message: `${what} in \`${directory}\` is held by ${who}; stop that process or use another directory`,
    details: { directory, pid: holder?.pid, since: holder?.since },
  });
}

async function close(server: Server | undefined): Promise<void> {
  if (server === undefined) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}

async function release(file: string, server: Server | undefined): Promise<void> {
  await rm(file, { force: true });
  await close(server);
}
