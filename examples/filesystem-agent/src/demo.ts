import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { walk } from './walk.ts';

/**
 * `npm run demo`: an installation of its own in a temporary folder, on free ports, with the official filesystem server
 * behind the gateway; the walk; then the check of the ledger that it left. Touches nothing else and leaves nothing.
 */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'zoqore-demo-')));
const home = join(folder, 'home');
const workspace = join(folder, 'workspace');
const qorectl = fileURLToPath(new URL('../../../qorectl', import.meta.url));

mkdirSync(join(workspace, 'docs'), { recursive: true });
writeFileSync(join(workspace, 'docs', 'readme.md'), '# Demo\nA workspace for an agent.\n');
writeFileSync(join(workspace, '.env'), 'API_KEY=not-for-agents\n');
writeConfig();

const server = spawn(qorectl, ['serve', '--home', home], { stdio: ['ignore', 'pipe', 'pipe'] });
/** What the server says beside its addresses belongs to the walk only when something went wrong. */
let said = '';
server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(code)));
}
try {
  const { runtimeUrl, gatewayUrl } = await ready(server);
  const readKey = (name: string): string => readFileSync(join(home, 'data', 'secrets', name), 'utf8').trim();
  await walk({
    gatewayUrl,
    runtimeUrl,
    agentKey: readKey('agent.key'),
    hostKey: readKey('host.key'),
    directory: workspace,
    print: (line) => console.log(line),
  });
  console.log('\n7. Anyone with the key of the log can check the record: `qorectl ledger verify`.');
  process.exitCode = await run(['ledger', 'verify', '--home', home]);
} catch (error) {
  process.stderr.write(said);
  throw error;
} finally {
  await cleanUp();
}

async function cleanUp(): Promise<void> {
  await stop(server);
  rmSync(folder, { recursive: true, force: true });
}

/** What a person would edit after the first start, written before it: free ports and one upstream. */
function writeConfig(): void {
  const config = join(home, 'gen-1', 'config');
  mkdirSync(config, { recursive: true, mode: 0o700 });
  const filesystemServer = createRequire(import.meta.url).resolve(
    '@modelcontextprotocol/server-filesystem/dist/index.js',
  );
  const text = JSON.stringify({
    version: 1,
    workspace,
    runtime: { port: 0 },
    gateway: { port: 0 },
    upstreams: [
      {
        name: 'files',
        preset: 'filesystem',
        transport: { type: 'stdio', command: process.execPath, args: [filesystemServer, workspace] },
      },
    ],
  });
  // JSON is YAML.
  writeFileSync(join(config, 'zoqore.yaml'), text, { mode: 0o600 });
}

interface Addresses {
  readonly runtimeUrl: string;
  readonly gatewayUrl: string;
}

/** The addresses, from the file that the server writes when it is up. */
async function ready(child: ChildProcess): Promise<Addresses> {
  child.stdout?.resume();
  const runFile = join(home, 'run', 'serve.json');
  const giveUp = Date.now() + 60_000;
  while (Date.now() < giveUp) {
    if (child.exitCode !== null)
      throw new Error(`expected a server, found that it ended with ${child.exitCode}`);
    try {
      return JSON.parse(readFileSync(runFile, 'utf8')) as Addresses;
    } catch {
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
  }
  throw new Error('expected a server within a minute');
}

async function run(args: readonly string[]): Promise<number> {
  const child = spawn(qorectl, args, { stdio: ['ignore', 'inherit', 'ignore'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
