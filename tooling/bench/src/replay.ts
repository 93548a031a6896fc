import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@zoqore/database';
import { createSigner, openLedger } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { newApiKey, openRuntime } from '@zoqore/runtime';
import { median } from './percentile.ts';

/**
 * Recorded decisions under two policies: `failsafe`, under which they were made, and `balanced`. A few hundred are made by
 * the runtime; their entries are written again under new ids until there are enough, for making them all would take an hour.
 */
const decisions = Number(process.env['DECISIONS'] ?? 100_000);
const rounds = Number(process.env['ROUNDS'] ?? 3);
const pack = (name: string) => ({
  text: readFileSync(fileURLToPath(import.meta.resolve(`@zoqore/policy/packs/${name}.yaml`)), 'utf8'),
  source: `${name}.yaml`,
});
const directory = mkdtempSync(join(tmpdir(), 'zoqore-bench-'));
const database = await openDatabase({
  url: process.env['DATABASE_URL'] ?? `pglite:${join(directory, 'db')}`,
});
const key = newApiKey(randomBytes);
const hostKey = newApiKey(randomBytes);
const installationId = randomUUID();
const signer = createSigner(`zoqore/${installationId}/main`, generateKeyPairSync('ed25519').privateKey);
const store = () =>
  createSqlStore({
    database,
    durability: 'process',
    ...(database.isExclusive ? { journalDirectory: join(directory, 'journal') } : {}),
  });
const open = () =>
  openRuntime({
    database,
    store: store(),
    signer,
    installationId,
    policy: pack('failsafe'),
    environment: {
      workspace: '/work/project',
      home: '/home/ada',
      protectedPaths: ['/work/project/.failsafe'],
    },
    presetKeys: [
      { name: 'bench', key, scopes: ['decide'], actors: 'any' },
      { name: 'host', key: hostKey, scopes: ['approve', 'admin'], actors: [] },
    ],
  });

const asked = [
  { action: 'read', targetPath: 'docs/guide/readme.md' },
  { action: 'read', targetPath: '/etc/hosts' },
  { action: 'read', targetPath: 'src/.env' },
  { action: 'execute', targetPath: '.', context: { command: 'pnpm test --watch' } },
  { action: 'execute', targetPath: '.', context: { command: 'git status && git diff | head -50' } },
  { action: 'network', targetPath: 'https://docs.python.org/3/library/os.html' },
  {
    action: 'read',
    targetPath: 'src/index.ts',
    context: { tool: { server: 'files', name: 'read_file', arguments: { path: 'src/index.ts' } } },
  },
];
const runtime = await open();
const agent = runtime.authenticate(key);
if (agent === undefined) throw new Error('expected the key to be known');
for (let at = 0; at < 280; at += 1) {
  const fields = asked[at % asked.length];
  await runtime.decide(agent, { requestId: `r${at}`, actorId: `did:myth:agent-${at % 20}`, ...fields });
}
const made = (await runtime.ledger.entries({ limit: 1000, kind: 'decision' })).map(
  ({ kind, actor, at, body, commitments = {} }) => ({ kind, actor, at, body, commitments }),
);
await runtime.close();
const ledger = await openLedger({ store: store(), origin: signer.name, signer });
for (let done = made.length; done < decisions; done += 1024) {
  await Promise.all(
    Array.from({ length: Math.min(1024, decisions - done) }, async (_, at) => {
      const draft = made[(done + at) % made.length];
      if (draft === undefined) throw new Error('expected decisions');
      await ledger.append({ ...draft, idem: `dec_${randomUUID()}` }, [], { isIdemNew: true });
    }),
  );
}
const bytes = Buffer.byteLength((await ledger.entry((await ledger.head()).size - 1))?.leaf ?? '');
await ledger.close();

const replaying = await open();
const host = replaying.authenticate(hostKey);
if (host === undefined) throw new Error('expected the key to be known');
const perSecond: number[] = [];
let rss = 0;
let peak = 0;
for (let round = 0; round <= rounds; round += 1) {
  const begun = performance.now();
  const sample = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const report = await replaying.policies.replay(host, { after: pack('balanced') });
  clearInterval(sample);
  const rate = report.decisions / ((performance.now() - begun) / 1000);
  // The first one is for the compilers.
  if (round > 0) perSecond.push(rate);
  else {
    rss = process.memoryUsage().rss;
    peak = rss;
  }
  if (round === rounds) {
    const skipped = report.notReplayable.reduce((sum, { count }) => sum + count, 0);
    console.log(
      `${report.decisions} decisions, the last of ${bytes} bytes: ${report.same} same, ${report.wider} wider, ${report.narrower} narrower, ${report.obligations} with other obligations, ${skipped} not replayable`,
    );
  }
}
console.log(
  `${database.engine}  ${Math.round(median(perSecond))} decisions a second, median of ${rounds} rounds (${perSecond.map(Math.round).join(', ')}); resident memory at most ${Math.round((peak - rss) / 2 ** 20)} MiB over what it was after the first`,
);
await replaying.close();
await database.close();
rmSync(directory, { recursive: true });
