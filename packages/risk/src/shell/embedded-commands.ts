import type { Argument } from './step.ts';

/** Options by which a program that is no shell is told to run a command. Plain data: a new one is a line here. */
interface CommandOption {
  readonly programs: string;
  /** The first operand that makes the program take the option. */
  readonly verb?: RegExp;
  /** Letters and long names. The value is a command line, behind `key=` where `key` is given. */
  readonly options: string;
  readonly key?: RegExp;
  /** What usually stands there. Anything else is an injection, whatever it runs. */
  readonly usual?: RegExp;
}

const COMPRESSOR =
  /^(?:\S*\/)?(?:gzip|pigz|bzip2|pbzip2|lbzip2|xz|pixz|zstd|zstdmt|unzstd|lz4|lzma|lzip|lzop|brotli)\b[^;&|`$()]*$/;
const PAGER = /^(?:\S*\/)?(?:cat|less|more|most|bat|batcat|col|ul)\b[^;&|`$()+!]*$/;
const SSH = /^(?:\S*\/)?(?:ssh|rsh)(?:\s+-(?!o\s*\S*[Cc]ommand)\S+|\s+[\w./~@:=-]+)*$/;
const GIT_PACK = /^(?:\S*\/)?git[- ](?:upload|receive)-(?:pack|archive)$/;
const NEVER = /^(?!)/;

