import { judgeInterpreter, judgeSource } from './judge-interpreter.ts';
import { printedText } from './printed-text.ts';
import { isKnownProgram, isStrongProgram } from './known-programs.ts';
import type { Argument, Step } from './step.ts';
import { beforeSources, takeOff, type Inner } from './take-off-wrapper.ts';
import type { Place, Walk } from './walk-line.ts';
import { INTERPRETERS, SHELLS, WRAPPERS, type Wrapper } from './wrappers.ts';

const MAX_WRAPPERS = 16;
/**
 * Takes wrappers off one command until the program that runs stands first, reads command lines inside
 * arguments, and adds every step that may run. Returns the steps added.
 */
export function unwrapStep(args: readonly Argument[], place: Place, walk: Walk): Step[] {
  const [name, ...rest] = args;
  if (name === undefined) {
    return place.redirections.length > 0 ? emit('', [], place, walk) : [];
  }
  if (!name.isKnown) {
    const grade =
      /^["']?\$\{?[A-Z][A-Z0-9_]*\}?["']?$/.test(name.text) &&
      !walk.scope.variables.has(name.text.replace(/\W/g, ''))
        ? 'L2'
        : 'L3';
    walk.remark('unresolved-program', grade, `the program is \`${name.text.slice(0, 80)}\``, true);
    return [...emit(name.text, rest, place, walk), ...findInner(rest, place, walk)];
  }
  const program = programName(name.text);
  if (name.text.includes('/')) walk.programPaths.add(name.text);
  if (place.wrappers.length >= MAX_WRAPPERS) {
    walk.remark('too-complex', 'L3', 'more than 16 wrappers', true);
    return emit(program, rest, place, walk);
  }
  if (program === 'eval') return readLine(join(rest), within(place, 'eval'), walk);
  if (SHELLS.has(program)) return runShell(program, rest, place, walk);
  const wrapper = WRAPPERS.get(program);
  const inner = wrapper === undefined ? undefined : takeOff(program, wrapper, rest);
  if (wrapper !== undefined && inner !== undefined)
    return runWrapped(program, wrapper, rest, inner, place, walk);
  const found = emit(program, rest, place, walk);
  if (program === 'source' || program === '.')
    found.push(...runWritten(rest[0]?.text ?? '', program, place, walk));
  else if (name.text.includes('/')) found.push(...runWritten(name.text, program, place, walk));
  if (program === 'find' || program === 'gfind' || program === 'fd' || program === 'fdfind')
    found.push(...findExec(program, rest, place, walk));
  else if (INTERPRETERS.has(program)) judgeInterpreter(program, rest, place, walk);
  else if ((program === 'source' || program === '.') && /^\/dev\/(?:fd\/|stdin)/.test(rest[0]?.text ?? ''))
    judgeSource([...place.substituted, ...place.input.sources], program, walk);
  else if (!isKnownProgram(program) && !walk.functions.has(program))
    found.push(...findInner(rest, place, walk));
  return found;
}

function emit(program: string, args: readonly Argument[], place: Place, walk: Walk): Step[] {
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
  };
  walk.steps.push(step);
  noteWritten(step, walk);
  return [step];
}

/** Remembers what goes into files, so that running one of them later on the line is judged by its text. */
function noteWritten(step: Step, walk: Walk): void {
  const { program, args, input, redirections } = step;
  const text = /^(?:cat|tee)$/.test(program) ? input.text : printedText(program, args);
  for (const { target, access, appends } of redirections) {
    if (access !== 'write' || walk.written.size > 256) continue;
    const earlier = appends ? (walk.written.get(fileName(target.text)) ?? '') : '';
    walk.written.set(fileName(target.text), text === undefined ? undefined : `${earlier}${text}\n`);
  }
  if (program === 'tee')
    for (const { text: name } of args) if (!name.startsWith('-')) walk.written.set(fileName(name), text);
}

const fileName = (path: string): string => path.replace(/^(?:\.\/)+/, '');

function runWritten(path: string, program: string, place: Place, walk: Walk): Step[] {
  const name = fileName(path);
  if (!walk.written.has(name) || path.startsWith('/dev/')) return [];
  const text = walk.written.get(name);
  if (text !== undefined)
    return walk.line(text, within({ ...place, redirections: [], input: { sources: [] } }, program));
  walk.remark('opaque-code', 'L3', `runs \`${name.slice(0, 80)}\`, written by a command before`, true);
  return [];
}

function programName(text: string): string {
  const base = text.slice(text.lastIndexOf('/') + 1).replace(/\.exe$/i, '');
  return base === '' ? text : base;
}

function within(place: Place, wrapper: string): Place {
  return { ...place, wrappers: [...place.wrappers, wrapper], depth: place.depth + 1 };
}

