import { showStep, type Report, type Step } from '../step.ts';

/** What earlier commands of the line left behind. */
export interface Sequence {
  /** Files that were fetched, folders that were cloned or unpacked from the network. */
  readonly fetched: Set<string>;
  /** Remotes that were added or turned elsewhere. */
  readonly remotes: Set<string>;
  /** Symbolic links that were made. */
  readonly links: Set<string>;
  /** Files that were encrypted or encoded, to be removed after. */
  readonly encrypted: Set<string>;
}

export const startSequence = (): Sequence => ({
  fetched: new Set(),
  remotes: new Set(),
  links: new Set(),
  encrypted: new Set(),
});

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const FETCHERS = words('curl wget aria2c fetch http xh lwp-download axel');
const WEB_RUNNERS = words('deno bun bunx npx tsx sh bash zsh node');
const APPLIERS = words(
  'kubectl oc docker podman docker-compose psql mysql mariadb sqlite3 mongosh redis-cli terraform nix ansible-playbook crontab dpkg rpm apt-key at batch',
);
const ENCRYPTERS = words('gpg openssl age 7z zip ccrypt bcrypt');
const REMOVERS = words('rm shred mv unlink');
const UNPACKERS = words('tar bsdtar unzip cpio');
const RUNNERS = words(
  'sh bash zsh dash ksh python python3 node perl ruby php source . chmod install dpkg rpm deno bun',
);
const BUILDERS = words(
  'make gmake npm pnpm yarn bun pip pip3 cargo go cmake ninja meson gem bundle composer mvn gradle gradlew rake just task docker docker-compose ansible-playbook poetry uv deno',
);
const MAX_NAMES = 1024;

const plain = (word: string): string => word.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
const lastOf = (word: string): string => word.slice(word.lastIndexOf('/') + 1);

