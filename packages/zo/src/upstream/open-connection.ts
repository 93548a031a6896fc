/* oxlint-disable unicorn/prefer-add-event-listener -- MCP transports take one callback each and have no listeners */
import { Client, SdkError, SdkErrorCode, type Transport } from '@modelcontextprotocol/client';
import { ChildProcessTransport } from './child-process-transport.ts';
import { openHttpTransport } from './http-transport.ts';
import type { Log } from '../log.ts';
import { untilAborted } from './until-aborted.ts';
import type { UpstreamConfig } from './upstream-config.ts';
import { oneLine } from './upstream-error.ts';

export interface ConnectionOptions {
  readonly config: UpstreamConfig;
  /** How the gateway introduces itself. */
  readonly name: string;
  readonly version: string;
  readonly log: Log;
  /** What a child process gets of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onToolsChanged: () => void;
  readonly onStderr: (line: string) => void;
  /** Breaks the attempt off, and stops what it started. */
  readonly signal: AbortSignal;
}

const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
const PROBE_MS = 3_000;

/** A connection in the newest era that the server speaks. It declares nothing that a server could ask for. */
export async function openConnection(options: ConnectionOptions): Promise<Client> {
  try {
    return await handshake(options, 'auto');
  } catch (error) {
    // Some servers exit on any request before `initialize`, the modern probe included.
    if (options.config.transport.type !== 'stdio' || !isProbeFatal(error)) throw error;
    return handshake(options, 'legacy');
  }
}

async function handshake(options: ConnectionOptions, mode: 'auto' | 'legacy'): Promise<Client> {
  const { config, name, version, log, signal } = options;
  const client = new Client(
    { name, version },
    {
      capabilities: {},
      versionNegotiation: { mode, probe: { timeoutMs: PROBE_MS } },
      // In both eras: a notification in one, a subscription in the other.
      listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: options.onToolsChanged } },
    },
  );
  client.onerror = (error) => log.warn('upstream-error', { upstream: config.name, problem: oneLine(error) });
  signal.throwIfAborted();
  const transport = await makeTransport(options);
  try {
    await untilAborted(client.connect(transport, { timeout: config.connectTimeoutMs }), signal);
  } catch (error) {
    // Before the stop below, which ends it too.
    const ending = transport instanceof ChildProcessTransport ? transport.ending : undefined;
    await transport.close().catch(() => undefined);
    if (ending === undefined || signal.aborted || isProbeFatal(error)) throw error;
    throw new Error(ending, { cause: error });
  }
  return client;
}

function isProbeFatal(error: unknown): boolean {
  return error instanceof SdkError && error.code === SdkErrorCode.EraNegotiationFailed;
}

async function makeTransport({ config, environment, onStderr }: ConnectionOptions): Promise<Transport> {
  const { transport } = config;
  if (transport.type === 'http') return openHttpTransport(transport, MAX_MESSAGE_BYTES);
  return new ChildProcessTransport({
    command: transport.command,
    args: transport.args,
    env: { ...environment, ...transport.env },
    cwd: transport.cwd,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    onStderr,
  });
}
