/* oxlint-disable unicorn/prefer-add-event-listener -- MCP transports take one callback each and have no listeners */
import { Client, SdkError, SdkErrorCode, type Transport } from '@modelcontextprotocol/client';
import { ChildProcessTransport } from './child-process-transport.ts';
import { openHttpTransport } from './http-transport.ts';
import type { Log } from './log.ts';
import type { UpstreamConfig } from './upstream-config.ts';
import { oneLine } from './upstream-error.ts';

export interface ConnectionOptions {
  readonly config: UpstreamConfig;
  /** How the gateway introduces itself. */
  readonly name: string;
  readonly version: string;
  readonly log: Log;
  /** PATH, HOME and LANG for child processes. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onToolsChanged: () => void;
}

const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
const MAX_CONNECT_MS = 30_000;
const PROBE_MS = 3_000;

/** A connection in the newest era that the server speaks. It declares nothing that a server could ask for. */
export async function openConnection(options: ConnectionOptions): Promise<Client> {
  try {
    return await handshake(options, 'auto');
  } catch (error) {
    // Some servers exit on any request before `initialize`, the modern probe included.
    const isProbeFatal = error instanceof SdkError && error.code === SdkErrorCode.EraNegotiationFailed;
    if (options.config.transport.type !== 'stdio' || !isProbeFatal) throw error;
    return handshake(options, 'legacy');
  }
}

async function handshake(options: ConnectionOptions, mode: 'auto' | 'legacy'): Promise<Client> {
  const { config, name, version, log } = options;
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
  const transport = await makeTransport(options);
  try {
    await client.connect(transport, { timeout: Math.min(config.timeoutMs, MAX_CONNECT_MS) });
  } catch (error) {
    await transport.close().catch(() => undefined);
    throw error;
  }
  return client;
}

async function makeTransport({ config, environment, log }: ConnectionOptions): Promise<Transport> {
  const { transport, name } = config;
  if (transport.type === 'http') return openHttpTransport(transport, MAX_MESSAGE_BYTES);
  return new ChildProcessTransport({
    command: transport.command,
    args: transport.args,
    env: { ...environment, ...transport.env },
    cwd: transport.cwd,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    onStderr: (line) => log.info('upstream-stderr', { upstream: name, line }),
  });
}
