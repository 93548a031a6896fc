import { fileName } from './file-name.ts';
import { judgeSource } from './judge-interpreter.ts';
import { joinArguments, readArgumentLine } from './read-argument-line.ts';
import type { Argument, Step } from './step.ts';
import type { Place, Walk } from './walk-line.ts';
import { within } from './within.ts';
import { runWritten } from './written-files.ts';

/** What a shell is told to run. A shell of its own: what it changes about its directory ends with it. */
export function runShell(shell: string, args: readonly Argument[], place: Place, walk: Walk): Step[] {
  const directory = walk.scope.variables.get('PWD');
  const found = readShell(shell, args, place, walk);
  walk.scope.variables.set('PWD', directory);
  return found;
}

function readShell(shell: string, args: readonly Argument[], place: Place, walk: Walk): Step[] {
  const { input, substituted } = place;
  const isWindows = /^(?:cmd|pwsh|powershell)$/.test(shell);
  const onlyParses = args.some(({ text }) => /^-[a-z]*n[a-z]*$/.test(text)) && !isWindows && shell !== 'nu';
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
      const line = isWindows ? joinArguments(args.slice(next)) : args[next];
      // `xargs sh -c '{}'`, `find -exec sh -c '$1'`: the line is whatever is listed.
      if (place.takesMore && /^\s*(?:eval\s+)?(?:\{\}|"?\$[@*0-9]"?)\s*$/.test(line?.text ?? ''))
        judgeSource([...input.sources, ...substituted], shell, walk);
      return line === undefined
        ? walk.emit(shell, args, place)
        : [
            ...walk.emit(shell, args.slice(0, at + 1), place),
            ...readArgumentLine(line, within(place, shell), walk),
          ];
    }
    if (/^--(?:rcfile|init-file)$/.test(text)) {
      at++;
      if ((args[at]?.text ?? '').startsWith('/dev/fd/')) judgeSource(substituted, shell, walk);
    } else if (/^[-+][oO]$/.test(text)) at++;
    else if (text === '-s' || text === '-') break;
    else if (!/^[-+]/.test(text)) {
      if (onlyParses) return walk.emit(shell, args, place);
      if (text.startsWith('/dev/fd/')) judgeSource(substituted, shell, walk);
      else if (text === '/dev/stdin' && input.text === undefined) judgeSource(input.sources, shell, walk);
      else if (text === '/dev/stdin') break;
      else judgeOpenPlace(text, walk);
      return [...walk.emit(shell, args, place), ...runWritten(text, shell, place, walk)];
    }
  }
  const found = walk.emit(shell, args, place);
  if (input.text !== undefined)
    return [...found, ...walk.line(input.text, within({ ...place, input: { sources: [] } }, shell))];
  if (input.sources.length > 0) judgeSource(input.sources, shell, walk);
  else if (
    place.redirections.some(({ access, target }) => access === 'read' && target.text.startsWith('/dev/fd/'))
  )
    judgeSource(substituted, shell, walk);
  return found;
}

/** A program where everybody may put one; what this line wrote there is judged by its text. */
export function judgeOpenPlace(path: string, walk: Walk): void {
  if (/^(?:\/tmp|\/var\/tmp|\/dev\/shm)\/(?!tmp\.made)/.test(path) && !walk.written.has(fileName(path)))
    walk.remark('untrusted-program', 'L3', `runs \`${path.slice(0, 80)}\``, true);
}
