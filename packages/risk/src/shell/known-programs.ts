import { SHELLS, WRAPPERS } from './wrappers.ts';

/** How a program treats the files among its words. */
export type FileUse =
  /** Names files without reading them. */
  | 'list'
  | 'read'
  | 'write'
  /** All but the last are read, the last is written. */
  | 'copy'
  /** Like copy, and the sources go. */
  | 'move'
  /** Words are not files. */
  | 'none';

export interface ProgramKnowledge {
  readonly use: FileUse;
  /** Words before the files: a pattern, a mode, a script. */
  readonly skip?: number;
  /** Options that stand in for the skipped word. */
  readonly skipOptions?: string;
  /** Options with two values that are no files. */
  readonly pairs?: string;
  /** Options with a value that is no file. */
  readonly valued?: string;
}

const programs = (names: string, knowledge: ProgramKnowledge): [string, ProgramKnowledge][] =>
  names.split(' ').map((name) => [name, knowledge]);

/** Everyday programs that change nothing, and what they do with files. Plain data. */
export const PROGRAMS: ReadonlyMap<string, ProgramKnowledge> = new Map([
  ...programs(
    'ls dir vdir tree du df stat cd pushd popd wc realpath readlink exa eza lsd test [ mkdirp namei lsof fuser',
    { use: 'list', valued: 'I L' },
  ),
  ...programs(
    'cat bat batcat tac nl less more most head tail view zcat zless bzcat xzcat file md5sum sha1sum sha224sum sha256sum sha512sum b2sum cksum sum od xxd hexdump hd strings sort uniq comm join paste column fold fmt expand cmp diff colordiff delta sdiff source . cut rev shuf tsort look glow mdcat zgrep iconv dos2unix base64 base32 readelf objdump nm ldd exiftool identify pdftotext gpg zstdcat lzcat',
    { use: 'read', valued: 'n c d f k t' },
  ),
  ...programs('gzip gunzip bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd', {
    use: 'write',
    valued: 'S T D o suffix threads output',
  }),
  ...programs('grep egrep fgrep rg ag ack zgrep ripgrep', {
    use: 'read',
    skip: 1,
    skipOptions: 'e f regexp file files',
    valued: 'A B C m e f g t T color include exclude exclude-dir max-count context glob type',
  }),
  ...programs('sed gsed awk gawk mawk nawk jq yq xmllint csvcut mlr', {
    use: 'read',
    skip: 1,
    skipOptions: 'e f expression file',
    valued: 'e f F v expression file indent',
    pairs: 'arg argjson slurpfile rawfile',
  }),
  ...programs('tr seq yes', { use: 'none' }),
  ...programs(
    'echo printf true false : pwd date cal whoami id groups uname hostname uptime free ps top htop btop pgrep env printenv which whereis type command hash alias unalias set shopt help man info tldr sleep wait jobs bg fg let expr bc dc factor tput clear reset stty tty basename dirname nproc arch lscpu lsblk lsmem lspci lsusb vmstat iostat getconf locale dig nslookup host ping traceroute ip ifconfig netstat ss return exit break continue shift read local declare typeset readonly export unset getopts ulimit umask times test-path history fc logger cut dmesg journalctl last w who finger kill pkill killall node python',
    { use: 'none' },
  ),
  ...programs('rm rmdir unlink touch mkdir tee truncate shred srm wipe mkfifo patch', {
    use: 'write',
    valued: 's n m mode size date d r t',
  }),
  ...programs('chmod chown chgrp chattr setfacl', {
    use: 'write',
    skip: 1,
    skipOptions: 'reference',
    valued: 'm x',
  }),
  ...programs('cp install rsync ditto scp', { use: 'copy', valued: 'm o g S e exclude include rsh' }),
  ...programs('mv', { use: 'move', valued: 'S' }),
  ...programs('ln', { use: 'copy' }),
  ...programs('vi vim nvim nano emacs code pico ed', { use: 'write' }),
]);

/** Programs whose presence behind an unknown program means that it runs them. */
const STRONG: ReadonlySet<string> = new Set(
  'rm dd mkfs shred wipefs fdisk parted chmod chown shutdown reboot halt poweroff systemctl curl wget nc ncat socat iptables useradd usermod crontab kubectl terraform git docker scp rsync dropdb eval find mv kill killall pkill truncate tee cat cp psql mysql redis-cli mongosh aws gcloud python python3 perl node ruby ssh'.split(
    ' ',
  ),
);

const OTHER: ReadonlySet<string> = new Set(
  'git gh glab hub npm pnpm yarn bun npx node deno tsc tsx eslint prettier vitest jest mocha make cmake ninja gcc g++ clang cc go cargo rustc rustup mvn gradle gradlew java javac kotlinc scala sbt dotnet python python3 pip pip3 pipx uv poetry pytest ruff mypy black tox ruby gem bundle rails rake php composer docker docker-compose podman kubectl helm terraform tofu ansible aws gcloud az curl wget ssh scp tar zip unzip gzip gunzip xz bzip2 7z psql mysql sqlite3 redis-cli mongosh turbo nx lerna vite next webpack rollup esbuild playwright cypress storybook brew apt apt-get dnf yum apk pacman snap flatpak systemctl service crontab find fd locate dd openssl gpg ssh-keygen tmux screen convert ffmpeg pandoc latex pdflatex mkdocs sphinx-build jupyter perl say open xdg-open notify-send pbcopy pbpaste xclip commit code'.split(
    ' ',
  ),
);

export function isKnownProgram(name: string): boolean {
  return (
    PROGRAMS.has(name) || OTHER.has(name) || WRAPPERS.has(name) || SHELLS.has(name) || isStrongProgram(name)
  );
}

export function isStrongProgram(name: string): boolean {
  return (
    STRONG.has(name) || SHELLS.has(name) || WRAPPERS.get(name)?.elevates === true || name.startsWith('mkfs.')
  );
}

/** Changes nothing by itself, whatever its words. */
export function isReadOnlyProgram(name: string): boolean {
  const use = PROGRAMS.get(name)?.use;
  return (
    (use === 'list' || use === 'read' || use === 'none') &&
    !/^(?:kill|pkill|killall|node|python|gpg|openssl|unset|set|export|source|\.|env|printenv|history|fc|ip|ifconfig|hostname|ulimit|reset|alias)$/.test(
      name,
    )
  );
}
