// `npm start`: installs and builds what is missing, then serves.
import { spawn } from 'node:child_process';
import { prepare } from './prepare.mjs';
import { swallowedFlags } from './swallowed-flags.mjs';
import { pathWithoutNpm, root } from './toolchain.mjs';

const typed = swallowedFlags(process.argv.slice(2), process.env);
if (typed !== undefined) {
  console.error('error: npm kept a flag that was meant for ZoQore; nothing was started');
  console.error(`  after a bare -- npm hands flags on: ${typed}`);
  process.exit(2);
}
prepare();
serve();

function serve() {
  const child = spawn('./qorectl', ['serve', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: pathWithoutNpm() },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal has sent Ctrl-C to the child as well, and npm hands it on once more.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`error: ./qorectl cannot be run: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}
