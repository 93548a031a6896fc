import type { Surroundings } from '../model.ts';
import { hasControl, hasDeceptiveInvisible, removeControl, removeInvisible } from './invisible-characters.ts';
import { percentDecode } from './percent-decode.ts';

/** What had to be undone to find out which file a path names. */
export type PathDisguise =
  | 'control-characters'
  | 'invisible-characters'
  | 'compatibility-characters'
  | 'encoded'
  | 'encoded-twice'
  | 'encoded-separator'
  | 'backslash'
  | 'process-root'
  | 'too-long';

export interface CanonicalPath {
  /** Absolute, no `.`, `..` or empty segments, no trailing slash. */
  readonly path: string;
  readonly disguises: ReadonlySet<PathDisguise>;
}

const MAX_LENGTH = 16_384;
const MAX_ROUNDS = 8;

/**
 * The absolute path that `path` names, read the way a lenient program might. Canonical paths are unchanged by
 * it, except where they hold characters that only a disguise would.
 */
export function canonicalPath(path: string, surroundings: Surroundings): CanonicalPath {
  const disguises = new Set<PathDisguise>();
  if (isUndisguised(path)) {
    const absolute = joinSegments(
      path.startsWith('/') ? '/' : (surroundings.cwd ?? surroundings.workspace),
      path,
    );
    return { path: leaveProcessRoots(absolute, surroundings, disguises), disguises };
  }
  if (path.length > MAX_LENGTH) disguises.add('too-long');
  const isUri = /^(?:file|repo):/i.test(path);
  let text = clearCharacters(path.slice(0, MAX_LENGTH), isUri, disguises);
  if (text.includes('\\')) {
    disguises.add('backslash');
    text = text.replaceAll('\\', '/');
  }
  return { path: leaveProcessRoots(resolve(text, surroundings), surroundings, disguises), disguises };
}

/** Letters, digits and marks that mean themselves in every reading below: nothing to undo, nothing to resolve. */
function isUndisguised(path: string): boolean {
  return path.length <= MAX_LENGTH && /^[\w./@+,=-]*$/.test(path);
}

/** Absolute and already canonical, as a rule: spares a directory the walk through its segments. */
export function isPlain(directory: string): boolean {
  return /^(?:\/[\w@+,=-][\w.@+,=-]*)+$/.test(directory);
}

function clearCharacters(path: string, isUri: boolean, disguises: Set<PathDisguise>): string {
  let text = path;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = text;
    const decoded = percentDecode(text);
    if (decoded.depth > 1) disguises.add('encoded-twice');
    // A URI may spell a space or an umlaut as bytes; nobody needs to spell a letter, a dot or a slash so.
    if (decoded.depth > 0 && /%(?:2[ef]|5c|00|c0|c1|e0%80)/i.test(text)) disguises.add('encoded-separator');
    if (decoded.depth > 0 && !(isUri || /^[^%]*(?:%20[^%]*)+$/.test(text))) disguises.add('encoded');
    text = decoded.text;
    // What the operating system opens ends at the first NUL.
    const end = text.indexOf('\0');
    if (hasControl(text)) disguises.add('control-characters');
    text = removeControl(end < 0 ? text : text.slice(0, end));
    if (hasDeceptiveInvisible(text)) disguises.add('invisible-characters');
    text = removeInvisible(text);
    const composed = text.normalize('NFKC');
    if (composed !== text && /[./\\~%]/.test(composed) && countMarks(composed) !== countMarks(text)) {
      disguises.add('compatibility-characters');
    }
    text = composed;
    if (text === before) break;
  }
  return text;
}

function countMarks(text: string): number {
  return text.replace(/[^a-z0-9./\\~%]/gi, '').length;
}

function resolve(text: string, surroundings: Surroundings): string {
  const { workspace, home } = surroundings;
  const cwd = surroundings.cwd ?? workspace;
  let path = text.trimStart();
  const scheme = /^(file|repo):(?:\/\/)?/i.exec(path);
  if (scheme !== null) {
    const rest = path.slice(scheme[0].length).replace(/[?#].*$/s, '');
    if (scheme[1]?.toLowerCase() === 'repo') return joinSegments(workspace, rest);
    path = rest.startsWith('/') || !scheme[0].endsWith('//') ? rest : `/${rest.replace(/^[^/]*\/?/, '')}`;
  }
  path = path
    .replace(/^(?:\$HOME|\$\{HOME\}|%USERPROFILE%)(?=\/|$)/, '~')
    .replace(/^\$(?:\{PWD\}|PWD)(?=\/|$)/, '.');
  const user = /^~([\w.+-]*)(?=\/|$)/.exec(path);
  if (user !== null) return joinSegments(homeOf(user[1] ?? '', home, cwd), path.slice(user[0].length));
  if (/^[a-z]:(?=\/|$)/i.test(path)) return joinSegments('/', path);
  return path.startsWith('/') ? joinSegments('/', path) : joinSegments(cwd, path);
}

function homeOf(user: string, home: string, cwd: string): string {
  if (user === '') return home;
  if (user === '+' || user === '-') return cwd;
  return user === 'root' ? '/root' : `/home/${user}`;
}

/** Resolves `.` and `..` of `path` below `base`; above the root there is only the root. */
export function joinSegments(base: string, path: string): string {
  if (isPlain(base) && isPlain(`/${path}`)) return `${base}/${path}`;
  const segments: string[] = [];
  for (const segment of `${base}/${path}`.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

/** `/proc/self/root/etc/shadow` is `/etc/shadow`, `/proc/self/cwd/x` is `x` of the working directory. */
function leaveProcessRoots(path: string, surroundings: Surroundings, disguises: Set<PathDisguise>): string {
  const door = /^\/proc\/(?:self|thread-self|\d{1,10}|\*)(?:\/task\/[^/]+)?\/(root|cwd)(?=\/|$)/;
  if (!path.startsWith('/proc/')) return path;
  let rest = path;
  for (let found = door.exec(rest); found !== null; found = door.exec(rest)) {
    disguises.add('process-root');
    rest = rest.slice(found[0].length);
    if (found[1] === 'cwd') return joinSegments(surroundings.cwd ?? surroundings.workspace, rest);
    if (rest === '') return '/';
  }
  return rest;
}
