import { changeDirectory } from './change-directory.ts';
import { LANGUAGE_OF } from './code/languages.ts';
import { embeddedCommands, loadedCode } from './embedded-commands.ts';
import { fileName } from './file-name.ts';
import { judgeInterpreter, judgeSource } from './judge-interpreter.ts';
import { isKnownProgram, isStrongProgram } from './known-programs.ts';
import { programName } from './program-name.ts';
import { setPositional } from './positional.ts';
import { joinArguments, readArgumentLine } from './read-argument-line.ts';
import { FOREIGN_SOURCE } from './rules/foreign-source.ts';
import { judgeOpenPlace, runShell } from './run-shell.ts';
import { runWrapped } from './run-wrapped.ts';
import type { Argument, CodePath, Step } from './step.ts';
import { takeOff } from './take-off-wrapper.ts';
import type { Place, Walk } from './walk-line.ts';
import { within } from './within.ts';
import { noteWritten, runRecipes, runWritten } from './written-files.ts';
import { SHELLS, WRAPPERS } from './wrappers.ts';

const MAX_WRAPPERS = 16;
const FINDERS: ReadonlySet<string> = new Set(['find', 'gfind', 'fd', 'fdfind']);
const MOVERS: ReadonlySet<string> = new Set(['cd', 'pushd', 'popd', 'chdir']);
/**
 * Takes wrappers off one command until the program that runs stands first, reads command lines inside
 * arguments, and adds every step that may run. Returns the steps added.
 */
