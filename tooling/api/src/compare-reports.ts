import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const reportName = /\.api\.md$/;

/** One sentence for each report in `folder` that says something else than `reports`; none when they agree. */
export function compareReports(reports: ReadonlyMap<string, string>, folder: string): string[] {
  const differences: string[] = [];
  for (const [name, text] of reports) {
    const path = join(folder, name);
    if (!existsSync(path)) differences.push(`${name} is missing`);
    else {
      const accepted = readFileSync(path, 'utf8');
      if (accepted !== text) differences.push(`${name} differs\n${differingLines(accepted, text)}`);
    }
  }
  for (const name of reportsIn(folder)) {
    if (!reports.has(name)) differences.push(`${name} is of no public package`);
  }
  return differences;
}

/** Makes `folder` say what `reports` says. */
export function writeReports(reports: ReadonlyMap<string, string>, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of reportsIn(folder)) if (!reports.has(name)) rmSync(join(folder, name));
  for (const [name, text] of reports) writeFileSync(join(folder, name), text);
}

function reportsIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => reportName.test(name)) : [];
}

/** The lines that one has and the other has not, a dozen of each at most: enough to see what it is about. */
function differingLines(accepted: string, found: string): string {
  return [...linesBeyond(accepted, found, '-'), ...linesBeyond(found, accepted, '+')].join('\n');
}

function linesBeyond(text: string, other: string, mark: string): string[] {
  const spare = Map.groupBy(other.split('\n'), (line) => line);
  const lines = text.split('\n').filter((line) => spare.get(line)?.pop() === undefined);
  const shown = lines.slice(0, 12).map((line) => `  ${mark} ${line}`);
  return lines.length > 12 ? [...shown, `  ${mark} … ${lines.length - 12} lines more`] : shown;
}
