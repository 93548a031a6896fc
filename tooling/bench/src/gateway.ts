import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { openDatabase } from '@zoqore/database';
import { createSigner } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { newApiKey, openRuntime } from '@zoqore/runtime';
import { listen } from '@zoqore/runtime/http';
import { createGateway, parseUpstreams } from '@zoqore/zo';
import { median, percentile } from './percentile.ts';
import { warmUp } from './warm-up.ts';

/**
 * What the gateway adds to a tool call: the official filesystem server called directly over stdio, and the same server
 * behind the gateway on the real runtime with the synced journal. Calls take turns; percentiles of each.
 */
const calls = Number(process.env['CALLS'] ?? 1_000);
const warmUpHundreds = Number(process.env['WARMUP'] ?? 30);
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'zoqore-bench-')));
const workspace = join(folder, 'work');
mkdirSync(join(workspace, 'docs'), { recursive: true });
const file = join(workspace, 'docs', 'readme.md');
writeFileSync(file, '# Bench\n');
const upstream = {
  command: process.execPath,
  args: [
    createRequire(import.meta.url).resolve('@modelcontextprotocol/server-filesystem/dist/index.js'),
    workspace,
  ],
};

const database = await openDatabase({ url: `pglite:${join(folder, 'db')}` });
const key = newApiKey(randomBytes);
const runtime = await openRuntime({
  database,
  store: createSqlStore({ database, durability: 'fsync', journalDirectory: join(folder, 'journal') }),
  signer: createSigner('zoqore/bench/main', generateKeyPairSync('ed25519').privateKey),
  installationId: 'bench',
  policy: {
    text: readFileSync(fileURLToPath(import.meta.resolve('@zoqore/policy/packs/failsafe.yaml')), 'utf8'),
    source: 'failsafe.yaml',
  },
  environment: { workspace, home: '/home/ada', protectedPaths: [] },
  presetKeys: [{ name: 'bench', key, scopes: ['decide'], actors: 'any' }],
});
const gateway = await createGateway({
  governance: runtime,
  upstreams: parseUpstreams([
    { name: 'files', preset: 'filesystem', transport: { type: 'stdio', ...upstream } },
  ]),
  name: 'zoqore',
  version: 'bench',
  clock: Date.now,
  log: { info: () => undefined, warn: () => undefined, error: (...parts) => console.error(...parts) },
});
const listener = await listen({
  fetch: (request) => gateway.fetch(request),
  address: { host: '127.0.0.1', port: 0 },
});

const direct = new Client({ name: 'bench', version: '1' });
await direct.connect(new StdioClientTransport(upstream));
const governed = new Client({ name: 'bench', version: '1' });
await governed.connect(
  new StreamableHTTPClientTransport(new URL(`${listener.url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
  }),
);

const clients = { direct, governed };
const times = { direct: [] as number[], governed: [] as number[] };
const warm = await warmUp(
  async () => {
    await takeTurns(100);
    return median(times.governed.splice(0));
  },
  { least: Math.min(8, warmUpHundreds), most: warmUpHundreds },
);
console.log(`${warm.isStable ? 'stable' : 'not stable'} after ${warm.turns * 100} calls`);
times.direct.length = 0;
await takeTurns(calls);
for (const [name, list] of Object.entries(times)) {
  console.log(
    `${name.padEnd(9)} p50 ${median(list).toFixed(2)} ms  p99 ${percentile(list, 0.99).toFixed(2)} ms  (${list.length} calls)`,
  );
}
const compared = (share: number): string => {
  const [governedMs, directMs] = [percentile(times.governed, share), percentile(times.direct, share)];
  return `${(governedMs - directMs).toFixed(2)} ms (${(governedMs / directMs).toFixed(1)} ×)`;
};
console.log(`added     p50 ${compared(0.5)}  p99 ${compared(0.99)}`);
await Promise.all([direct.close(), governed.close()]);
await listener.close();
await gateway.close();
await runtime.close();
await database.close();
rmSync(folder, { recursive: true });

async function takeTurns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    for (const name of ['direct', 'governed'] as const) {
      const begun = performance.now();
      const result = await clients[name].callTool({ name: 'read_text_file', arguments: { path: file } });
      if (result.isError === true) throw new Error(JSON.stringify(result.content));
      times[name].push(performance.now() - begun);
    }
  }
}
