// `npm test`: brings the toolchain from the npm registry, then runs every check. Needs Node ≥ 20 and npm, nothing else.
import { spawnSync } from 'node:child_process';
import { installDebianPackages } from './debian.mjs';
import { environment, install, pnpm, root } from './toolchain.mjs';

install();
installDebianPackages();
const { status } = spawnSync(
  'npx',
  [...pnpm, 'exec', 'node', 'tooling/workspace/check.mjs', ...process.argv.slice(2)],
  {
    cwd: root,
    env: environment,
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
