/** Variables that tell no program where to look, what to run or whom to trust. Plain data. */
const PLAIN: ReadonlySet<string> = new Set(
  'CI NODE_ENV RAILS_ENV RACK_ENV APP_ENV MIX_ENV FLASK_ENV LANG LANGUAGE TZ FORCE_COLOR NO_COLOR CLICOLOR CLICOLOR_FORCE COLORTERM TERM COLUMNS LINES DEBUG VERBOSE LOG_LEVEL PORT RUST_BACKTRACE RUST_LOG PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE GOOS GOARCH CGO_ENABLED DEBIAN_FRONTEND IFS'.split(
    ' ',
  ),
);
/** Lower-case names that programs do read: proxies, package managers, and the arrays that zsh ties to `PATH` and its like. */
const READ_BY_PROGRAMS = /_proxy$|^(?:npm|pnpm|yarn|bun)_|^(?:path|fpath|cdpath|manpath|module_path)$/;

/** Setting the variable changes what a line prints or how much, and not what its programs do. */
export function isPlainVariable(name: string): boolean {
  return (
    PLAIN.has(name) ||
    /^LC_[A-Z]+$/.test(name) ||
    (/^[a-z_][a-z0-9_]*$/.test(name) && !READ_BY_PROGRAMS.test(name))
  );
}
