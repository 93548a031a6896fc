import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport, type CallToolResult } from '@modelcontextprotocol/client';
import { approve } from './approve.ts';
import { describeAnswer, shorten, type Replacement } from './transcript.ts';

export interface WalkOptions {
  /** The gateway's MCP endpoint, in front of the official filesystem server. */
  readonly gatewayUrl: string;
  /** The runtime's API, where a person's key decides approvals. */
  readonly runtimeUrl: string;
  /** Scope `decide`: what an agent holds. */
  readonly agentKey: string;
  /** Scope `approve`: what an agent never holds. */
  readonly hostKey: string;
  /** The directory that the filesystem server serves; holds `docs/readme.md` and `.env`. */
  readonly directory: string;
  readonly print: (line: string) => void;
}

/**
 * One agent's day in six steps: it looks round, reads, is refused a credentials file, is held before it writes, and
 * writes once a person has approved. Prints what happened and why, with paths, ids and instants replaced by names,
 * so that two walks print the same.
 */
export async function walk(options: WalkOptions): Promise<void> {
  const { directory, print } = options;
  const client = new Client(
    { name: 'filesystem-agent', version: '1.0.0' },
    { versionNegotiation: { mode: 'auto' } },
  );
  const transport = new StreamableHTTPClientTransport(new URL(options.gatewayUrl), {
    requestInit: { headers: { authorization: `Bearer ${options.agentKey}` } },
  });
  const places: readonly Replacement[] = [{ from: directory, to: '<workspace>' }];
  const step = (title: string): void => {
    print('');
    print(title);
  };
  const show = (result: CallToolResult): void => {
    for (const line of describeAnswer(result, places)) print(`   ${line}`);
  };
  await client.connect(transport);
  try {
    const { tools } = await client.listTools();
    const find = (name: string): string =>
      tools.find((tool) => tool.name.split('__').at(-1) === name)?.name ?? name;
    const call = (name: string, args: Record<string, string>): Promise<CallToolResult> =>
      client.callTool({ name: find(name), arguments: args });

    print(`An agent connects to ZoQore over MCP (${client.getNegotiatedProtocolVersion() ?? 'unknown'}).`);
    step('1. It asks which tools it has. It sees those that policy could ever allow it.');
    print(`   ${tools.map(({ name }) => name).join(', ')}`);

    step('2. It lists the workspace. Reading is routine.');
    show(await call('list_directory', { path: directory }));

    step('3. It reads docs/readme.md. Also routine.');
    show(await call('read_text_file', { path: join(directory, 'docs', 'readme.md') }));

    step('4. It tries to read .env, where credentials live. No one can approve this: it is refused.');
    show(await call('read_text_file', { path: join(directory, '.env') }));

    step('5. It wants to write notes.md. That changes something, so a person decides first.');
    // New words each time: an approval is for these arguments, once.
    const note = { path: join(directory, 'notes.md'), content: `The readme is clear. (${randomUUID()})\n` };
    const held = await call('write_file', note);
    show(held);

    step(
      '6. A person approves, with a key that the agent does not have. The agent makes the same call again.',
    );
    print(`   ${shorten(await approve(options, held), places)}`);
    show(await call('write_file', note));

    print('');
    print('Every step is in the ledger: the decision, the reasons, and what followed.');
  } finally {
    await client.close();
  }
}
