import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@zoqore/database';
import { createSigner } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { newApiKey, openRuntime } from '@zoqore/runtime';
import { createHttpApp, listen } from '@zoqore/runtime/http';

// The runtime as `qorectl serve` composes it: embedded store, journal synced before each commit, pack `failsafe`.
const directory = mkdtempSync(join(tmpdir(), 'zoqore-bench-'));
const durability = process.argv[2] === 'process' ? 'process' : 'fsync';
const database = await openDatabase({ url: `pglite:${join(directory, 'db')}` });
const key = newApiKey(randomBytes);
const runtime = await openRuntime({
  database,
  store: createSqlStore({ database, durability, journalDirectory: join(directory, 'journal') }),
  signer: createSigner('zoqore/bench/main', generateKeyPairSync('ed25519').privateKey),
  installationId: 'bench',
  policy: {
    text: readFileSync(fileURLToPath(import.meta.resolve('@zoqore/policy/packs/failsafe.yaml')), 'utf8'),
    source: 'failsafe.yaml',
  },
  environment: { workspace: '/work/project', home: '/home/ada', protectedPaths: ['/work/project/.failsafe'] },
  presetKeys: [{ name: 'bench', key, scopes: ['decide'], actors: 'any' }],
});
const app = createHttpApp({ runtime: () => runtime, version: 'bench' });
const { url } = await listen({ ...app, address: { host: '127.0.0.1', port: 0 } });
process.on(
  'SIGINT',
  () =>
    void runtime
      .close()
      .then(() => database.close())
      .then(() => process.exit(0)),
);
process.on('message', (message) => {
  if (message !== 'heap') return;
  if (globalThis.gc === undefined)
    throw new Error('expected --expose-gc: a heap with garbage in it says nothing');
  globalThis.gc();
  process.send?.({ heapBytes: process.memoryUsage().heapUsed });
});
process.send?.({ url, key, directory });
