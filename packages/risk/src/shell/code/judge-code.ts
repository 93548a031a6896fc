import { sensitiveSubject } from '../../path/sensitive-words.ts';
import { CAPABILITIES } from './capabilities.ts';
import type { Language } from './languages.ts';
import { readCode } from './read-code.ts';

export interface CodeFinding {
  /** What the code can do beyond computing and showing, in words; undefined when nothing was found. */
  readonly reaches?: string;
  /** Command lines inside the code: backquotes, `print | "sort"`. */
  readonly commands: readonly string[];
  /** Quoted texts that may name files. */
  readonly paths: readonly string[];
  /** The code may write the files it names. */
  readonly writes: boolean;
}

/** Longer code is not read, and so not vouched for. */
const MAX_CODE = 16_384;

/** Modules whose loading alone is a capability, in JavaScript. */
const MODULES: Readonly<Record<string, string>> = {
  child_process: 'starts programs',
  cluster: 'starts programs',
  execa: 'starts programs',
  shelljs: 'starts programs',
  zx: 'starts programs',
  'node-pty': 'starts programs',
  rimraf: 'deletes or replaces files',
  'fs-extra': 'deletes or replaces files',
  net: 'opens connections',
  dgram: 'opens connections',
  tls: 'opens connections',
  http2: 'opens connections',
  ws: 'opens connections',
  vm: 'runs text as code',
  module: 'runs text as code',
  inspector: 'runs text as code',
  repl: 'runs text as code',
};

/** Opening a page is like `curl`; it is more when the code also holds something of this machine. */
const FETCHES =
  /\b(?:urlopen|urlretrieve|urllib|requests|httpx|fetch|axios|https?\s*\.\s*get|LWP|open-uri|file_get_contents|curl_exec|URI\.open|Net::HTTP|download\.file)\b/;
const HOLDS =
  /\b(?:open|readFile\w*|readFileSync|read_text|read_bytes|environ|getenv|ENV|process\.env|getpass|listdir|walk|glob|gethostname|hostname|homedir|File\.read|IO\.read|slurp|networkInterfaces|userInfo)\b/;