export function unwrapStep(args: readonly Argument[], place: Place, walk: Walk): Step[] {
  const [name, ...rest] = args;
  if (name === undefined) {
    return place.redirections.length > 0 ? emit('', [], place, walk) : [];
  }
  if (!name.isKnown || /[*?]|\[[^\]]+\]/.test(name.text)) {
    const isSetElsewhere =
      /^["']?\$\{?[A-Z][A-Z0-9_]*\}?["']?$/.test(name.text) &&
      !walk.scope.variables.has(name.text.replace(/\W/g, ''));
    // What a function is called with is judged where it is called.
    const isOfCaller = walk.functionDepth > 0 && /^["']?\$[@*1]["']?$/.test(name.text);
    const grade = isSetElsewhere || isOfCaller ? 'L2' : 'L3';
    walk.remark('unresolved-program', grade, `the program is \`${name.text.slice(0, 80)}\``, true);
    return [...emit(name.text, rest, place, walk), ...findInner(rest, place, walk)];
  }
  if (name.text.includes('/')) walk.programPaths.add(name.text);
  const program = walk.renamed.get(fileName(name.text)) ?? programName(name.text);
  if (program !== programName(name.text))
    walk.remark('disguised-program', 'L3', `\`${name.text.slice(0, 80)}\` is ${program} under another name`);
  const own = walk.functions.get(program) ?? walk.aliases.get(program);
  if (own !== undefined) return [...emit(program, rest, place, walk), ...own(rest, within(place, program))];
  if (place.wrappers.length >= MAX_WRAPPERS) {
    walk.remark('too-complex', 'L3', 'more than 16 wrappers', true);
    return emit(program, rest, place, walk);
  }
  if (program === 'eval') return readArgumentLine(joinArguments(rest), within(place, 'eval'), walk);
  if (SHELLS.has(program)) return runShell(program, rest, place, walk);
  const wrapper = WRAPPERS.get(program);
  const inner = wrapper === undefined ? undefined : takeOff(program, wrapper, rest);
  if (wrapper !== undefined && inner !== undefined)
    return runWrapped(program, wrapper, rest, inner, place, walk);
  const found = emit(program, rest, place, walk, {
    codePaths: judgeInterpreter(program, rest, place, walk),
    isPath: name.text.includes('/'),
  });
  if (program === 'set' && rest[0]?.text === '--') setPositional(rest.slice(1), walk.scope);
  if (MOVERS.has(program)) changeDirectory(rest, walk.scope);
  found.push(...runEmbedded(program, rest, place, walk), ...runRecipes(program, rest, place, walk));
  if (name.text.includes(':') && FOREIGN_SOURCE.test(name.text))
    walk.remark('download-to-interpreter', 'L3', `runs \`${name.text.slice(0, 80)}\``, true);
  // `python -m pip install …` is pip.
  if (
    LANGUAGE_OF.get(program)?.name === 'python' &&
    rest[0]?.text === '-m' &&
    isKnownProgram(rest[1]?.text ?? '')
  )
    found.push(...unwrapStep(rest.slice(1), within(place, program), walk));
  if (program === 'source' || program === '.')
    found.push(...runWritten(rest[0]?.text ?? '', program, place, walk));
  else if (name.text.includes('/')) judgeOpenPlace(name.text, walk);
  if (name.text.includes('/')) found.push(...runWritten(name.text, program, place, walk));
  if (FINDERS.has(program)) found.push(...findExec(program, rest, place, walk));
  else if ((program === 'source' || program === '.') && /^\/dev\/(?:fd\/|stdin)/.test(rest[0]?.text ?? ''))
    judgeSource([...place.substituted, ...place.input.sources], program, walk);
  else if (!isKnownProgram(program) && !LANGUAGE_OF.has(program)) found.push(...findInner(rest, place, walk));
  return found;
}

/** Commands that the options of the program hold, and code that it is told to load. */
function runEmbedded(program: string, args: readonly Argument[], place: Place, walk: Walk): Step[] {
  const loaded = loadedCode(program, args);
  if (loaded !== undefined)
    walk.remark('code-injection', 'L3', `${program} loads \`${loaded.slice(0, 80)}\``, true);
  return embeddedCommands(program, args).flatMap(({ line, isUnusual }) => {
    if (isUnusual) walk.remark('code-injection', 'L3', `${program} runs \`${line.text.slice(0, 80)}\``);
    return readArgumentLine(
      line,
      { ...within(place, program), redirections: [], input: { sources: [] } },
      walk,
    );
  });
}

/** Adds a step and remembers what later ones may depend on. */
export function emit(
  program: string,
  args: readonly Argument[],
  place: Place,
  walk: Walk,
  { codePaths = [], isPath = false }: { codePaths?: readonly CodePath[]; isPath?: boolean } = {},
): Step[] {
  const { wrappers, redirections, input, substituted, takesMore } = place;
  const step: Step = {
    program,
    argv: args.map(({ text }) => text),
    args,
    wrappers,
    redirections,
    input,
    substituted,
    takesMore,
    directory: walk.scope.variables.get('PWD'),
    codePaths,
    isPath,
  };
  walk.steps.push(step);
  noteWritten(step, walk);
  return [step];
}

function findExec(program: string, args: readonly Argument[], place: Place, walk: Walk): Step[] {
  const found: Step[] = [];
  const lister = walk.steps.at(-1);
  const input = { sources: lister === undefined ? [] : [lister] };
  const opens = program.startsWith('fd') ? /^(?:-x|-X|--exec|--exec-batch)$/ : /^-(?:exec|execdir|ok|okdir)$/;
  for (let at = 0; at < args.length; at++) {
    if (!opens.test(args[at]?.text ?? '')) continue;
    let end = at + 1;
    while (end < args.length && !/^[;+]$/.test(args[end]?.text ?? '')) end++;
    const words = args.slice(at + 1, end).filter(({ text }) => text !== '{}');
    found.push(...unwrapStep(words, { ...within(place, program), input, takesMore: true }, walk));
    at = end;
  }
  return found;
}

/** A program nobody knows may run what stands behind it: `mywrap rm -rf /`, `runner "rm -rf /"`. */
function findInner(args: readonly Argument[], place: Place, walk: Walk): Step[] {
  for (const [at, { text }] of args.entries()) {
    if (/\s/.test(text)) {
      const first = programName(/^\s*(\S+)/.exec(text)?.[1] ?? '');
      if (!isStrongProgram(first) || text.length > 4096) continue;
      walk.remark(
        'unknown-wrapper',
        'L2',
        `an unknown program is given the line \`${text.slice(0, 80)}\``,
        true,
      );
      return walk.line(text, within(place, 'unknown'));
    }
    if (!isStrongProgram(programName(text)) || at + 1 >= args.length) continue;
    walk.remark('unknown-wrapper', 'L2', `an unknown program is given the command \`${text}\``, true);
    return unwrapStep(args.slice(at), within(place, 'unknown'), walk);
  }
  return [];
}
