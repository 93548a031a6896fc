import { fileName } from './file-name.ts';
import { judgeCode } from './code/judge-code.ts';
import { LANGUAGE_OF } from './code/languages.ts';
import { printedText } from './printed-text.ts';
import { programName } from './program-name.ts';
import { isStrongProgram } from './known-programs.ts';
import type { Argument, Step } from './step.ts';
import type { Place, Walk } from './walk-line.ts';
import { within } from './within.ts';

const RENAMERS: ReadonlySet<string> = new Set(['ln', 'cp', 'mv', 'install']);
const BUILDERS: ReadonlySet<string> = new Set(['make', 'gmake', 'just', 'npm', 'pnpm', 'yarn', 'bun']);
const MAX_FILES = 256;
const MAX_RECIPES = 64;

/** Remembers what goes into files, so that running one of them later on the line is judged by its text. */
export function noteWritten(step: Step, walk: Walk): void {
  const { program, args, input, redirections } = step;
  if (RENAMERS.has(program)) noteRenamed(args, walk);
  if (program !== 'tee' && !redirections.some(({ access }) => access === 'write')) return;
  const text = /^(?:cat|tee)$/.test(program) ? input.text : printedText(program, args);
  for (const { target, access, appends } of redirections) {
    if (access !== 'write' || walk.written.size > MAX_FILES) continue;
    const earlier = appends ? (walk.written.get(fileName(target.text)) ?? '') : '';
    walk.written.set(fileName(target.text), text === undefined ? undefined : `${earlier}${text}\n`);
  }
  if (program === 'tee' && walk.written.size < MAX_FILES)
    for (const { text: name } of args) if (!name.startsWith('-')) walk.written.set(fileName(name), text);
}

/** Remembers programs that get another name. */
function noteRenamed(args: readonly Argument[], walk: Walk): void {
  const [source = '', target = ''] = args.map(({ text }) => text).filter((text) => !text.startsWith('-'));
  const real = programName(source);
  if (source.includes('/') && isStrongProgram(real) && walk.renamed.size < MAX_FILES)
    walk.renamed.set(fileName(target), real);
}

/** Runs a file as a script of the shell, when this line wrote it. */
export function runWritten(path: string, program: string, place: Place, walk: Walk): Step[] {
  const name = fileName(path);
  if (!walk.written.has(name) || path.startsWith('/dev/')) return [];
  const text = walk.written.get(name);
  const inner = within({ ...place, redirections: [], input: { sources: [] } }, program);
  const language = LANGUAGE_OF.get(programName(/^#!\s*(?:\S*\/env\s+)?(\S+)/.exec(text ?? '')?.[1] ?? ''));
  if (text !== undefined && language !== undefined) {
    const { reaches } = judgeCode(language, text);
    if (reaches !== undefined)
      walk.remark('opaque-code', 'L3', `runs \`${name.slice(0, 80)}\`, which ${reaches}`, true);
    return [];
  }
  if (text !== undefined) return walk.line(text, inner);
  walk.remark('opaque-code', 'L3', `runs \`${name.slice(0, 80)}\`, written by a command before`, true);
  return [];
}

/** Build files that this line wrote or that stand in the input: recipes of make, scripts of package.json. */
export function runRecipes(program: string, args: readonly Argument[], place: Place, walk: Walk): Step[] {
  if (!BUILDERS.has(program)) return [];
  const inner = within({ ...place, redirections: [], input: { sources: [] } }, program);
  const lines = recipes(program, args, place, walk).slice(0, MAX_RECIPES);
  return lines.flatMap((line) => walk.line(line, inner));
}

function recipes(program: string, args: readonly Argument[], { input }: Place, walk: Walk): string[] {
  if (/^(?:g?make|just)$/.test(program)) {
    const at = args.findIndex(({ text }) => /^(?:-f|--file|--makefile)$/.test(text));
    const named = at < 0 ? undefined : args[at + 1]?.text;
    const text =
      named === '-' || named === '/dev/stdin'
        ? input.text
        : [named ?? 'Makefile', 'makefile', 'GNUmakefile', 'justfile']
            .map((name) => walk.written.get(fileName(name)))
            .find((one) => one !== undefined);
    return [
      ...(text ?? '').matchAll(/^(?:\t| {2,8}|[^\n#=:]{1,200}:[^\n;]{0,200};)[@+-]{0,3}([^\n]{1,2000})$/gm),
    ].map((match) => match[1] ?? '');
  }
  const set = args[0]?.text === 'pkg' && args[1]?.text === 'set' ? args.slice(2) : [];
  const values = set.flatMap(({ text }) => /^scripts\.[^=]+=([\s\S]+)$/.exec(text)?.[1] ?? []);
  const manifest = walk.written.get('package.json') ?? '';
  const scripts = [...manifest.matchAll(/"([\w:-]{1,60})"\s*:\s*"((?:[^"\\\n]|\\.){1,2000})"/g)];
  const wanted = new Set(args.map(({ text }) => text));
  const runs = scripts
    .filter(
      ([, name = '']) => wanted.has(name) || /^(?:pre|post)?(?:install|prepare|pack|publish)$/.test(name),
    )
    .map(([, , text = '']) => text.replaceAll('\\"', '"'));
  return [...values, ...runs];
}
