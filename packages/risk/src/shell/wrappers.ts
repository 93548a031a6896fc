/** Programs that run another command: how to find that command among their words. Plain data. */
export interface Wrapper {
  /** Options whose value is the next word. */
  readonly valued?: string;
  /** Words that stand before the command. */
  readonly skip?: number;
  /** `NAME=value` words may stand before the command. */
  readonly assigns?: true;
  /** Options whose value is a command line of its own. */
  readonly lineOptions?: string;
  /** The words after the options are joined into a command line. */
  readonly joins?: true;
  /** Each word after the options is a command line. */
  readonly eachWord?: true;
  /** First words that make it a wrapper at all: `docker exec`. */
  readonly verbs?: string;
  /** The command gets more words than are written. */
  readonly takesMore?: true;
  /** Runs as another user. */
  readonly elevates?: true;
  /** Runs on another machine. */
  readonly isRemote?: true;
  /** Has an effect of its own that its words tell. */
  readonly speaks?: true;
  /** Fetches what it runs. */
  readonly fetches?: true;
  /** The command stands after `--`, if there is one. */
  readonly afterDashes?: true;
}

const plain = (names: string, wrapper: Wrapper = {}): [string, Wrapper][] =>
  names.split(' ').map((name) => [name, wrapper]);

export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map([
  ...plain('sudo', {
    valued: 'u g h p C r t T U R D user group host prompt chdir role type',
    assigns: true,
    elevates: true,
  }),
  ...plain('doas', { valued: 'u C', assigns: true, elevates: true }),
  ...plain('pkexec', { valued: 'user', elevates: true }),
  ...plain('gosu su-exec', { skip: 1, elevates: true }),
  ...plain('runuser', { valued: 'u g G', lineOptions: 'c command session-command', elevates: true }),
  ...plain('su', { lineOptions: 'c command session-command', valued: 's g G w', elevates: true, skip: 99 }),
  ...plain('sg', { skip: 1, lineOptions: 'c', elevates: true }),
  ...plain('env', { valued: 'u C S unset chdir', assigns: true, lineOptions: 'S split-string' }),
  ...plain(
    'command builtin nohup setsid fakeroot unbuffer rlwrap ltrace proot catchsegv dbus-run-session noglob nocorrect cross-env env-cmd then else do !',
    { assigns: true },
  ),
  ...plain('exec', { valued: 'a' }),
  ...plain('nice', { valued: 'n adjustment' }),
  ...plain('ionice', { valued: 'c n p P u class classdata' }),
  ...plain('chrt', { skip: 1, valued: 'T P D' }),
  ...plain('taskset', { skip: 1 }),
  ...plain('timeout', { skip: 1, valued: 'k s kill-after signal' }),
  ...plain('gtimeout', { skip: 1, valued: 'k s' }),
  ...plain('stdbuf', { valued: 'i o e input output error' }),
  ...plain('time gtime', { valued: 'f o format output' }),
  ...plain('strace', { valued: 'e o p s E u P a I trace output' }),
  ...plain('perf', { verbs: 'stat record trace', valued: 'e o F' }),
  ...plain('valgrind chronic systemd-inhibit caffeinate arch setarch linux64 linux32 prlimit cpulimit'),
  ...plain('systemd-run', {
    valued: 'u p uid gid unit property on-calendar on-boot on-active slice description setenv E',
    speaks: true,
  }),
  ...plain('bwrap', { valued: 'bind ro-bind dev-bind proc dev tmpfs chdir setenv symlink', speaks: true }),
  ...plain(
    'firejail dumb-init tini catatonit ssh-agent dbus-launch xvfb-run torsocks torify proxychains proxychains4 tsocks unbuffer setpriv daemonize cgexec numactl choom systemd-cat with-contenv softlimit sem eatmydata nocache ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 ld-linux.so.2 ld.so ld-musl-x86_64.so.1',
    { valued: 'g C n preload library-path argv0 listen physcpubind cpunodebind membind' },
  ),
  ...plain('logsave faketime retry', { skip: 1, valued: 'f' }),
  ...plain('xargs gxargs', {
    valued: 'I n P L d s a E i max-args max-procs replace delimiter arg-file max-lines max-chars',
    takesMore: true,
  }),
  ...plain('parallel', { valued: 'j a N n I S jobs colsep sshlogin delay timeout joblog', takesMore: true }),
  ...plain('flock', { skip: 1, valued: 'w E timeout', lineOptions: 'c command' }),
  ...plain('chroot', { skip: 1, valued: 'userspec groups', elevates: true }),
  ...plain('nsenter unshare', { valued: 't S G target setuid setgid', elevates: true }),
  ...plain('watch', { valued: 'n interval', joins: true }),
  ...plain('ssh autossh mosh', {
    valued: 'b c D E e F I i J L l m O o p Q R S W w B',
    skip: 1,
    joins: true,
    isRemote: true,
  }),
  ...plain('sshpass', { valued: 'p f P d' }),
  ...plain('script', { valued: 'T I O B E log-timing', lineOptions: 'c command', skip: 99 }),
  ...plain('trap', { eachWord: true }),
  ...plain('hyperfine', {
    valued: 'w m M r n warmup runs export-json',
    lineOptions: 'p s prepare setup cleanup c',
    eachWord: true,
  }),
  ...plain('concurrently', { valued: 'n c names prefix', eachWord: true }),
  ...plain('nodemon watchexec', { valued: 'w e watch ext exts ignore', lineOptions: 'x exec' }),
  ...plain('entr reflex'),
  ...plain('tmux', {
    verbs: 'new new-session neww new-window split-window splitw send-keys send respawn-pane run-shell run',
    valued: 's t n c x y F',
    eachWord: true,
  }),
  ...plain('screen', { valued: 'S t p c X' }),
  ...plain('npx bunx pnpx uvx', {
    valued: 'p package from with python',
    lineOptions: 'c call',
    fetches: true,
  }),
  ...plain('npm', { verbs: 'exec x', lineOptions: 'c call', valued: 'package p' }),
  ...plain('pnpm yarn bun', { verbs: 'exec dlx x', fetches: true }),
  ...plain('bundle', { verbs: 'exec' }),
  ...plain('poetry pipenv rye hatch pdm', { verbs: 'run' }),
  ...plain('uv', { verbs: 'run', valued: 'with python p' }),
  ...plain('conda mamba', { verbs: 'run', valued: 'n p name prefix' }),
  ...plain('direnv', { verbs: 'exec', skip: 1 }),
  ...plain('mise asdf', { verbs: 'exec x', afterDashes: true }),
  ...plain('nix-shell', { lineOptions: 'run command', skip: 99 }),
  ...plain('nix', { verbs: 'develop shell', lineOptions: 'c command', skip: 99 }),
  ...plain('op doppler infisical chamber aws-vault dotenv dotenvx teller vault-exec', {
    verbs: 'run exec',
    afterDashes: true,
  }),
  ...plain('docker podman nerdctl', {
    verbs: 'exec run',
    valued:
      'e v p u w l h m env env-file volume mount publish user workdir name network net entrypoint label hostname memory cpus platform pid ipc add-host dns device cap-add cap-drop security-opt restart pull gpus shm-size tmpfs ulimit group-add volumes-from',
    skip: 1,
  }),
  ...plain('docker-compose', { verbs: 'exec run', valued: 'e u w f p', skip: 1 }),
  ...plain('kubectl oc', { verbs: 'exec run debug', afterDashes: true, skip: 99, isRemote: true }),
  ...plain('vagrant', { verbs: 'ssh', lineOptions: 'c command', skip: 99, isRemote: true }),
  ...plain('heroku flyctl fly railway', { verbs: 'run ssh', lineOptions: 'C command', isRemote: true }),
  ...plain('busybox toybox'),
  ...plain('start-stop-daemon', { lineOptions: 'exec x startas a', skip: 99 }),
]);

/** Shells: `-c` holds a command line, a first operand is a script, otherwise standard input is read. */
export const SHELLS: ReadonlySet<string> = new Set(
  'sh bash zsh dash ksh mksh ash rbash fish csh tcsh pwsh powershell cmd rc yash elvish nu oksh posh'.split(
    ' ',
  ),
);
