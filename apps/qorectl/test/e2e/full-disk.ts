import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeStore, start } from './command-line.ts';

// Runs inside `unshare -Urm`: mounts a small file system, serves on it, fills it, and frees it again. Prints what the
// API answered as one JSON document.
const mount = mkdtempSync(join(tmpdir(), 'zoqore-full-'));
const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=700', 'tmpfs', mount]);
if (status !== 0) throw new Error('could not mount');
const home = join(mount, '.failsafe');
mkdirSync(join(mount, 'work'));
await placeStore(home);

const server = start(['serve', '--port', '0', '--gateway-port', '0'], {
  workingDirectory: join(mount, 'work'),
  environment: { ZOQORE_HOME: home },
});
const [, url = ''] = await server.until(/runtime +(http:\/\/127\.0\.0\.1:\d+)\n[^]*Ctrl-C/);
const secret = (name: string): string => readFileSync(join(home, 'data/secrets', name), 'utf8').trim();
const key = secret('agent.key');
let count = 0;

const before = await decision();
fill();
const whileFull: number[] = [];
for (let i = 0; i < 5; i++) whileFull.push((await ask()).status);
const healthWhileFull = (await fetch(`${url}/health`)).status;
rmSync(join(mount, 'ballast'));
const after = await decision();
const healthAfter = (await fetch(`${url}/health`)).status;
const verify = await fetch(`${url}/v1/ledger/verify`, {
  method: 'POST',
  headers: { 'x-qore-api-key': secret('host.key') },
  body: '{}',
});
const { verified } = (await verify.json()) as { verified: boolean };
server.child.kill('SIGTERM');
await server.ended;
process.stdout.write(JSON.stringify({ before, whileFull, healthWhileFull, after, healthAfter, verified }));

/** Every byte that is left, also those that the server takes or gives back meanwhile. */
function fill(): void {
  const ballast = join(mount, 'ballast');
  for (let { bavail, bsize } = statfsSync(mount); bavail > 0; { bavail, bsize } = statfsSync(mount)) {
    try {
      appendFileSync(ballast, Buffer.alloc(bavail * bsize));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
}

function ask(): Promise<Response> {
  return fetch(`${url}/evaluate`, {
    method: 'POST',
    headers: { 'x-qore-api-key': key },
    body: JSON.stringify({
      requestId: `full-${++count}`,
      actorId: 'did:myth:agent',
      action: 'read',
      targetPath: 'docs/readme.md',
    }),
  });
}

async function decision(): Promise<string> {
  return ((await (await ask()).json()) as { decision: string }).decision;
}
