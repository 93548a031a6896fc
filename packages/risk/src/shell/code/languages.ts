import type { Notation } from './read-code.ts';

/** A language whose code may stand on a command line. A new interpreter goes here; what its code can do into capabilities.ts. */
export interface Language {
  readonly name: LanguageName;
  readonly programs: string;
  /** Options whose value is code, letters and long names. */
  readonly code: string;
  /** The first operand is code, unless an option holds it: `awk '{print}'`. */
  readonly operandIsCode?: true;
  readonly notation: Notation;
}

export type LanguageName =
  | 'python'
  | 'javascript'
  | 'perl'
  | 'ruby'
  | 'php'
  | 'lua'
  | 'r'
  | 'tcl'
  | 'jvm'
  | 'beam'
  | 'julia'
  | 'lisp'
  | 'applescript'
  | 'awk'
  | 'jq'
  | 'vim'
  | 'compiled'
  | 'debugger'
  | 'macro'
  | 'editor';

const C_LIKE: Notation = { comment: '//', blockComment: true, backquoteIsText: true };

export const LANGUAGES: readonly Language[] = [
  {
    name: 'python',
    programs: 'python python2 python3 pypy pypy3 ipython bpython',
    code: 'c',
    notation: { comment: '#', interpolates: '{' },
  },
  {
    name: 'javascript',
    programs: 'node nodejs deno bun tsx ts-node jrunscript jjs qjs d8 electron',
    code: 'e p eval print',
    notation: { ...C_LIKE, patterns: true, interpolates: '${' },
  },
  {
    name: 'perl',
    programs: 'perl cpan',
    code: 'e E',
    notation: { comment: '#', patterns: true, perlQuotes: true, interpolates: '@{' },
  },
  {
    name: 'ruby',
    programs: 'ruby jruby irb',
    code: 'e',
    notation: { comment: '#', patterns: true, interpolates: '#{' },
  },
  {
    name: 'php',
    programs: 'php',
    code: 'r R B E run',
    notation: { comment: '//', blockComment: true, interpolates: '${' },
  },
  { name: 'lua', programs: 'lua luajit', code: 'e', notation: { comment: '--' } },
  {
    name: 'r',
    programs: 'R Rscript octave gnuplot',
    code: 'e',
    notation: { comment: '#', backquoteIsText: true },
  },
  { name: 'tcl', programs: 'tclsh expect wish', code: 'c', notation: {} },
  { name: 'jvm', programs: 'groovy scala jshell kotlin', code: 'e', notation: C_LIKE },
  { name: 'beam', programs: 'elixir erl iex', code: 'e eval rpc-eval', notation: { interpolates: '#{' } },
  { name: 'julia', programs: 'julia', code: 'e E eval print', notation: { comment: '#' } },
  {
    name: 'lisp',
    programs: 'emacs emacsclient guile sbcl clisp racket ghc ghci',
    code: 'eval c e',
    notation: { backquoteIsText: true },
  },
  {
    name: 'compiled',
    programs: 'gcc g++ cc c++ clang clang++ tcc go rustc java javac kotlinc swift nim crystal zig dart',
    code: '',
    notation: { comment: '//', blockComment: true, backquoteIsText: true },
  },
  { name: 'applescript', programs: 'osascript', code: 'e', notation: {} },
  {
    name: 'awk',
    programs: 'awk gawk mawk nawk',
    code: 'source e',
    operandIsCode: true,
    notation: { comment: '#', patterns: true },
  },
  { name: 'jq', programs: 'jq jaq gojq', code: '', operandIsCode: true, notation: { comment: '#' } },
  { name: 'vim', programs: 'vim nvim vi view gvim vimdiff', code: 'c cmd', notation: {} },
  { name: 'debugger', programs: 'gdb lldb', code: 'ex eval-command iex o one-line', notation: {} },
  { name: 'macro', programs: 'm4', code: '', notation: { backquoteIsText: true } },
  { name: 'editor', programs: 'ed ex red', code: 'c', notation: {} },
];

/** By program. */
export const LANGUAGE_OF: ReadonlyMap<string, Language> = new Map(
  LANGUAGES.flatMap((language) =>
    language.programs.split(' ').map((program): [string, Language] => [program, language]),
  ),
);
