// How the scripts of this clone find pnpm, and through it Node 24: both come from the npm registry (design: toolchain).
import { spawnSync } from 'node:child_process';
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

/** Installs what the lockfile says; quick when it is installed. Ends the process when it cannot. */
export function install() {
  const { status, error } = spawnSync(
    'npx',
    [
      ...pnpm,
      'install',
      '--frozen-lockfile',
      '--prefer-offline',
      '--reporter=append-only',
      '--loglevel=warn',
    ],
    { cwd: root, env: { ...environment, CI: 'true' }, stdio: ['ignore', 2, 2] },
  );
  if (status === 0) return;
  console.error(`error: could not install the workspace: ${error?.message ?? `pnpm exited with ${status}`}`);
  console.error('  the npm registry must be reachable the first time: npm ping');
  process.exit(1);
}
