/** Variables by which a program is told to load, run or trust something else than it says. Plain data. */

interface VariableRule {
  readonly names: RegExp;
  /** Values that are no danger; every other one is. */
  readonly harmless?: RegExp;
  /** Values that are a danger; every other one is none. */
  readonly harmful?: RegExp;
  readonly finding: 'code-injection' | 'package-configuration' | 'insecure-transport' | 'governance';
  /** The value is a command line. */
  readonly isCommand?: true;
}

/** Pagers, editors, compilers and the like, with plain options. */
const TOOL =
  /^(?:\S*\/)?(?:|cat|less|more|most|bat|delta|true|false|:|echo|vim?|nvim|nano|emacs(?:client)?|micro|hx|code|subl|open|xdg-open|firefox|gcc|g\+\+|clang(?:\+\+)?|cc|c\+\+|rustc|sccache|ccache|mold|ld|lld|ar|ssh|bash|sh|zsh|fish|none)(?:-\d+)?(?: +-[\w=./-]+| +(?:gcc|g\+\+|clang|cc))*$/;
const OPEN_PLACE = /(?:^|:)(?:\/tmp|\/var\/tmp|\/dev\/shm)(?:\/|:|$)/;

const RULES: readonly VariableRule[] = [
  { names: /^(?:LD_PRELOAD|LD_AUDIT|DYLD_\w+|GCONV_PATH)$/, harmless: /^$/, finding: 'code-injection' },
  {
    names:
      /^(?:BASH_ENV|PYTHONSTARTUP|PERL5DB|PERL5OPT|GIT_EXEC_PATH|GIT_TEMPLATE_DIR|SHELLOPTS|BASHOPTS|BASH_FUNC_\w+)$/,
    harmless: /^$/,
    finding: 'code-injection',
  },
  { names: /^ENV$/, harmful: /^[/.~]/, finding: 'code-injection' },
  { names: /^PS[0-4]$/, harmful: /\$\(|`/, finding: 'code-injection' },
  {
    names: /^(?:PROMPT_COMMAND|GIT_PROXY_COMMAND|SSH_COMMAND)$/,
    harmless: /^$/,
    finding: 'code-injection',
    isCommand: true,
  },
  {
    names:
      /^(?:\w*PAGER|\w*EDITOR|VISUAL|BROWSER|GIT_SSH|GIT_SSH_COMMAND|GIT_EXTERNAL_DIFF|\w*_ASKPASS|LESSOPEN|LESSCLOSE|CC|CXX|LD|AR|RUSTC\w*|\w*_(?:WRAPPER|LAUNCHER)|KUBECTL_EXTERNAL_DIFF|npm_config_script_shell)$/i,
    harmless: TOOL,
    finding: 'code-injection',
    isCommand: true,
  },
  {
    names: /^PATH$/,
    harmful: /^\.?:|:\.?(?::|$)|(?:^|:)(?:\/tmp|\/var\/tmp|\/dev\/shm)(?:\/|:|$)/,
    finding: 'code-injection',
  },
  {
    names:
      /^(?:LD_LIBRARY_PATH|PYTHONPATH|NODE_PATH|PERL5?LIB|RUBYLIB|CLASSPATH|GEM_PATH|LUA_C?PATH|PYTHONHOME)$/,
    harmful: OPEN_PLACE,
    finding: 'code-injection',
  },
  {
    names: /^NODE_OPTIONS$/,
    harmful: /(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader|--inspect)/,
    finding: 'code-injection',
  },
  { names: /^RUBYOPT$/, harmful: /(?:^|\s)-[rI]/, finding: 'code-injection' },
  {
    names: /^(?:_?JAVA\w*|JDK_JAVA_OPTIONS|MAVEN_OPTS|GRADLE_OPTS|CATALINA_OPTS)$/,
    harmful: /-(?:javaagent|agentlib|agentpath|Xbootclasspath)|:On(?:Error|OutOfMemoryError)=/,
    finding: 'code-injection',
  },
  { names: /^(?:MAKEFLAGS|GNUMAKEFLAGS)$/, harmful: /--eval|SHELL=|-f/, finding: 'code-injection' },
  {
    names: /^(?:GOFLAGS|RUSTFLAGS|CARGO_\w+)$/,
    harmful: /-(?:toolexec|exec|insecure)|linker[= ]/,
    finding: 'code-injection',
  },
  { names: /^LESS$/, harmful: /\+\S*!/, finding: 'code-injection' },
  {
    names: /^GIT_CONFIG(?:_\w+)?$/,
    harmless: /^(?:\/dev\/null|0|1|true|)$/,
    finding: 'code-injection',
  },
  {
    names:
      /^(?:npm_config_registry|YARN_\w*REGISTRY\w*|PIP_(?:EXTRA_)?INDEX_URL|PIP_TRUSTED_HOST|UV_(?:DEFAULT_|EXTRA_)?INDEX(?:_URL)?|GOPROXY|GEM_SOURCE)$/i,
    harmless:
      /^(?:|off|direct|https:\/\/(?:registry\.npmjs\.org|registry\.yarnpkg\.com|pypi\.org|proxy\.golang\.org|rubygems\.org)(?:[/,]\S*)?|https?:\/\/localhost\S*)$/,
    finding: 'package-configuration',
  },
  {
    names: /^(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY)$/,
    harmful: /^0$/,
    finding: 'insecure-transport',
  },
  { names: /^(?:GIT_SSL_NO_VERIFY|GOINSECURE)$/, harmless: /^(?:0|false|)$/, finding: 'insecure-transport' },
  {
    names: /^(?:GOSUMDB|npm_config_strict_ssl)$/i,
    harmful: /^(?:off|false|0)$/,
    finding: 'insecure-transport',
  },
  { names: /^(?:Z?O?QORE|ZOQORE)_\w+$/, finding: 'governance' },
];

/** What setting a variable of this name to this value does; undefined when nothing of note. */
export function judgeVariable(
  name: string,
  value: string,
): { finding: VariableRule['finding']; isCommand: boolean } | undefined {
  const rule = RULES.find(({ names }) => names.test(name));
  if (rule === undefined) return undefined;
  const isHarmful = rule.harmful?.test(value) ?? rule.harmless?.test(value) !== true;
  return isHarmful ? { finding: rule.finding, isCommand: rule.isCommand === true } : undefined;
}
