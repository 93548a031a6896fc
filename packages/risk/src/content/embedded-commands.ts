import type { Signal, Surroundings } from '../model.ts';
import { inspectCommand } from '../shell/inspect-command.ts';

/** Where files keep lines for a shell that somebody else starts. Group `line` is the line. Plain data. */
const PLACES: readonly RegExp[] = [
  // Scripts of a package, tasks of an editor, hooks of a container
  /"(?:(?:pre|post)?(?:install|uninstall|prepare|publish|pack|prepublishOnly|prepack|test|build|start|stop|version|dev|lint|clean)|command|cmd|run|script|shellCommand|entrypoint|(?:onCreate|postCreate|postStart|postAttach|updateContent|initialize)Command)"\s{0,4}:\s{0,4}"(?<line>(?:[^"\\\n]|\\.){3,4000})"/g,
  /^(?:RUN|CMD|ENTRYPOINT)[ \t]{1,8}(?<line>(?:[^\n\\]|\\[^\n]|\\\n){3,4000})/gim,
  /^(?:Exec(?:Start|StartPre|StartPost|Stop|StopPost|Reload)?)=[-@+!:]{0,4}(?<line>[^\n]{3,4000})/gm,
  /^[ \t]{0,8}(?:@(?:reboot|hourly|daily|weekly|monthly|yearly|annually|midnight)|(?:[\d*/,-]{1,20}[ \t]{1,8}){5})(?:root[ \t]{1,8})?(?<line>[^\n]{3,4000})/gm,
  /^[ \t]{0,40}(?:-[ \t]{1,4})?(?:run|script|before_script|after_script|command|sh|shell|cmd|local-exec|inline|postinstall)[ \t]{0,4}[:=][ \t]{0,4}(?![|>])(?<line>[^\n]{3,4000})/gm,
  /^[ \t]{0,40}(?:-[ \t]{1,4}|\$ )?(?<line>[@-]?(?:sudo |curl |wget |bash |sh |nc |echo |printf |printenv |env |eval |python3? |perl |node |base64 |cat |tar |find |zip |scp |rsync |openssl |ssh |history |dig |host |nslookup |ping |git |rm )[^\n]{3,4000})/gm,
  /\b(?:RUN|PROGRAM)\s{0,2}\+?=\s{0,2}"(?<line>[^"\n]{3,1000})"/g,
  /^[ \t]{0,8}(?:ProxyCommand|LocalCommand|alias[ \t]{1,4}[\w-]{1,32}=|[\w-]{1,32}[ \t]{0,4}=[ \t]{0,4}!|precmd\s{0,2}\(\)|PROMPT_COMMAND=)[ \t]{0,4}["']?(?<line>[^\n]{3,2000})/gm,
  // Programs that start a shell
  /\b(?:os\.(?:system|popen)|(?:subprocess|sp)\.\w{1,16}|exec(?:Sync)?|spawn(?:Sync)?|execa(?:Command)?|popen|shell_exec|passthru|system|getRuntime\(\)\.exec|Process\.Start|Command::new)\(\s{0,8}[rbf]?(?<quote>["'`])(?<line>(?:(?!\k<quote>)[^\\\n]|\\.){3,4000})\k<quote>/g,
  // Lines that follow a shell's name
  /\b(?:ba|z|da)?sh -c (?<quote>["'])(?<line>(?:(?!\k<quote>)[^\\\n]|\\.){3,4000})\k<quote>/g,
];

const SCRIPT = /^\ufeff?#!\s{0,4}\/(?:\S{0,40}\/)?(?:env\s{1,4}(?:-S\s{1,4})?)?(?:ba|z|da|k|fi)?sh\b/;
const MAX_LINES = 64;
const MAX_SCRIPT = 65_536;

/** Of what the shell detector finds, what nobody builds or installs with. */
const GRAVE: ReadonlySet<string> = new Set(
  'download-to-interpreter reverse-shell exfiltration history-tampering code-injection disk container-escape fork-bomb'
    .split(' ')
    .map((finding) => `shell.${finding}`),
);
/** A home, or everything: images and builds remove much else. */
const HOME = /~(?:\/|\s|`|$)|\$\{?HOME|\/home\/|\s\/\*?(?:\s|`|$)/;
const PLACE: Surroundings = { workspace: '/workspace', home: '/home/user' };

/** What is grave in the command lines that a file brings along: package scripts, container files, units, tables, code. */
export function inspectEmbeddedCommands(text: string): readonly Signal[] {
  const found = new Map<string, Signal>();
  for (const line of linesOf(text)) {
    for (const signal of inspectCommand(line, PLACE).signals) {
      const isGrave = GRAVE.has(signal.id) || (signal.id === 'shell.deletion' && HOME.test(signal.evidence));
      if (isGrave && signal.grade === 'L3') found.set(signal.id, signal);
    }
  }
  return [...found.values()];
}

function* linesOf(text: string): Generator<string> {
  if (SCRIPT.test(text)) yield text.slice(0, MAX_SCRIPT);
  let seen = 0;
  for (const pattern of PLACES) {
    for (const match of text.matchAll(pattern)) {
      if (++seen > MAX_LINES) return;
      const line = match.groups?.['line'] ?? '';
      yield line
        .replace(/\\(["'`\\])/g, '$1')
        .replaceAll('\\\n', ' ')
        .replace(/^[@-]/, '');
    }
  }
}