const OPTIONS: readonly CommandOption[] = [
  {
    programs: 'tar gtar bsdtar',
    options: 'I F to-command use-compress-program info-script new-volume-script rsh-command rmt-command',
    usual: COMPRESSOR,
  },
  { programs: 'tar gtar', options: 'checkpoint-action', key: /^exec=/, usual: NEVER },
  { programs: 'zip', options: 'TT unzip-command', usual: /^unzip\b[^;&|`$()]*$/ },
  { programs: 'rsync', options: 'e rsh', usual: SSH },
  { programs: 'rsync', options: 'rsync-path', usual: /^(?:sudo )?(?:\S*\/)?rsync$/ },
  { programs: 'scp sftp', options: 'S D', usual: SSH },
  {
    programs: 'ssh scp sftp autossh mosh',
    options: 'o',
    key: /^(?:ProxyCommand|LocalCommand|KnownHostsCommand|RemoteCommand)[= ]/i,
    usual: /^(?:none|ssh\s+(?:-W\s+%h:%p\s+)?[\w.@-]+(?:\s+-W\s+%h:%p)?)$/,
  },
  { programs: 'man', options: 'P H pager html', usual: PAGER },
  { programs: 'sort gsort', options: 'compress-program', usual: COMPRESSOR },
  { programs: 'tcpdump dumpcap', options: 'z', usual: COMPRESSOR },
  { programs: 'split gsplit', options: 'filter' },
  { programs: 'make gmake', options: 'eval' },
  { programs: 'rg ripgrep', options: 'pre hostname-bin' },
  { programs: 'fzf sk', options: 'preview' },
  { programs: 'xterm uxterm rxvt urxvt konsole alacritty kitty foot terminator', options: 'e' },
  { programs: 'gnome-terminal xfce4-terminal', options: 'e x command' },
  {
    programs: 'apt apt-get aptitude',
    options: 'o option',
    key: /^[\w:]*(?:Invoke|Run|Program|Pre|Post)\w*(?:::)?=/i,
    usual: NEVER,
  },
  { programs: 'dpkg', options: 'pre-invoke post-invoke status-logger', usual: NEVER },
  { programs: 'rpm rpmbuild', options: 'pipe' },
  { programs: 'wget', options: 'use-askpass', usual: NEVER },
  { programs: 'ansible', options: 'a args' },
  { programs: 'git', verb: /^(?:rebase|difftool)$/, options: 'x exec extcmd' },
  { programs: 'git', verb: /^clone$/, options: 'u upload-pack', usual: GIT_PACK },
  {
    programs: 'git',
    verb: /^(?:fetch|pull|push|ls-remote|archive)$/,
    options: 'upload-pack receive-pack exec',
    usual: GIT_PACK,
  },
  { programs: 'git', verb: /^grep$/, options: 'O open-files-in-pager', usual: PAGER },
  { programs: 'npm pnpm yarn', options: 'script-shell', usual: /^(?:\S*\/)?(?:ba|z)?sh$/ },
  { programs: 'gcc g++ cc c++ clang', options: 'wrapper', usual: /^(?:ccache|gdb)\b/ },
  { programs: 'go', options: 'toolexec exec' },
  { programs: 'sshfs', options: 'o', key: /^ssh_command=/, usual: SSH },
];

/** Code that is loaded into the program: a library, a plug-in. */
const LOADED: readonly { readonly programs: string; readonly options: string }[] = [
  { programs: 'openssl', options: 'engine provider provider-path' },
  { programs: 'ssh-keygen ssh-add', options: 'D s' },
  { programs: 'curl', options: 'engine' },
  { programs: 'gcc g++ cc clang', options: 'fplugin load' },
  { programs: 'wireshark tshark', options: 'X' },
];

export interface EmbeddedCommand {
  readonly line: Argument;
  /** Not what usually stands there. */
  readonly isUnusual: boolean;
}

type Table<Row> = ReadonlyMap<string, readonly (Row & { readonly names: ReadonlySet<string> })[]>;

function byProgram<Row extends { readonly programs: string; readonly options: string }>(
  rows: readonly Row[],
): Table<Row> {
  const table = new Map<string, (Row & { names: ReadonlySet<string> })[]>();
  for (const row of rows)
    for (const program of row.programs.split(' '))
      table.set(program, [...(table.get(program) ?? []), { ...row, names: new Set(row.options.split(' ')) }]);
  return table;
}

const OPTIONS_OF = byProgram(OPTIONS);
const LOADED_OF = byProgram(LOADED);

/** Command lines that the options of an ordinary program hold. */
export function embeddedCommands(program: string, args: readonly Argument[]): readonly EmbeddedCommand[] {
  const rows = OPTIONS_OF.get(program);
  if (rows === undefined) return [];
  const found: EmbeddedCommand[] = program === 'git' ? gitCommands(args) : [];
  const verb = firstOperand(args);
  for (const { name, value } of optionValues(args)) {
    for (const { names, key, usual, verb: wanted } of rows) {
      if (!names.has(name) || wanted?.test(verb) === false) continue;
      const text = key === undefined ? value.text : value.text.replace(key, '');
      if (key !== undefined && text === value.text) continue;
      found.push({
        line: { text, isKnown: value.isKnown },
        isUnusual: usual !== undefined && !usual.test(text),
      });
    }
  }
  return found;
}

/** `git bisect run …` and `git submodule foreach …` run the rest of their words. */
function gitCommands(args: readonly Argument[]): EmbeddedCommand[] {
  const at = args.findIndex(
    ({ text }, index) =>
      (text === 'run' && args[index - 1]?.text === 'bisect') ||
      (text === 'foreach' && args[index - 1]?.text === 'submodule'),
  );
  const words = at < 0 ? [] : args.slice(at + 1).filter(({ text }) => text !== '--recursive');
  if (words.length === 0) return [];
  const line = {
    text: words.map(({ text }) => text).join(' '),
    isKnown: words.every(({ isKnown }) => isKnown),
  };
  return [{ line, isUnusual: false }];
}

/** `rebase` in `git -C repo rebase`. */
function firstOperand(args: readonly Argument[]): string {
  return (
    args.find(({ text }, at) => !text.startsWith('-') && !/^-[Cc]$/.test(args[at - 1]?.text ?? ''))?.text ??
    ''
  );
}

/** A library or plug-in of one's own that the program is told to load. */
export function loadedCode(program: string, args: readonly Argument[]): string | undefined {
  const rows = LOADED_OF.get(program);
  if (rows === undefined) return undefined;
  for (const { name, value } of optionValues(args))
    if (rows.some(({ names }) => names.has(name)) && /[/\\]|\.(?:so|dylib|dll)\b/.test(value.text))
      return value.text;
  return undefined;
}

/** Every option with the word that may be its value: behind `=`, in the same word, or the next one. */
function optionValues(args: readonly Argument[]): { name: string; value: Argument }[] {
  const found: { name: string; value: Argument }[] = [];
  for (const [at, { text, isKnown }] of args.entries()) {
    const long = /^--?([a-zA-Z][\w-]+)(?:=([\s\S]*))?$/.exec(text);
    const next = args[at + 1];
    if (long?.[1] !== undefined) {
      if (long[2] !== undefined) found.push({ name: long[1], value: { text: long[2], isKnown } });
      else if (next !== undefined) found.push({ name: long[1], value: next });
    }
    const short = /^-([a-zA-Z])([\s\S]*)$/.exec(text);
    if (short?.[1] === undefined || text.startsWith('--')) continue;
    if (short[2] !== undefined && short[2] !== '') {
      found.push({ name: short[1], value: { text: short[2], isKnown } });
      const last = text.charAt(text.length - 1);
      if (next !== undefined && /^-[a-zA-Z]+$/.test(text)) found.push({ name: last, value: next });
    } else if (next !== undefined) found.push({ name: short[1], value: next });
  }
  return found;
}
