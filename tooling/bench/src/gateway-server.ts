import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@zoqore/database';
import { createSigner } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { newApiKey, openRuntime } from '@zoqore/runtime';
import { listen } from '@zoqore/runtime/http';
import { createGateway, parseUpstreams } from '@zoqore/zo';

// The gateway as `qorectl serve` composes it: embedded store, journal synced before each answer, pack `failsafe`.
const [workspace = '', command = '', ...args] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'zoqore-bench-'));
const database = await openDatabase({ url: `pglite:${join(directory, 'db')}` });
const key = newApiKey(randomBytes);
const runtime = await openRuntime({
  database,
  store: createSqlStore({ database, durability: 'fsync', journalDirectory: join(directory, 'journal') }),
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
    { name: 'files', preset: 'filesystem', transport: { type: 'stdio', command, args } },
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
process.once('SIGTERM', () => {
  void Promise.all([gateway.close(), listener.close()])
    .then(() => runtime.close())
    .then(() => database.close())
    .then(() => process.exit(0));
});
process.send?.({ url: listener.url, key, directory });
