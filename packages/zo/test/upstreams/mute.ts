/** A server that answers nothing, ignores SIGTERM and has a helper: argv holds the file for the two process ids. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const idle = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)';
const helper = spawn(process.execPath, ['-e', idle], { stdio: 'ignore' });
process.on('SIGTERM', () => undefined);
process.stdin.on('error', () => undefined).resume();
process.stderr.write('\u001b[31mwaiting for a licence server\n');
writeFileSync(process.argv[2] ?? '', JSON.stringify([process.pid, helper.pid]));
setInterval(() => undefined, 1000);
