import type { Screen, Tone } from './screen.ts';
import { padEnd, width, wrap } from './width.ts';

/** A cell of neutralised text, and the tone that repeats what it says. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  /** To be copied: goes over the edge of a narrow screen rather than into two lines. Of `fields` alone. */
  readonly isWhole?: boolean;
}

export interface Column {
  readonly title: string;
  /** Takes what is left and wraps; every other column is as wide as its longest cell. */
  readonly isFlexible?: boolean;
  /** Columns that a narrow screen can do without, the highest number first; one without a number stays. */
  readonly priority?: number;
}

const gap = 2;
const narrowest = 14;

/**
 * Rows under aligned titles. Flexible columns share what is left and wrap under themselves; when that is too narrow,
 * columns are left out by priority, and at last each row becomes a block of `title  value` lines.
 */
export function table(
  screen: Screen,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): readonly string[] {
  const natural = columns.map((column, i) =>
    Math.max(width(column.title), ...rows.map((row) => width(row[i]?.text ?? ''))),
  );
  const flexible = columns.flatMap((column, i) => (column.isFlexible === true ? [i] : []));
  const fixed = natural.reduce((sum, size, i) => sum + (flexible.includes(i) ? 0 : size), 0);
  const room = screen.columns - fixed - gap * (columns.length - 1);
  const sizes = share(natural, flexible, room);
  if (
    flexible.some((i) => (sizes[i] ?? 0) < Math.min(narrowest, natural[i] ?? 0)) ||
    (flexible.length === 0 && room < 0)
  ) {
    const least = Math.max(...columns.map(({ priority = 0 }) => priority));
    if (least === 0) return blocks(screen, columns, rows);
    const isKept = (_: unknown, i: number): boolean => columns[i]?.priority !== least;
    return table(
      screen,
      columns.filter(isKept),
      rows.map((row) => row.filter(isKept)),
    );
  }
  const head = columns.map((column, i) => padEnd(column.title, sizes[i] ?? 0)).join(' '.repeat(gap));
  const lines = [screen.paint('dim', head.trimEnd())];
  for (const row of rows) {
    const cells = columns.map((_, i) => wrap(row[i]?.text ?? '', sizes[i] ?? 1));
    const height = Math.max(...cells.map((cell) => cell.length));
    for (let y = 0; y < height; y += 1) {
      const parts = cells.map((cell, i) => {
        const text = padEnd(cell[y] ?? '', i === columns.length - 1 ? 0 : (sizes[i] ?? 0));
        const tone = row[i]?.tone;
        return tone === undefined || text.trim() === '' ? text : screen.paint(tone, text);
      });
      lines.push(parts.join(' '.repeat(gap)).trimEnd());
    }
  }
  return lines;
}

/** Gives each flexible column its natural size where there is room, and an equal share of the rest otherwise. */
function share(natural: readonly number[], flexible: readonly number[], room: number): readonly number[] {
  const sizes = [...natural];
  let left = room;
  const waiting = [...flexible].sort((a, b) => (natural[a] ?? 0) - (natural[b] ?? 0));
  for (const [done, i] of waiting.entries()) {
    const size = Math.max(0, Math.min(natural[i] ?? 0, Math.floor(left / (waiting.length - done))));
    sizes[i] = size;
    left -= size;
  }
  return sizes;
}

function blocks(
  screen: Screen,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): readonly string[] {
  return rows.flatMap((row, n) => [
    ...(n === 0 ? [] : ['']),
    ...fields(
      screen,
      columns.flatMap((column, i) =>
        row[i] === undefined || row[i].text === '' ? [] : [[column.title.toLowerCase(), row[i]] as const],
      ),
    ),
  ]);
}

/** A name and its value; an empty name continues the pair above. */
export type Pair = readonly [string, Cell | string];

/** `name  value` lines whose values align and wrap under themselves. */
export function fields(screen: Screen, pairs: readonly Pair[]): readonly string[] {
  const left = Math.max(0, ...pairs.map(([name]) => width(name)));
  return pairs.flatMap(([name, value]) => {
    const cell = typeof value === 'string' ? { text: value } : value;
    const lines = cell.isWhole === true ? [cell.text] : wrap(cell.text, screen.columns - left - gap);
    return lines.map((text, y) => {
      const label = padEnd(y === 0 ? name : '', left);
      const shown = cell.tone === undefined ? text : screen.paint(cell.tone, text);
      return `${screen.paint('dim', label)}${' '.repeat(gap)}${shown}`.trimEnd();
    });
  });
}

/** A word that carries the tone, and what is said of it, wrapped below its own beginning. */
export function headline(
  screen: Screen,
  { tone, word }: { readonly tone: Tone; readonly word: string },
  text: string,
): readonly string[] {
  const left = width(word) + 2;
  const [first = '', ...more] = wrap(text, Math.max(30, screen.columns - left));
  return [`${screen.paint(tone, word)}  ${first}`, ...more.map((line) => `${' '.repeat(left)}${line}`)];
}
