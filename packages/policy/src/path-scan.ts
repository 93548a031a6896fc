import { foldCase } from './fold-case.ts';

/** What one look at each character of a path tells. */
export interface ScannedPath {
  /** In lower case, without a slash at its end; the root is the empty text. */
  readonly folded: string;
  /** A number for the first segment, for the first two of them, and so on to the whole path; of `folded`. */
  readonly hashes: readonly number[];
}

const slash = 47;
const dot = 46;

/** Undefined for what is not a canonical absolute path: an empty, `.` or `..` segment; a slash at the end is tolerated. */
export function scanPath(path: string): ScannedPath | undefined {
  if (path.charCodeAt(0) !== slash) return undefined;
  const end = path.charCodeAt(path.length - 1) === slash ? path.length - 1 : path.length;
  const hashes: number[] = [];
  let hash = 0;
  let isFolded = end === path.length;
  let start = 1;
  for (let at = 1; at < end; at++) {
    const code = path.charCodeAt(at);
    if (code === slash) {
      if (isOdd(path, start, at)) return undefined;
      hashes.push(hash);
      start = at + 1;
    }
    // Who says what is lower case beyond ASCII is the engine.
    if ((code >= 65 && code <= 90) || code > 127) isFolded = false;
    hash = (Math.imul(hash, 31) + code) | 0;
  }
  if (end > 0) {
    if (isOdd(path, start, end)) return undefined;
    hashes.push(hash);
  }
  if (isFolded) return { folded: path, hashes };
  const folded = foldCase(path.slice(0, end));
  return { folded, hashes: hashesOf(folded) };
}

/** As in `scanPath`, of a path that is canonical, in lower case and without a slash at its end. */
export function hashesOf(folded: string): readonly number[] {
  const hashes: number[] = [];
  let hash = 0;
  for (let at = 1; at < folded.length; at++) {
    const code = folded.charCodeAt(at);
    if (code === slash) hashes.push(hash);
    hash = (Math.imul(hash, 31) + code) | 0;
  }
  if (folded.length > 1) hashes.push(hash);
  return hashes;
}

/** A segment that is empty or made of one or two dots. */
function isOdd(path: string, start: number, end: number): boolean {
  if (end === start) return true;
  if (path.charCodeAt(start) !== dot || end - start > 2) return false;
  return end - start === 1 || path.charCodeAt(start + 1) === dot;
}
