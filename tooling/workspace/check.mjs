// `pnpm check`: everything that must hold before a commit lands. Runs under the clone's Node 24.
// Each check counts as one; the tests count one each. The last line is `N passed, N failed`.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, root } from './toolchain.mjs';

const scratch = await mkdtemp(join(tmpdir(), 'zoqore-check-'));
const report = join(scratch, 'vitest.json');

const packages = [];
for (const folder of ['packages', 'apps']) {
  for (const name of await readdir(join(root, folder))) {
    const manifest = JSON.parse(await readFile(join(root, folder, name, 'package.json'), 'utf8'));
    if (manifest.private !== true)
      packages.push({ name: manifest.name, folder: join(root, folder, name), manifest });
  }
}
// What a consumer installs: a CLI has no types to check.
const libraries = packages.filter(({ manifest }) => manifest.exports !== undefined);

/** @type {[string, string[]][]} */
const sourceChecks = [
  ['build', ['turbo', 'run', 'build', '--output-logs=errors-only']],
  ['format', ['oxfmt', '--check']],
  ['boundaries', ['turbo', 'boundaries']],
];
// These read what is built: type-aware rules, say, the declarations of the packages that a package imports.
/** @type {[string, string[]][]} */
const builtChecks = [
  ['lint', ['oxlint', '--deny-warnings', '--format=unix']],
  ['types', ['tsc', '-p', 'tsconfig.json']],
  ['dead code', ['knip']],
  ['API reports', ['node', 'tooling/api/src/check-reports.ts']],
  ...packages.map(({ name, folder }) => [`publint ${name}`, ['publint', '--strict', folder]]),
  ...libraries.map(({ name, folder }) => [
    `types as published ${name}`,
    ['attw', '--pack', folder, '--profile', 'esm-only'],
  ]),
];
const tests = ['vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=' + report];

let passed = 0;
let failed = 0;
const begun = performance.now();
// Two at a time: most of them leave one of two cores idle, and so do tests that wait for processes.
const [waiting, alongside] = [sourceChecks.values(), builtChecks.values()];
await Promise.all([judge(waiting), judge(waiting)]);
const [{ status }] = await Promise.all([run(tests, { isQuiet: false }), judge(alongside)]);
const result = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
passed += result?.numPassedTests ?? 0;
failed += result?.numFailedTests ?? 0;
// A file that could not even be loaded has no failed test in it, and a run without tests is no success.
const broken = (result?.testResults ?? []).filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
);
failed += broken.length;
if (result === undefined || result.numTotalTests === 0) failed++;
else if (status !== 0 && result.numFailedTests + broken.length === 0) failed++;
await rm(scratch, { recursive: true });
console.log(`${((performance.now() - begun) / 1000).toFixed(0)} s in all`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {Iterable<[string, string[]]>} checks shared with whoever else takes from it */
async function judge(checks) {
  for (const [name, command] of checks) {
    const { status, output, seconds } = await run(command, { isQuiet: true });
    if (status === 0) passed++;
    else failed++;
    console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
    if (status !== 0) console.log(output.trimEnd());
  }
}

/**
 * @param {string[]} command
 * @param {{ isQuiet: boolean }} options
 * @returns {Promise<{ status: number, output: string, seconds: number }>}
 */
function run([program, ...args], { isQuiet }) {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: environment,
      stdio: isQuiet ? 'pipe' : ['ignore', 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ status: 1, output: `${output}${error.message}`, seconds: 0 }));
    child.on('close', (code) =>
      resolve({ status: code ?? 1, output, seconds: (performance.now() - start) / 1000 }),
    );
  });
}
