import { tileWidth } from './tile-reader.ts';

/** A resource of C2SP tlog-tiles: hashes of a level, or the entries themselves. */
export interface TilePath {
  readonly level: number | 'entries';
  readonly index: number;
  /** 256 for a full tile. */
  readonly width: number;
}

const shape = /^(?:(\d|[1-5]\d|6[0-3])|entries)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Reads `0/x001/x234/067.p/8` or `entries/000`; undefined when it names no tile. */
export function parseTilePath(path: string): TilePath | undefined {
  const match = shape.exec(path);
  if (match === null) return undefined;
  const [, level, number = '', partial] = match;
  const digits = number.replaceAll(/[x/]/g, '');
  const width = partial === undefined ? tileWidth : Number(partial);
  // Two names for one tile would be cached twice.
  const isShortest = digits.length === 3 || !digits.startsWith('000');
  const isPartial = partial === undefined || width < tileWidth;
  if (!isShortest || !isPartial || digits.length > 15) return undefined;
  return { level: level === undefined ? 'entries' : Number(level), index: Number(digits), width };
}

/** The inverse of `parseTilePath`. */
export function formatTilePath({ level, index, width }: TilePath): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `${level}/${path}${width === tileWidth ? '' : `.p/${width}`}`;
}
