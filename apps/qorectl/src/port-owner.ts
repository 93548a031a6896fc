import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { QoreError } from './errors.ts';
import { neutralise } from './render/neutralise.ts';

export interface Address {
  readonly name: 'runtime' | 'gateway';
  readonly host: string;
  readonly port: number;
}

/**
 * Fails early, before a store is opened, when an address cannot be listened on.
 * @throws QoreError PORT_TAKEN with the process that has it where /proc tells, PORT_REFUSED
 */
export async function requireFreePort(address: Address): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address.port, address.host, resolve);
    });
  } catch (error) {
    throw portError(address, error);
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}

/** Says which port, who has it and how to choose another; anything else than a port error stays what it is. */
export function portError(address: Address, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const flag = address.name === 'runtime' ? '--port' : '--gateway-port';
  const where = `${address.host}:${address.port}`;
  const other = `${flag} ${address.port < 65_000 ? address.port + 100 : 7878}`;
  const elsewhere = `choose another: qorectl serve ${other}   (or ${address.name}.port in zoqore.yaml)`;
  if (code === 'EADDRINUSE') {
    const owner = portOwner(address.port);
    const by = owner === undefined ? 'another process' : `process ${owner.pid} (${owner.command})`;
    return new QoreError({
      code: 'PORT_TAKEN',
      message: `port ${address.port} for the ${address.name} is taken on ${address.host} by ${by}`,
      hint: elsewhere,
      cause: error,
      details: { ...address, ...(owner === undefined ? {} : { owner }) },
    });
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL') {
    const why = code === 'EACCES' ? 'this user may not listen there' : 'it is no address of this machine';
    return new QoreError({
      code: 'PORT_REFUSED',
      message: `cannot listen on ${where}: ${why}`,
      hint: elsewhere,
      cause: error,
      details: { ...address },
    });
  }
  return error;
}

/** The process that listens on a TCP port, as far as /proc tells this user. */
export function portOwner(port: number): { readonly pid: number; readonly command: string } | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(file, port)));
  if (inodes.size === 0) return undefined;
  for (const entry of listing('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    for (const fd of listing(`/proc/${entry}/fd`)) {
      const target = attempt(() => readlinkSync(`/proc/${entry}/fd/${fd}`)) ?? '';
      if (inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')) {
        const command = attempt(() => readFileSync(`/proc/${entry}/comm`, 'utf8').trim());
        return { pid: Number(entry), command: neutralise(command ?? 'unknown') };
      }
    }
  }
  return undefined;
}

function listeningInodes(file: string, port: number): readonly string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return (attempt(() => readFileSync(file, 'utf8')) ?? '').split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === '0A' && local?.endsWith(`:${wanted}`) === true && inode !== undefined ? [inode] : [];
  });
}

function listing(folder: string): readonly string[] {
  return attempt(() => readdirSync(folder)) ?? [];
}

/** Processes come and go while /proc is read, and other users' are closed to us. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