/** Judges a step by what earlier steps of the line did: fetched and run, added and pushed to, encrypted and removed. */
export function judgeSequence(step: Step, sequence: Sequence, report: Report): void {
  const { program, argv } = step;
  if (WEB_RUNNERS.has(program) && argv.some((word) => /^https?:\/\//.test(word)))
    report('download-to-interpreter', 'L3', showStep(step));
  if (sequence.fetched.size < MAX_NAMES) noteFetched(step, sequence);
  judgeFetched(step, sequence, report);
  // What was fetched is handed to a service that carries it out.
  if (APPLIERS.has(program) && step.input.sources.some((source) => FETCHERS.has(source.program)))
    report('download-to-interpreter', 'L3', `${showStep(step)} from the network`);
  if (
    program === 'ln' &&
    argv.some((word) => /^-[a-zA-Z]*s|^--symbolic/.test(word)) &&
    sequence.links.size < MAX_NAMES
  )
    sequence.links.add(plain(argv.at(-1) ?? ''));
  if (
    program === 'rm' &&
    sequence.links.size > 0 &&
    argv.some((word) => [...prefixes(plain(word))].some((one) => sequence.links.has(one)))
  )
    report('deletion', 'L3', `${showStep(step)} through a link of this line`);
  if (program === 'git') judgeRemotes(argv, sequence, step, report);
  if (
    ENCRYPTERS.has(program) &&
    argv.some((word) => /^(?:-c|--symmetric|enc|-e|--encrypt|-r|-aes\S*|-p\S*)$/.test(word))
  )
    for (const word of argv)
      if (sequence.encrypted.size < MAX_NAMES && !word.startsWith('-')) sequence.encrypted.add(word);
  if (
    sequence.encrypted.size > 0 &&
    REMOVERS.has(program) &&
    argv.some((word) => sequence.encrypted.has(word))
  )
    report('deletion', 'L3', `${showStep(step)} after it was encrypted`);
}

function noteFetched(step: Step, { fetched }: Sequence): void {
  const { program, argv, redirections, input } = step;
  if (FETCHERS.has(program)) {
    for (const [at, word] of argv.entries()) {
      const next = argv[at + 1];
      if (/^(?:-[a-zA-Z]*[oO]|--output|--output-document|--out)$/.test(word) && next !== undefined)
        fetched.add(plain(next));
      const last = /^https?:\/\/[^?#]*\/([^/?#]+)/.exec(word)?.[1];
      if (last !== undefined) fetched.add(last);
    }
    for (const { target, access } of redirections) if (access === 'write') fetched.add(plain(target.text));
  }
  if (
    (program === 'git' && argv.includes('clone')) ||
    (program === 'gh' && argv[0] === 'repo' && argv[1] === 'clone')
  ) {
    const words = argv
      .slice(argv.indexOf('clone') + 1)
      .filter((word) => !word.startsWith('-') && !/^\d+$/.test(word));
    const folder = words[1] ?? lastOf((words.at(-1) ?? '').replace(/\/+$/, '')).replace(/\.git$/, '');
    if (folder !== '') fetched.add(/^\.\/?$/.test(folder) ? '*' : plain(folder));
  }
  const isApplied = program === 'patch' || (program === 'git' && /^(?:apply|am)$/.test(argv[0] ?? ''));
  if (isApplied && input.sources.some((source) => FETCHERS.has(source.program))) fetched.add('*');
  // What is unpacked from the network, or from a file that was, is as strange as that.
  if (UNPACKERS.has(program)) {
    const isStrange =
      input.sources.some((source) => FETCHERS.has(source.program)) ||
      argv.some((word) => fetched.has(plain(word)));
    if (isStrange) {
      fetched.add('*');
      const target = argv.find((_, at) => /^-[Cd]$/.test(argv[at - 1] ?? ''));
      if (target !== undefined) fetched.add(plain(target));
    }
  }
}

function judgeFetched(step: Step, { fetched }: Sequence, report: Report): void {
  if (fetched.size === 0) return;
  const { program, argv, directory } = step;
  const isIn = (word: string): boolean => {
    const path = plain(word);
    return (
      fetched.has(path) || fetched.has(lastOf(path)) || [...prefixes(path)].some((one) => fetched.has(one))
    );
  };
  const isHere = directory !== undefined && (fetched.has(lastOf(directory)) || fetched.has(directory));
  const runsFile = RUNNERS.has(program) && argv.some((word) => !word.startsWith('-') && isIn(word));
  const runsItself = step.isPath && (isIn(step.program) || isHere || fetched.has('*'));
  const builds =
    BUILDERS.has(program) &&
    (isHere ||
      fetched.has('*') ||
      (/^g?make$/.test(program) && fetched.has('Makefile')) ||
      argv.some((word) => /[/.]/.test(word) && !word.startsWith('-') && isIn(word))) &&
    !/^(?:build|ls|list|view|fmt|--version)$/.test(argv[0] ?? '');
  if (runsFile || runsItself || builds || fetched.has(plain(program)))
    report('download-to-interpreter', 'L3', `runs what was fetched: ${showStep(step)}`);
}

function* prefixes(path: string): Generator<string> {
  for (
    let at = path.indexOf('/', 1), count = 0;
    at > 0 && count < 16;
    at = path.indexOf('/', at + 1), count++
  )
    yield path.slice(0, at);
}

function judgeRemotes(argv: readonly string[], { remotes }: Sequence, step: Step, report: Report): void {
  const words = argv.filter((word) => !word.startsWith('-'));
  const at = words.indexOf('remote');
  if (at >= 0 && /^(?:add|set-url)$/.test(words[at + 1] ?? '') && remotes.size < MAX_NAMES)
    remotes.add(words[at + 2] ?? '');
  const push = words.indexOf('push');
  const target = push < 0 ? undefined : words[push + 1];
  if (push >= 0 && remotes.size > 0 && (target === undefined || remotes.has(target)))
    report('exfiltration', 'L3', `${showStep(step)}, a remote of this line`);
}
