import type { Scope } from './resolve-word.ts';
import type { Argument } from './step.ts';

/** Longer ones are no place that somebody works in; a line of many `cd a` must not cost the square of its length. */
const MAX_DIRECTORY = 1024;

/** `cd`, `pushd`: later paths of the line are relative to where it leads; unknown when the text does not tell. */
export function changeDirectory(args: readonly Argument[], scope: Scope): void {
  const target = args.find(({ text }) => !/^[-+]./.test(text));
  const home = scope.variables.get('HOME') ?? '/';
  scope.variables.set('PWD', target === undefined ? home : resolve(target, scope.variables.get('PWD'), home));
}

function resolve({ text, isKnown }: Argument, from: string | undefined, home: string): string | undefined {
  if (!isKnown || text === '-') return undefined;
  const path = text.replace(/^~(?=\/|$)/, home);
  if (path.startsWith('/')) return normal(path);
  return from === undefined || path.startsWith('~') ? undefined : normal(`${from}/${path}`);
}

function normal(path: string): string | undefined {
  const segments: string[] = [];
  for (const one of path.split('/')) {
    if (one === '..') segments.pop();
    else if (one !== '' && one !== '.') segments.push(one);
  }
  const joined = `/${segments.join('/')}`;
  return joined.length > MAX_DIRECTORY ? undefined : joined;
}