/** Says what a piece of interpreter code can do beside computing and printing. Time is linear in the code. */
export function judgeCode(language: Language, code: string): CodeFinding {
  const nothing = { commands: [], paths: [], writes: false };
  if (code.length > MAX_CODE) return { ...nothing, reaches: `${code.length} characters` };
  const literal = language.name === 'python' ? literalCommands(code) : undefined;
  const { bare, strings, commands, runsText } = readCode(literal?.rest ?? code, language.notation);
  const plain = language.name === 'python' ? withModules(bare) : bare;
  const found: string[] = [];
  const note = (what: string, where: string): void => {
    found.push(`${what} (\`${where.trim().slice(0, 40)}\`)`);
  };
  for (const { capability, pattern } of CAPABILITIES[language.name]) {
    const match = pattern.exec(plain);
    if (match !== null) note(capability, match[0]);
  }
  if (runsText) note('runs text as code', 'a pattern');
  if (language.name === 'javascript') {
    for (const name of strings) {
      const module = name.replace(/^node:/, '');
      if (Object.hasOwn(MODULES, module) && /\b(?:require|import|from)\b/.test(bare))
        note(MODULES[module] ?? '', module);
    }
  }
  if (language.name === 'perl') judgePerlOpen(bare, strings, note);
  if (FETCHES.test(plain) && (HOLDS.test(plain) || /\beval\b/.test(plain)))
    note('opens connections', 'with data of this machine');
  for (const text of strings) {
    if (language.name === 'python' && /\b(?:getattr|import_module)\b/.test(plain) && REACHING_NAME.test(text))
      note('runs text as code', text);
    if (isSecretVariable(text) && /\b(?:environ|getenv|env|ENV|ENVIRON|Sys\.getenv|get_env)\b/.test(plain))
      note('reads the environment', text);
    if (/^\/inet\d?\/(?:tcp|udp)\//.test(text)) note('opens connections', text);
    if (
      language.name === 'php' &&
      /^(?:https?|ftp|php|data|expect):\/\//.test(text) &&
      /\b(?:include|require|eval)/.test(bare)
    )
      note('runs text as code', text);
  }
  for (const [, name = ''] of plain.matchAll(/\b(?:env|ENV)\s*(?:\??\.\s*|\{\s*)\$?(\w{3,60})/g))
    if (isSecretVariable(name)) note('reads the environment', name);
  const [first] = found;
  return {
    ...(first === undefined ? {} : { reaches: first }),
    commands: [...commands, ...(literal?.commands ?? []), ...pipedCommands(language, code)],
    // Perl writes how a file is opened before its name: `>>/etc/hosts`.
    paths: strings
      .map((text) => (text.length < 1024 ? text.replace(/^\+?[<>]{1,2}\s{0,8}/, '') : ''))
      .filter((text) => LIKE_PATH.test(text))
      .slice(0, 64),
    writes:
      strings.some((text) => /^[rb]*[wax]\+?[bt]?\+?$|^\+?>{1,2}/.test(text)) ||
      /\b(?:write|append|create)\w*\s*\(|>\s*"/.test(bare),
  };
}

const REACHING_NAME =
  /^(?:system|popen|exec\w*|spawn\w*|remove|unlink|rmtree|rmdir|kill|fork|eval|run|call|Popen|check_output|connect|socket|subprocess|os|pty|ctypes|shutil|__\w+__)$/;
const LITERAL_CALL =
  /\bsubprocess\s*\.\s*(?:run|check_output|check_call|call|Popen)\(\s*\[((?:\s*(?:"[^"\\\n]{0,120}"|'[^'\\\n]{0,120}')\s*,?){1,24})\s*\]/g;

/** `subprocess.run(["git", "status"])` says what it runs: it is judged as that command. */
function literalCommands(code: string): { rest: string; commands: string[] } {
  const commands: string[] = [];
  const rest = code.replace(LITERAL_CALL, (_, words: string) => {
    const quoted = words.match(/"[^"]*"|'[^']*'/g) ?? [];
    commands.push(quoted.map((word) => `'${word.slice(1, -1).replaceAll("'", "'\\''")}'`).join(' '));
    return 'literal(';
  });
  return { rest, commands };
}

const LIKE_PATH =
  /^(?:\/(?!\/)[\w.@~+-]|~\/|\.{1,2}\/|\.[a-z])[^\s*?<>|"']*$|^[\w.-]+\.(?:pem|key|p12|pfx|env|kdbx|jks|tfstate)$|^id_(?:rsa|dsa|ecdsa|ed25519)$/;

export function isSecretVariable(name: string): boolean {
  return (
    /^[A-Z][A-Z0-9_]{2,60}$/.test(name) &&
    /TOKEN|SECRET|PASSW|CREDENTIAL|_KEY$|APIKEY|_PAT$|DATABASE_URL$|_DSN$|PRIVATE/.test(name) &&
    (sensitiveSubject(name) !== undefined || /URL$|DSN$|PAT$/.test(name))
  );
}

/** `import os as o` makes `o.x` `os.x`; `from os import x as y` makes `y` `os.x`. */
function withModules(bare: string): string {
  const names = new Map<string, string>();
  for (const [, list = ''] of bare.matchAll(/\bimport\s+([\w., \t]{1,400})/g)) {
    for (const one of list.split(',')) {
      const [, module, alias] = /^\s*([\w.]+)(?:\s+as\s+(\w+))?/.exec(one) ?? [];
      if (module !== undefined && alias !== undefined) names.set(alias, module);
    }
  }
  for (const [, module = '', list = ''] of bare.matchAll(
    /\bfrom\s+([\w.]{1,80})\s+import\s+\(?([\w, \t\n*]{1,400})/g,
  )) {
    for (const one of list.split(',')) {
      const [, name, alias] = /^\s*(\w+)(?:\s+as\s+(\w+))?/.exec(one) ?? [];
      if (name !== undefined) names.set(alias ?? name, `${module}.${name}`);
    }
    if (list.includes('*') && /^(?:os|subprocess|shutil|socket|pty)$/.test(module))
      return bare.replace(
        /(?<![\w.])(?=(?:system|popen|remove|unlink|rmtree|rmdir|fork|kill|exec[lv]\w*|run|call|Popen|spawn|socket)\s*\()/g,
        `${module}.`,
      );
  }
  return names.size === 0
    ? bare
    : bare.replace(/(?<![\w.])[A-Za-z_]\w{0,60}(?=\s*[.(])/g, (name) => names.get(name) ?? name);
}

/** `open(F, "id |")`: a pipe at either end makes a file name a command. */
function judgePerlOpen(
  bare: string,
  strings: readonly string[],
  note: (what: string, where: string) => void,
): void {
  if (!/\bopen\b/.test(bare)) return;
  for (const text of strings) if (/^\s*\|?-?\|\s*\S?|\|\s*$/.test(text)) note('starts programs', text);
}

/** awk and sqlite hand quoted text to a shell: `print | "sort"`, `"date" | getline`. */
function pipedCommands(language: Language, code: string): string[] {
  if (language.name !== 'awk') return [];
  const lines = [...code.matchAll(/\|\s*"([^"\n]{1,400})"|"([^"\n]{1,400})"\s*\|\s*getline/g)];
  return lines.map((match) => match[1] ?? match[2] ?? '').slice(0, 16);
}
