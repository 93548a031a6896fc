import { resolve } from 'node:path';
import type { RuntimeClient } from '@zoqore/runtime/client';
import { QoreError } from './errors.ts';
import { type Home, locateHome, namedByData, openHome, statOf } from './home.ts';
import { excerpt } from './render/neutralise.ts';
import { readApiKey, secretFiles } from './secrets.ts';
import type { Session } from './session.ts';

/** Which of the installation's own keys a command presents when no `--key-file` is given. */
export type Role = 'agent' | 'host';

export interface ConnectOptions {
  readonly home?: string | undefined;
  readonly url?: string | undefined;
  readonly 'key-file'?: string | undefined;
}

export interface Connection {
  readonly client: RuntimeClient;
  /** `server`: through its socket. `store`: no server runs, this process opened the store. `remote`: by `--url`. */
  readonly through: 'server' | 'store' | 'remote';
  /** Undefined when remote. */
  readonly home: Home | undefined;
  close(): Promise<void>;
}

/** Where the commands of this session look for an installation. */
export function homeOf(session: Session, flag: string | undefined): string {
  return locateHome({ flag, environment: session.environment, workingDirectory: session.workingDirectory });
}

/**
 * One API, whoever serves it: a server of this installation, the store itself when none runs, or `--url`.
 * @throws QoreError HOME_MISSING, HOME_UNSAFE, SECRET_UNSAFE; DatabaseError DATABASE_LOCKED
 */
export async function connect(session: Session, options: ConnectOptions, role: Role): Promise<Connection> {
  // Not at the top: with node:http comes the whole of undici, 50 ms that `help` and `explain` need not pay.
  const [{ createClient }, { createSocketFetch, isAnswering, socketAddress }] = await Promise.all([
    import('@zoqore/runtime/client'),
    import('./socket.ts'),
  ]);
  const given = options['key-file'] === undefined ? undefined : givenKey(session, options['key-file']);
  if (options.url !== undefined) {
    if (given === undefined)
      throw new QoreError({ code: 'USAGE_INVALID', message: '--url needs --key-file' });
    const baseUrl = requireSafeUrl(options.url);
    return {
      client: createClient({ baseUrl, key: given }),
      through: 'remote',
      home: undefined,
      close: async () => undefined,
    };
  }
  const home = openHome(homeOf(session, options.home));
  const key = given ?? ownKey(home, session, role);
  const socket = socketAddress(home.socket);
  if (await isAnswering(socket)) {
    const client = createClient({ baseUrl: 'http://localhost', key, fetch: createSocketFetch(socket) });
    return { client, through: 'server', home, close: async () => undefined };
  }
  const [{ openLocalRuntime, readConfig }, { createHttpApp }] = await Promise.all([
    import('./local-runtime.ts'),
    import('@zoqore/runtime/http'),
  ]);
  const local = await openLocalRuntime({
    home,
    config: readConfig(home),
    environment: session.environment,
    clock: session.clock,
    lockTimeoutMs: 3_000,
  });
  const app = createHttpApp({ runtime: () => local.runtime, version: session.version });
  const client = createClient({
    baseUrl: 'http://localhost',
    key,
    // No socket is in between to say for whom the request is.
    fetch: async (input, init) => {
      const headers = new Headers(init.headers);
      headers.set('host', 'localhost');
      return app.fetch(new Request(input, { ...init, headers }));
    },
  });
  return { client, through: 'store', home, close: () => local.close() };
}

/** Runs one piece of work on a connection and closes it, whatever happened. */
export async function withClient<T>(
  session: Session,
  options: ConnectOptions,
  role: Role,
  work: (client: RuntimeClient, connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(session, options, role);
  try {
    return await work(connection.client, connection);
  } finally {
    await connection.close();
  }
}

/** Of `--key-file`. @throws QoreError INPUT_INVALID, SECRET_UNSAFE, SECRET_INVALID */
function givenKey(session: Session, file: string): string {
  const path = resolve(session.workingDirectory, file);
  if (statOf(path) !== undefined) return readApiKey(path);
  throw new QoreError({
    code: 'INPUT_INVALID',
    message: `--key-file: there is no file \`${excerpt(file, 200)}\``,
    hint: 'check the path; qorectl keys create --name NAME --actor ID --out FILE makes one',
    details: { path: file },
  });
}

function ownKey(home: Home, session: Session, role: Role): string {
  const legacy = session.environment['QORE_API_KEY'];
  if (role === 'agent' && legacy !== undefined && legacy !== '') {
    session.warn('QORE_API_KEY is still read; use --key-file');
    return legacy;
  }
  const files = secretFiles(namedByData(home, home.secrets));
  return readApiKey(role === 'agent' ? files.agentKey : files.hostKey);
}

/** A key goes over plain HTTP to this machine only. */
function requireSafeUrl(text: string): string {
  const url = URL.parse(text);
  const isLoopback = url !== null && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (
    url === null ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.password !== ''
  ) {
    throw new QoreError({
      code: 'USAGE_INVALID',
      message: '--url: expected http://HOST:PORT or https://HOST without credentials',
    });
  }
  if (url.protocol === 'http:' && !isLoopback) {
    throw new QoreError({
      code: 'USAGE_INVALID',
      message: '--url: plain http is for this machine only: the key would be readable on the way',
      hint: `https://${url.host}, or a tunnel to 127.0.0.1`,
    });
  }
  return url.href.replace(/\/$/, '');
}
