import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Companion } from '../model.ts';
import { isIn, type Range } from '../retention/ranges.ts';
import { removalKind, type RemovalRow } from '../retention/removal-row.ts';
import { hashLeaf } from '../tree.ts';
import { replaceFile } from '../durable-file.ts';
import type { Frame } from './frame.ts';

/** What an entry of the journal removed. */
export interface FramedRemoval {
  /** Index of that entry. */
  readonly by: number;
  readonly row: RemovalRow;
}

/** What is left of a row once its entry was pruned or erased. */
export type Forgotten = (
  companion: Companion,
  entry: { readonly isLeafGone: boolean },
) => readonly Companion[];

const fileName = 'forgotten.json';

/** Undefined for an entry that removes nothing. */
export function removalOf(by: number, companions: readonly Companion[]): FramedRemoval | undefined {
  const row = companions.find(({ kind }) => kind === removalKind)?.row;
  return row === undefined ? undefined : { by, row: row as RemovalRow };
}

/** Index of the last removal that the segments were rewritten for; −1 before the first. */
export async function readForgotten(directory: string): Promise<number> {
  try {
    const value: unknown = JSON.parse(await readFile(join(directory, fileName), 'utf8'));
    if (typeof value === 'object' && value !== null && 'upTo' in value && Number.isSafeInteger(value.upTo)) {
      return Number(value.upTo);
    }
  } catch {
    // No file yet, or half of one: to rewrite once more does no harm.
  }
  return -1;
}

export async function writeForgotten(directory: string, upTo: number): Promise<void> {
  await replaceFile(join(directory, fileName), `${JSON.stringify({ upTo })}\n`);
}

/** How removals change frames; `first` and `last` are the outermost indices that they touch. A frame that stays is returned as it is. */
export function forgetting(
  removals: readonly FramedRemoval[],
  forgotten: Forgotten,
): { readonly change: (frame: Frame) => Frame; readonly first: number; readonly last: number } {
  const within = (index: number, of: (row: RemovalRow) => readonly Range[]): boolean =>
    removals.some(({ by, row }) => index < by && isIn(of(row), index));
  const change = (frame: Frame): Frame => {
    const isTouched = (position: number): boolean => within(frame.first + position, ({ ranges }) => ranges);
    if (!frame.leaves.some((_, position) => isTouched(position))) return frame;
    const isLeafGone = (position: number): boolean =>
      within(frame.first + position, ({ removed }) => removed);
    return {
      ...frame,
      leaves: frame.leaves.map((framed, position) =>
        'leaf' in framed && isLeafGone(position) ? { leafHash: hashLeaf(framed.leaf) } : framed,
      ),
      companions: frame.companions.map((rows, position) =>
        isTouched(position)
          ? rows.flatMap((row) => forgotten(row, { isLeafGone: isLeafGone(position) }))
          : rows,
      ),
    };
  };
  let [first, last] = [Infinity, -1];
  for (const { row } of removals) {
    first = Math.min(first, row.ranges[0]?.[0] ?? Infinity);
    last = Math.max(last, (row.ranges.at(-1)?.[1] ?? 0) - 1);
  }
  return { change, first, last };
}
