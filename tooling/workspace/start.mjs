// `npm start`: installs and builds what is missing, then serves.
import { spawn } from 'node:child_process';
import { prepare } from './prepare.mjs';
import { root } from './toolchain.mjs';

prepare();
serve();

function serve() {
  const child = spawn('./qorectl', ['serve', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
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