function join(args: readonly Argument[]): Argument {
  return { text: args.map(({ text }) => text).join(' '), isKnown: args.every(({ isKnown }) => isKnown) };
}

function readLine(line: Argument, place: Place, walk: Walk): Step[] {
  if (!line.isKnown && /^["']?\s*[$`]/.test(line.text)) {
    const grade = isInitialiser(line.text) ? 'L2' : 'L3';
    walk.remark(
      'opaque-line',
      grade,
      `a command line that the text does not tell: \`${line.text.slice(0, 80)}\``,
      true,
    );
  }
  // What stands in the substitution has been read where it stands.
  if (isInitialiser(line.text)) return [];
  return walk.line(line.text, place);
}

/** `eval "$(ssh-agent -s)"`, `eval "$(brew shellenv)"`: tools that print settings for this shell. */
function isInitialiser(text: string): boolean {
  return /^"?\$\((?:ssh-agent|brew shellenv|direnv hook|pyenv init|rbenv init|nodenv init|starship init|zoxide init|fnm env|mise activate|docker-machine env|minikube docker-env|opam env|luarocks path|dircolors)\b[^;&|`$()]*\)"?$/.test(
    text,
  );
}

function runWrapped(
  program: string,
  wrapper: Wrapper,
  args: readonly Argument[],
  inner: Inner,
  place: Place,
  walk: Walk,
): Step[] {
  const place2 = { ...within(place, program), takesMore: place.takesMore || wrapper.takesMore === true };
  const found: Step[] = [];
  // The wrapper itself counts where it has an effect of its own: `docker run -v /:/host`, `ssh -R`.
  const speaks = wrapper.verbs !== undefined || wrapper.isRemote === true || inner.words.length === 0;
  if (speaks && !(wrapper.takesMore === true)) found.push(...emit(program, args, place, walk));
  for (const line of inner.lines) found.push(...readLine(line, place2, walk));
  const noun = inner.words[0];
  if (noun === undefined) return found;
  if (wrapper.joins === true) return [...found, ...readLine(join(inner.words), place2, walk)];
  if (wrapper.eachWord === true) {
    for (const word of inner.words)
      if (/\s/.test(word.text) || isKnownProgram(programName(word.text)))
        found.push(...readLine(word, place2, walk));
    return found;
  }
  if (inner.lines.length > 0 && wrapper.skip === 99) return found;
  const words = wrapper.takesMore === true ? beforeSources(inner.words) : inner.words;
  if (words.length === 1 && /\s/.test(noun.text)) return [...found, ...readLine(noun, place2, walk)];
  return [...found, ...unwrapStep(words, place2, walk)];
}

function runShell(shell: string, args: readonly Argument[], place: Place, walk: Walk): Step[] {
  const { input, substituted } = place;
  const isWindows = /^(?:cmd|pwsh|powershell)$/.test(shell);
  for (let at = 0; at < args.length; at++) {
    const text = args[at]?.text ?? '';
    if (
      isWindows
        ? /^(?:\/c|\/k|-c|-command|-e|-enc|-encodedcommand)$/i.test(text)
        : /^[-+][A-Za-z]*c[A-Za-z]*$/.test(text)
    ) {
      const isHidden = isWindows && /^-e/i.test(text);
      let next = at + 1;
      if (!isWindows) while (/^[-+]./.test(args[next]?.text ?? '')) next++;
      if (isHidden) walk.remark('opaque-code', 'L3', 'an encoded command', true);
      const line = isWindows ? join(args.slice(next)) : args[next];
      const outer = within(place, shell);
      return line === undefined
        ? emit(shell, args, place, walk)
        : [...emit(shell, args.slice(0, at + 1), place, walk), ...readLine(line, outer, walk)];
    }
    if (/^[-+][oO]$/.test(text)) at++;
    else if (text === '-s' || text === '-') break;
    else if (!/^[-+]/.test(text)) {
      if (text.startsWith('/dev/fd/')) judgeSource(substituted, shell, walk);
      else if (text === '/dev/stdin') judgeSource(input.sources, shell, walk);
      return [...emit(shell, args, place, walk), ...runWritten(text, shell, place, walk)];
    }
  }
  const found = emit(shell, args, place, walk);
  if (input.text !== undefined)
    return [...found, ...walk.line(input.text, within({ ...place, input: { sources: [] } }, shell))];
  if (input.sources.length > 0) judgeSource(input.sources, shell, walk);
  else if (
    place.redirections.some(({ access, target }) => access === 'read' && target.text.startsWith('/dev/fd/'))
  )
    judgeSource(substituted, shell, walk);
  return found;
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
