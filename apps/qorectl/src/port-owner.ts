import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { QoreError } from './errors.ts';
import { excerpt } from './render/neutralise.ts';

export interface Address {
  readonly name: 'runtime' | 'gateway' | 'witness';
  readonly host: string;
  readonly port: number;
}

/**
 * Fails early, before a store is opened, when addresses cannot be listened on; all that are taken are named.
 * @throws QoreError PORT_TAKEN with the process that has it where /proc tells, PORT_REFUSED
 */
export async function requireFreePorts(addresses: readonly Address[]): Promise<void> {
  const errors: unknown[] = [];
  for (const address of addresses) {
    // Port 0 takes any that is free.
    if (address.port === 0) continue;
    try {
      await requireFreePort(address);
    } catch (error) {
      errors.push(error);
    }
  }
  const [first, ...others] = errors;
  if (first === undefined) return;
  const problems = errors.filter((error) => error instanceof QoreError);
  if (others.length === 0 || problems.length < errors.length) throw first;
  throw new QoreError({
    code: problems.some(({ code }) => code === 'PORT_TAKEN') ? 'PORT_TAKEN' : 'PORT_REFUSED',
    message: problems.map(({ message }) => message).join('; '),
    hint: `choose others: qorectl serve ${addresses.map(otherPort).join(' ')}   (or ${addresses.map(({ name }) => `${name}.port`).join(' and ')} in zoqore.yaml)`,
    cause: first,
    details: { ports: problems.map(({ details }) => details) },
  });
}

async function requireFreePort(address: Address): Promise<void> {
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
  const where = `${address.host}:${address.port}`;
  const elsewhere =
    address.name === 'witness'
      ? 'choose another: qorectl witness serve --listen HOST:PORT'
      : `choose another: qorectl serve ${otherPort(address)}   (or ${address.name}.port in zoqore.yaml)`;
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

function otherPort({ name, port }: Address): string {
  return `${name === 'runtime' ? '--port' : '--gateway-port'} ${port < 65_000 ? port + 100 : 7878}`;
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
        return { pid: Number(entry), command: excerpt(commandLine(entry), 200) };
      }
    }
  }
  return undefined;
}

/** As it was typed, without the folder of the program; the name of the thread for processes that hide it. */
function commandLine(pid: string): string {
  const [program = '', ...words] = (attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '').split(
    '\0',
  );
  const line = [basename(program), ...words].join(' ').trim();
  return line === '' ? (attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) ?? 'unknown') : line;
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
