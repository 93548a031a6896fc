import { readOptions } from '../read-options.ts';
import { showStep, type Report, type Rule, type Step } from '../step.ts';

/** Build outputs, caches and scratch: what a tool makes again by itself. */
const REGENERATED =
  /^(?:node_modules|dist|build|out|output|target|bin|obj|coverage|\.nyc_output|htmlcov|\.next|\.nuxt|\.svelte-kit|\.turbo|\.parcel-cache|\.cache|cache|caches|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.venv|venv|\.gradle|\.eggs|[\w.-]+\.egg-info|tmp|temp|\.tmp|\.temp|logs?|_build|site|public\/build|storybook-static|playwright-report|test-results|generated|\.angular|\.vite|\.output|\.serverless|\.aws-sam|\.terraform|\.dart_tool|DerivedData|Pods|vendor|elm-stuff|bower_components|jspm_packages|lib-cov|\.sass-cache|\.eslintcache|\.stylelintcache|package-lock\.json|[\w.*-]*\.(?:log|tmp|bak|swp|pyc|pyo|o|class|orig|rej|tsbuildinfo|DS_Store))$/;

export function isRegenerated(name: string): boolean {
  return REGENERATED.test(name.slice(name.lastIndexOf('/') + 1));
}

/** A scratch directory, or one that a build makes again. */
function isScratch(directory: string | undefined): boolean {
  return (
    directory !== undefined &&
    (/^\/(?:var\/)?tmp\/[^/]/.test(directory) ||
      (directory.split('/').length > 3 &&
        isRegenerated(directory) &&
        !/^\/(?:usr|var|opt|etc|srv|root)\//.test(directory)))
  );
}

/** What `rm -r` of this word would take away. */
function judgeTarget(
  target: string,
  isKnown: boolean,
): 'regenerated' | 'scratch' | 'wide' | 'unknown' | 'other' {
  const path = target.replace(/\/+$/, '') || '/';
  if (
    /^(?:\/|~|\$HOME|\$\{HOME\})$/.test(path) ||
    /^(?:\.{1,2}|\*|\.\/\*|\.\*|\.\.\/\*|\/\*|~\/\*|\.git|\.\/\.git)$/.test(path) ||
    /^(?:\.\.\/)+/.test(`${path}/`)
  )
    return 'wide';
  const last =
    path
      .replace(/^\.\//, '')
      .split('/')
      .filter((one) => one !== '*' && one !== '**')
      .at(-1) ?? '';
  if (path.includes('..')) return 'wide';
  if (/^\/(?:var\/)?tmp\/[^*/]/.test(path)) return 'scratch';
  const segments = path.split('/');
  if (/^(?:~|\/home\/[^/]+|\$\{?HOME\}?)\/\.cache\/[^*]/.test(path)) return 'regenerated';
  if (/^[/~]|^\$\{?HOME/.test(path))
    return REGENERATED.test(last) &&
      path.split('/').length > 3 &&
      !/^\/(?:bin|boot|dev|etc|lib|lib64|opt|proc|root|sbin|sys|usr|var)(?:\/|$)/.test(path)
      ? 'regenerated'
      : 'wide';
  if (!isKnown) return 'unknown';
  // Whatever is in a build output can be built again: `target/debug`.
  return REGENERATED.test(last) || segments.slice(0, -1).some((one) => OUTPUT.test(one))
    ? 'regenerated'
    : 'other';
}

const OUTPUT =
  /^(?:node_modules|dist|build|out|target|coverage|\.next|\.nuxt|\.turbo|\.cache|__pycache__|\.venv|venv|\.gradle|tmp|\.terraform|DerivedData|test-results|playwright-report)$/;

const removal: Rule = (step, report) => {
  const options = readOptions(step.argv);
  const isRecursive = options.has('r', 'R', 'recursive', 'Recurse');
  if (options.has('no-preserve-root')) report('deletion', 'L3', showStep(step));
  if (step.takesMore) {
    const known = options.operands.length > 0;
    const isNarrow = step.input.sources.some(listsRegenerated);
    report(
      'deletion',
      (isRecursive || step.input.sources.some(listsAnything)) && !known && !isNarrow ? 'L3' : 'L2',
      `${showStep(step)} of whatever is listed`,
    );
  }
  for (const argument of step.args) {
    if (argument.text.startsWith('-') && !options.operands.includes(argument.text)) continue;
    const isInScratch = argument.isKnown && !/^[/~$]|\.\./.test(argument.text) && isScratch(step.directory);
    const kind = isInScratch ? 'scratch' : judgeTarget(argument.text, argument.isKnown);
    const isSevere = kind === 'wide' || (isRecursive && (kind === 'unknown' || kind === 'other'));
    report('deletion', isSevere ? 'L3' : 'L2', showStep(step));
  }
};

/** `find` that lists only what is made again by itself, below the working directory. */
function listsRegenerated(step: Step): boolean {
  if (!/^g?find$/.test(step.program)) return false;
  const at = step.argv.findIndex((word) => /^-i?name$/.test(word));
  const pattern = step.argv[at + 1] ?? '';
  const starts = step.argv.slice(
    0,
    step.argv.findIndex((word) => /^[-(!]/.test(word)),
  );
  const isLocal = starts.every((start) => !/^[/~$]|\.\./.test(start) || /^\/tmp(?:\/|$)/.test(start));
  if (
    starts.length > 0 &&
    isLocal &&
    starts.every((start) => /^\/tmp\/./.test(start) || isRegenerated(start.replace(/\/+$/, '')))
  )
    return true;
  const isAlone = !step.argv.some((word) => /^(?:-o|-or|!|-not)$/.test(word));
  return at >= 0 && isLocal && isAlone && REGENERATED.test(pattern.replace(/^\*(?=\.)/, 'x'));
}

/** `find` that lists files of any name, or outside the working directory. */
function listsAnything(step: Step): boolean {
  if (!/^g?find$/.test(step.program) || listsRegenerated(step)) return false;
  const starts = step.argv.slice(
    0,
    Math.max(
      0,
      step.argv.findIndex((word) => /^[-(!]/.test(word)),
    ),
  );
  return (
    starts.some((start) => /^[/~$]|\.\./.test(start)) ||
    !step.argv.some(
      (word, at) =>
        /^-(?:i?name|i?path|i?regex|newer\w*)$/.test(word) &&
        !/^(?:\*|\*\.\*|\.\*)$/.test(step.argv[at + 1] ?? ''),
    )
  );
}

/** `mv ~ /elsewhere`, `mv /* /tmp`: the place is gone from where everything expects it. */
const move: Rule = (step, report) => {
  const { operands } = readOptions(step.argv, 'S t');
  if (
    operands
      .slice(0, -1)
      .some(
        (word) =>
          /^(?:\/|~|\/home(?:\/[^/]+)?|\/root|(?:\.\/)?\.git)?\/?\*?$/.test(word) &&
          word !== '*' &&
          word !== '',
      )
  )
    report('deletion', 'L3', showStep(step));
};

const find: Rule = (step, report) => {
  if (!step.argv.some((word) => /^-(?:delete|fprint|fprintf|fls)/.test(word))) return;
  report('deletion', listsRegenerated(step) ? 'L2' : 'L3', showStep(step));
};

const always =
  (finding: string): Rule =>
  (step, report) =>
    report(finding, 'L3', showStep(step));

const unlessAsking = (step: Step, report: Report): void => {
  const isAsking =
    step.argv.some((word) => /^(?:-l|--list|-h|--help|-V|--version|-n|--no-act|print|-p)$/.test(word)) ||
    step.argv.length === 0;
  report('disk', isAsking ? 'L2' : 'L3', showStep(step));
};

const truncate: Rule = (step, report) => {
  const size = /^(?:--size=|-s)?([+<>/%-]?\d\w*)$/.exec(
    step.argv.find(
      (word, at) => /^(?:--size=|-s)\S/.test(word) || /^(?:-s|--size)$/.test(step.argv[at - 1] ?? ''),
    ) ?? '',
  )?.[1];
  const grows = size !== undefined && !/^[<-]|^0\w*$/.test(size);
  const files = step.argv.filter((word) => !word.startsWith('-') && word !== size);
  const isReplaceable =
    files.length > 0 && files.every((file) => !/^[/~$]|\.\./.test(file) && isRegenerated(file));
  report('overwrite', grows || isReplaceable ? 'L2' : 'L3', showStep(step));
};

const dd: Rule = (step, report) => {
  const target = step.argv.find((word) => word.startsWith('of='))?.slice(3);
  const isDevice = target !== undefined && /^\/dev\/(?!null$|stdout$)/.test(target);
  report(
    isDevice ? 'disk' : 'overwrite',
    isDevice || step.argv.some((word) => /^if=\/dev\/(?:sd|nvme|vd|mem|disk)/.test(word)) ? 'L3' : 'L2',
    showStep(step),
  );
};

const lvm: Rule = (step, report) => {
  const destroys =
    /remove|reduce/.test(step.program) ||
    step.argv.some((word) =>
      /^(?:destroy|delete|labelclear|detach|remove|luksFormat|luksErase|erase|eraseDisk|eraseVolume|partitionDisk|secureErase|zeroDisk|randomDisk|--zero-superblock|--stop|rollback)$/.test(
        word,
      ),
    );
  report('disk', destroys ? 'L3' : 'L2', showStep(step));
};

export const DELETION_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...['rm', 'grm', 'Remove-Item', 'del', 'rd', 'trash'].map((name): [string, Rule] => [name, removal]),
  ['rmdir', (step, report) => report('deletion', 'L2', showStep(step))],
  ['unlink', removal],
  ['mv', move],
  ['find', find],
  ['gfind', find],
  ...[
    'shred',
    'srm',
    'wipe',
    'scrub',
    'sfill',
    'truncate',
    'blkdiscard',
    'mke2fs',
    'wipefs',
    'mkswap',
    'badblocks',
    'format',
    'hdparm',
    'nwipe',
  ].map((name): [string, Rule] => [
    name,
    name === 'truncate'
      ? truncate
      : always(name === 'shred' || name === 'srm' || name === 'wipe' ? 'deletion' : 'disk'),
  ]),
  ...['fdisk', 'sfdisk', 'gdisk', 'sgdisk', 'cfdisk', 'parted', 'newfs'].map((name): [string, Rule] => [
    name,
    unlessAsking,
  ]),
  ['dd', dd],
  ...[
    'lvremove',
    'vgremove',
    'pvremove',
    'lvreduce',
    'zpool',
    'zfs',
    'btrfs',
    'cryptsetup',
    'mdadm',
    'diskutil',
    'nvme',
    'dmsetup',
  ].map((name): [string, Rule] => [name, lvm]),
]);
