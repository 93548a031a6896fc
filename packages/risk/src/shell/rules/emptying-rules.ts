import { showStep, type Report, type Step } from '../step.ts';
import { isRegenerated } from './deletion-rules.ts';

const COPIERS: ReadonlySet<string> = new Set(['cp', 'install', 'dd', 'ln', 'mv']);
const SILENT: ReadonlySet<string> = new Set(['', ':', 'true', 'false']);

/** A file that is cut to nothing: `> file`, `: > file`, `cp /dev/null file`, `mv file /dev/null`. */
export function judgeEmptying(step: Step, report: Report): void {
  const { program, argv, redirections } = step;
  const emptied: string[] = [];
  if (redirections.length > 0 && writesNothing(step))
    for (const { access, appends, target } of redirections)
      if (access === 'write' && !appends) emptied.push(target.text);
  if (COPIERS.has(program)) {
    if (program === 'mv' && argv.at(-1) === '/dev/null') report('deletion', 'L3', showStep(step));
    if (argv.some((word) => word === '/dev/null' || word === 'if=/dev/null'))
      for (const word of argv) if (!/^-|\/dev\/null$/.test(word)) emptied.push(word.replace(/^of=/, ''));
  }
  for (const path of emptied)
    if (!/^\/dev\/|^&|^\d$/.test(path))
      report(
        'overwrite',
        isReplaceable(path, step) ? 'L2' : 'L3',
        `${showStep(step)} empties ${path}`.trim(),
      );
}

function writesNothing({ program, argv }: Step): boolean {
  return (
    SILENT.has(program) ||
    (program === 'cat' && argv.length > 0 && argv.every((word) => word === '/dev/null')) ||
    ((program === 'echo' || program === 'printf') && argv.every((word) => word === '' || word === '-n'))
  );
}

/** Logs, temporary files and build output of the workspace. */
function isReplaceable(path: string, step: Step): boolean {
  if (/^(?:\/tmp|\/var\/tmp|\/dev\/shm)\//.test(path)) return true;
  if (/^[/~$]|\.\./.test(path)) return false;
  return (
    isRegenerated(path) ||
    path.split('/').slice(0, -1).some(isRegenerated) ||
    /\.(?:txt|out|pid|lock|cache|csv|lst|done|stamp|marker)$|(?:^|\/)\.(?:gitkeep|keep|nojekyll|npmignore)$|__init__\.py$/.test(
      path,
    ) ||
    (step.directory ?? '').startsWith('/tmp/')
  );
}
