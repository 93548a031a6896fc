import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiReports } from './api-reports.ts';
import { compareReports, writeReports } from './compare-reports.ts';

/** `node check-reports.ts [--accept] [ROOT]`: whether docs/api says what the built packages export. */
const args = process.argv.slice(2);
const root =
  args.find((argument) => !argument.startsWith('-')) ?? fileURLToPath(new URL('../../..', import.meta.url));
const folder = join(root, 'docs', 'api');
const reports = apiReports(root);
if (args.includes('--accept')) writeReports(reports, folder);
const differences = compareReports(reports, folder);
if (differences.length === 0) {
  console.log(`${reports.size} API reports are up to date`);
} else {
  console.error(differences.join('\n'));
  console.error(
    '\nthe public API is not what docs/api says. If that is meant: pnpm api, and commit docs/api',
  );
  process.exitCode = 1;
}
