import { judgeVariable } from './code-variables.ts';

/** Variables that tell no program where to look, what to run or whom to trust. Plain data. */
const PLAIN: ReadonlySet<string> = new Set(
  'CI NODE_ENV RAILS_ENV RACK_ENV APP_ENV MIX_ENV FLASK_ENV LANG LANGUAGE TZ FORCE_COLOR NO_COLOR CLICOLOR CLICOLOR_FORCE COLORTERM TERM COLUMNS LINES DEBUG VERBOSE LOG_LEVEL PORT RUST_BACKTRACE RUST_LOG PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE GOOS GOARCH CGO_ENABLED DEBIAN_FRONTEND IFS'.split(
    ' ',
  ),
);
/** Lower-case names that programs do read: proxies, package managers, and the arrays that zsh ties to `PATH` and its like. */
const READ_BY_PROGRAMS = /_proxy$|^(?:npm|pnpm|yarn|bun)_|^(?:path|fpath|cdpath|manpath|module_path)$/;

/** Names that scripts give to values of their own, and no program reads. */
const OWN: ReadonlySet<string> = new Set(
  'VERSION NAME BRANCH TAG COMMIT SHA DATE NOW FOO BAR BAZ ID PID V N X Y F D DIR FILE FILES OUT SRC DST TMP URL MSG COUNT RESULT GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL PIP_NO_CACHE_DIR npm_config_loglevel'.split(
    ' ',
  ),
);
/** Whose values `code-variables.ts` tells apart. */
const JUDGED = /^(?:\w*PAGER|\w*EDITOR|VISUAL|BROWSER|CC|CXX|RUSTFLAGS|GOFLAGS|MAKEFLAGS|ENV|PS[0-4])$/;
/** More places to look in, behind those that were there, and of the system. */
const MORE_OF_THE_SYSTEM = /^\$\{?PATH\}?(?::\/(?:usr|opt)(?:\/[\w.-]+)*)+$/;

/** Setting the variable changes what a line prints or how much, and not what its programs do. */
export function isPlainVariable(name: string, value?: string): boolean {
  if (name === 'PATH') return value !== undefined && MORE_OF_THE_SYSTEM.test(value);
  if (JUDGED.test(name)) return value !== undefined && judgeVariable(name, value) === undefined;
  return (
    PLAIN.has(name) ||
    OWN.has(name) ||
    /^LC_[A-Z]+$/.test(name) ||
    (/^[a-z_][a-z0-9_]*$/.test(name) && !READ_BY_PROGRAMS.test(name))
  );
}
