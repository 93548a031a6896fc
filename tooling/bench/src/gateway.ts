import { constants, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { startServer, stopServer, type Server } from './load.ts';
import { median, percentile } from './percentile.ts';
import { warmUp } from './warm-up.ts';

/**
 * What the gateway adds to a tool call. The official filesystem server is called directly over stdio, through the
 * official server stack over HTTP without governance (`passthrough`), and through the gateway on the real runtime with the
 * synced journal (`governed`), each server in a process of its own. Calls take turns; percentiles of each round, and the
 * median over the rounds of what is compared within one.
 */
const calls = Number(process.env['CALLS'] ?? 1_000);
const rounds = Number(process.env['ROUNDS'] ?? 5);
/** What a way leaves to do behind its answers falls on its own next call, not on another way's. */
const CALLS_OF_A_TURN = 10;
const warmUpHundreds = Number(process.env['WARMUP'] ?? 30);
/** `legacy` is what clients do by default; `auto` speaks 2026-07-28 where the server does. */
const era = process.env['ERA'] === 'auto' ? 'auto' : 'legacy';
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'zoqore-bench-')));
const workspace = join(folder, 'work');
mkdirSync(join(workspace, 'docs'), { recursive: true });
const file = join(workspace, 'docs', 'readme.md');
writeFileSync(file, '# Bench\n');
const filesystemServer = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/server-filesystem/dist/index.js',
);
const upstream = [process.execPath, filesystemServer, workspace] as const;

const passthroughServer = await startServer('./passthrough-server.ts', ...upstream);
const gatewayServer = await startServer('./gateway-server.ts', workspace, ...upstream);
const [command, ...args] = upstream;
const direct = newClient();
await direct.connect(new StdioClientTransport({ command, args }));
const clients = {
  direct,
  passthrough: await overHttp(passthroughServer),
  governed: await overHttp(gatewayServer),
};
const journal = await open(
  join(folder, 'journal'),
  constants.O_WRONLY | constants.O_CREAT | constants.O_DSYNC,
);
const entry = Buffer.alloc(4096);
const ways = {
  direct: () => read(clients.direct),
  passthrough: () => read(clients.passthrough),
  governed: () => read(clients.governed),
  // What a decision waits for whatever it costs to make: one write that is on the disk.
  'synced write': async () => void (await journal.write(entry)),
};
type Way = keyof typeof ways;
const names = Object.keys(ways) as Way[];

const warm = await warmUp(async () => median((await takeTurns(100)).governed), {
  least: Math.min(8, warmUpHundreds),
  most: warmUpHundreds,
});
console.log(`${warm.isStable ? 'stable' : 'not stable'} after ${warm.turns * 100} calls (${era})`);
const measured: Readonly<Record<Way, readonly number[]>>[] = [];
for (let round = 0; round < rounds; round++) measured.push(await takeTurns(calls));
console.log(`medians of ${rounds} rounds of ${calls} calls each way; in brackets, the range of p99`);
for (const way of names) {
  report(way, (share) => measured.map((times) => percentile(times[way], share)));
}
for (const base of ['direct', 'passthrough'] as const) {
  report(`over ${base}`, (share) =>
    measured.map((times) => percentile(times.governed, share) - percentile(times[base], share)),
  );
}
await Promise.all(Object.values(clients).map((client) => client.close()));
await Promise.all([stopServer(passthroughServer), stopServer(gatewayServer)]);
await journal.close();
rmSync(folder, { recursive: true });

function newClient(): Client {
  return new Client({ name: 'bench', version: '1' }, { versionNegotiation: { mode: era } });
}

async function overHttp({ ready }: Server): Promise<Client> {
  const headers = ready.key === undefined ? {} : { authorization: `Bearer ${ready.key}` };
  const client = newClient();
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${ready.url}/mcp`), { requestInit: { headers } }),
  );
  return client;
}

async function takeTurns(count: number): Promise<Record<Way, number[]>> {
  const times: Record<Way, number[]> = { direct: [], passthrough: [], governed: [], 'synced write': [] };
  for (let i = 0; i < count; i += CALLS_OF_A_TURN) {
    for (const name of names) {
      for (let call = 0; call < CALLS_OF_A_TURN; call++) {
        const begun = performance.now();
        await ways[name]();
        times[name].push(performance.now() - begun);
      }
    }
  }
  return times;
}

async function read(client: Client): Promise<void> {
  const result = await client.callTool({ name: 'read_text_file', arguments: { path: file } });
  if (result.isError === true) throw new Error(JSON.stringify(result.content));
}

function report(name: string, ofRounds: (share: number) => readonly number[]): void {
  const tails = ofRounds(0.99);
  const range = `${Math.min(...tails).toFixed(2)}–${Math.max(...tails).toFixed(2)}`;
  console.log(
    `${name.padEnd(16)} p50 ${median(ofRounds(0.5)).toFixed(2)} ms  p99 ${median(tails).toFixed(2)} ms  (${range})`,
  );
}
