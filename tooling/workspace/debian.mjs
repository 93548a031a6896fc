// Programs that tests check us against, from Debian: `npm test` installs what is missing where it may.
import { spawnSync } from 'node:child_process';

/** What opens and makes the archives of packages/resilience. */
const packages = ['age', 'zstd'];

/** Says what it does. Tests that need what could not be installed say that they are skipped. */
export function installDebianPackages() {
  const missing = packages.filter((name) => spawnSync(name, ['--version']).error !== undefined);
  if (missing.length === 0) return;
  const isAllowed = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).error === undefined;
  if (!isAllowed) {
    console.error(`not installed: ${missing.join(', ')} (needs root and apt-get); their tests are skipped`);
    return;
  }
  console.error(`installing ${missing.join(', ')} from Debian…`);
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', '-y', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 2],
    }).status;
  const install = () => apt('install', '--no-install-recommends', ...missing);
  // A machine that was never asked for a package knows none.
  if (install() !== 0 && (apt('update') !== 0 || install() !== 0)) {
    console.error(`not installed: ${missing.join(', ')} (apt-get failed); their tests are skipped`);
  }
}
