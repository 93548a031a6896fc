/** What kind of file a name promises. */
export type FileKind = 'documentation' | 'test' | 'code' | 'data' | 'directory' | 'unknown';

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const DOCUMENTATION = set('md mdx markdown mkd rst adoc asciidoc txt text org tex pod rdoc');
const DOCUMENT_MEDIA = set(
  'png jpg jpeg gif svg webp ico pdf html htm css puml mmd drawio excalidraw mp4 webm',
);
const DOCUMENTATION_NAMES = set(
  'readme license licence copying changelog changes history authors contributors contributing notice maintainers news thanks code_of_conduct',
);
const NOT_DOCUMENTATION =
  /^(?:requirements|constraints|dev-requirements|cmakelists|robots|humans|ads|manifest)[\w.-]*\.txt$/;
const CODE = set(
  'ts tsx mts cts js jsx mjs cjs py pyi rb go rs java kt kts scala swift m mm c h cc cpp cxx hpp hh cs fs fsx vb php pl pm lua r jl ex exs erl hrl hs elm clj cljs cljc dart sol zig nim v ml mli groovy gradle vue svelte astro sh bash zsh fish ps1 psm1 bat cmd sql graphql gql proto tf hcl nix cmake mk css scss sass less html htm ejs hbs pug jinja j2 liquid ipynb wasm asm s el vim awk sed',
);
const CODE_NAMES = set(
  'makefile dockerfile containerfile rakefile gemfile justfile vagrantfile procfile cmakelists.txt build workspace gnumakefile',
);
const DATA = set(
  'json jsonc json5 yaml yml toml ini cfg conf config xml csv tsv parquet avro db sqlite sqlite3 lock log properties plist snap bin dat zip tar gz tgz bz2 xz zst 7z rar jar war whl png jpg jpeg gif svg webp ico pdf mp3 mp4 wav woff woff2 ttf otf xls xlsx doc docx ppt pptx editorconfig gitignore gitattributes dockerignore map',
);
const TEST_DIRECTORIES = set('test tests __tests__ spec specs __snapshots__ e2e __fixtures__ __mocks__');
const TEST_NAME =
  /(?:[._-](?:test|tests|spec|e2e|bench)|_test|_spec|(?:Test|Tests|Spec|IT))\.[a-z0-9]+$|^(?:test_|conftest\.)/;
const DOCUMENT_DIRECTORIES = set('docs doc documentation man website');

/** Judges a workspace-relative path by its last segment, and by directories only where they can confirm it. */
export function fileKind(segments: readonly string[]): FileKind {
  const name = segments.at(-1);
  if (name === undefined) return 'directory';
  const lower = name.toLowerCase();
  const directories = segments.slice(0, -1).map((segment) => segment.toLowerCase());
  const stem = lower.replace(/\..*$/, '');
  const dot = lower.lastIndexOf('.');
  const extension = dot < 0 ? '' : lower.slice(dot + 1);
  const isCode = CODE.has(extension) || CODE_NAMES.has(lower);
  const isTestPlace = directories.some((directory) => TEST_DIRECTORIES.has(directory));
  if (isCode && (TEST_NAME.test(name) || isTestPlace)) return 'test';
  if (extension === 'snap' && isTestPlace) return 'test';
  if (DOCUMENTATION.has(extension) && !NOT_DOCUMENTATION.test(lower)) return 'documentation';
  if (DOCUMENTATION_NAMES.has(stem) && dot <= 0) return 'documentation';
  if (DOCUMENT_MEDIA.has(extension) && DOCUMENT_DIRECTORIES.has(directories[0] ?? '')) return 'documentation';
  if (isCode) return 'code';
  if (DATA.has(extension)) return 'data';
  return 'unknown';
}
