import { PROGRAMS } from '../known-programs.ts';
import type { Step } from '../step.ts';

/** Ways to ask a program what it would do. Plain data: a new program is a line here. */
interface Trial {
  readonly programs: string;
  /** Options and verbs as whole words. None: the verb alone is harmless. */
  readonly words: string;
  /** A letter that may stand in a cluster: `-ndx`. */
  readonly letter?: string;
  /** Only with one of these verbs. */
  readonly verbs?: RegExp;
}

const TRIALS: readonly Trial[] = [
  { programs: 'rsync', words: '--dry-run', letter: 'n' },
  {
    programs: 'git',
    verbs: /^(?:clean|push|add|rm|mv|commit|fetch|prune|gc|remote)$/,
    words: '--dry-run',
  },
  { programs: 'git', verbs: /^(?:clean|push|add|rm|mv|prune)$/, words: '-n', letter: 'n' },
  { programs: 'kubectl oc helm helmfile argocd', words: '--dry-run --dry-run=client --dry-run=server' },
  { programs: 'kubectl oc', verbs: /^(?:diff|explain)$/, words: '' },
  { programs: 'aws s3cmd s4cmd', words: '--dryrun --dry-run --generate-cli-skeleton' },
  { programs: 'az bicep', words: '--what-if' },
  { programs: 'gsutil', words: '-n', verbs: /^rsync$/ },
  { programs: 'gcloud', words: '--dry-run --validate-only' },
  { programs: 'bq', words: '--dry_run' },
  { programs: 'rclone restic borg chezmoi', words: '-n --dry-run' },
  { programs: 'duplicity rdiff-backup certbot semantic-release', words: '--dry-run' },
  {
    programs: 'terraform tofu terragrunt',
    verbs: /^(?:plan|validate|fmt|graph|show|version|providers)$/,
    words: '',
  },
  { programs: 'pulumi', verbs: /^preview$/, words: '' },
  { programs: 'cdk', verbs: /^(?:diff|synth|synthesize|ls|list)$/, words: '' },
  {
    programs: 'ansible-playbook ansible',
    words: '--check -C --syntax-check --list-tasks --list-hosts',
  },
  { programs: 'puppet salt chef-client', words: '--noop test=True --why-run' },
  { programs: 'apt apt-get aptitude', words: '-s --simulate --dry-run --just-print --no-act --recon' },
  { programs: 'dpkg', words: '--dry-run --no-act --simulate' },
  { programs: 'dnf yum', words: '--assumeno' },
  { programs: 'zypper', words: '-D --dry-run' },
  { programs: 'apk', words: '-s --simulate' },
  { programs: 'pacman', words: '-p --print' },
  { programs: 'brew', words: '-n --dry-run' },
  { programs: 'rpm', words: '--test' },
  { programs: 'npm pnpm yarn cargo pip pip3 poetry uv lerna changeset', words: '--dry-run' },
  { programs: 'make gmake', words: '--dry-run --just-print --recon -q --question', letter: 'n' },
  { programs: 'ninja', words: '-n' },
  { programs: 'docker docker-compose', words: '--dry-run', verbs: /^(?:compose|up|down|rm)$/ },
  { programs: 'logrotate', words: '-d --debug' },
  { programs: 'mke2fs mkfs.ext2 mkfs.ext3 mkfs.ext4 fsck e2fsck', words: '-n' },
  { programs: 'nginx sshd', words: '-t -T' },
  { programs: 'visudo haproxy', words: '-c --check' },
  { programs: 'alembic liquibase', words: '--sql updateSQL' },
];

const TRIALS_OF: ReadonlyMap<string, readonly Trial[]> = byProgram();
/** After these the next word is their value, whatever it looks like: `git clean -f -e -n`. */
const TAKES_VALUE = /^(?:-[efcmo]|--(?:exclude|include|rsh|filter|file|message))$/;

function byProgram(): Map<string, Trial[]> {
  const table = new Map<string, Trial[]>();
  for (const trial of TRIALS)
    for (const program of trial.programs.split(' '))
      table.set(program, [...(table.get(program) ?? []), trial]);
  return table;
}

/** True when the words only make the program print its help or version, or what it would do. */
export function onlyAsks({ program, argv }: Step): boolean {
  if (argv.length === 0) return false;
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  return asksForHelp(program, words) || isTrial(program, words);
}

/**
 * `rm --help`, `kubectl delete --help`. What stands before may be options and verbs: a program that stops reading
 * options at the first file (`rm x --help` outside GNU) would go on.
 */
function asksForHelp(program: string, words: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  if (words.length === 1 && /^(?:-h|-V|-\?|-?-?help|-?-?version)$/.test(last)) return true;
  // `cargo yank --version 1.0` names a version.
  if (/^--?version$/.test(last)) return words.every((word) => word.startsWith('-'));
  const at = words.findIndex((word) => word === '--help' || word === '-help');
  if (at < 0 || at > 4 || program.startsWith('redis-cli') || program === 'valkey-cli') return false;
  const pattern = PROGRAMS.get(program)?.use === 'write' ? /^--?[a-z-]+$/ : /^-?-?[a-z][a-z0-9-]*$/;
  return words.slice(0, at).every((word) => pattern.test(word));
}

function isTrial(program: string, argv: readonly string[]): boolean {
  const trials = TRIALS_OF.get(program);
  if (trials === undefined) return false;
  return trials.some(({ words, letter, verbs }) => {
    if (words === '') return verbs?.test(argv.find((word) => !word.startsWith('-')) ?? '') === true;
    if (verbs !== undefined && !argv.slice(0, 6).some((word) => verbs.test(word))) return false;
    const wanted = words.split(' ');
    return argv.some(
      (word, at) =>
        !TAKES_VALUE.test(argv[at - 1] ?? '') &&
        (wanted.includes(word) ||
          (letter !== undefined && /^-[a-zA-Z]{1,12}$/.test(word) && word.includes(letter))),
    );
  });
}
