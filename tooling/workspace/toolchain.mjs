// How the scripts of this clone find pnpm, and through it Node 24: both come from the npm registry (design: toolchain).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Arguments of npx. */
export const pnpm = ['--yes', 'pnpm@12.21.0'];

/** No tool phones home. FORCE_COLOR would beat NO_COLOR and make Node warn. */
export const environment = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
  NPM_CONFIG_UPDATE_NOTIFIER: 'false',
};

/**
 * PATH as it was typed under. npm puts `node_modules/.bin` of the clone and of every folder above it in front, which would
 * reach the programs that ZoQore starts: a user's npx would run under another Node, without the npmrc of its own.
 */
export function pathWithoutNpm(path = process.env.PATH ?? '') {
  const isOfNpm = (entry) => {
    if (entry.endsWith('node-gyp-bin')) return true;
    const [above] = entry.split('/node_modules/.bin');
    return entry.endsWith('/node_modules/.bin') && `${root}/`.startsWith(`${above}/`);
  };
  return path
    .split(':')
    .filter((entry) => !isOfNpm(entry))
    .join(':');
}

/** Installs what the lockfile says; quick when it is installed. Ends the process when it cannot. */
export function install() {
  const unreachable = existsSync(join(root, 'node_modules', '.modules.yaml')) ? undefined : reachRegistry();
  const { status, error } = spawnSync(
    'npx',
    [
      ...pnpm,
      'install',
      '--frozen-lockfile',
      unreachable === undefined ? '--prefer-offline' : '--offline',
      '--reporter=append-only',
      '--loglevel=warn',
    ],
    {
      cwd: root,
      env: {
        ...environment,
        CI: 'true',
        ...(unreachable === undefined ? {} : { npm_config_offline: 'true' }),
      },
      // What npm and pnpm say of a cache that lacks a package is said below in words.
      stdio: unreachable === undefined ? ['ignore', 2, 2] : 'ignore',
    },
  );
  if (status === 0) return;
  if (unreachable === undefined) {
    console.error(
      `error: could not install the workspace: ${error?.message ?? `pnpm exited with ${status}`}`,
    );
  } else {
    console.error(
      'error: the npm registry cannot be reached, and this machine has not cached what is needed',
    );
    console.error(`  tried  ${unreachable}, then the caches of npm and pnpm`);
    console.error('  the first time pnpm, Node 24 and the packages come from the registry: npm ping');
    console.error('  → behind a proxy: npm config set https-proxy http://HOST:PORT');
    console.error('  → with a mirror:  npm config set registry URL');
  }
  process.exit(1);
}

/**
 * What went wrong on the way to the registry, or undefined. Asked once and with npm, which knows its proxies and mirrors;
 * by itself npm tries again for more than a minute, and far longer where packets are dropped.
 */
function reachRegistry() {
  const { stderr } = spawnSync(
    'npm',
    ['view', pnpm[1], 'version', '--fetch-retries=0', '--fetch-timeout=15000'],
    { cwd: root, env: environment, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const [, address, reason] =
    /request to (\S+) failed, reason: (.*)/.exec(stderr) ?? /network timeout at: (\S+)()/.exec(stderr) ?? [];
  return address === undefined ? undefined : `${address} (${reason || 'no answer in 15 s'})`;
}
