import type { JsonObject, LedgerEntry } from '../model.ts';
import { union, type Range } from './ranges.ts';

export const archivedKind = 'ledger.archived';

/** That a range was copied away, and the copy verified. */
export interface Archive extends JsonObject {
  readonly from: number;
  /** Past the last index. */
  readonly to: number;
  /** Of the checkpoint that the copy is proved by. */
  readonly size: number;
  /** Hex. */
  readonly root: string;
  /** SHA-256 of the copy, hex. */
  readonly sha256: string;
  /** Where it was put, in words. */
  readonly place: string;
}

/** Ranges of which a verified copy is recorded. */
export function archivedRanges(entries: readonly LedgerEntry[]): readonly Range[] {
  return union(
    entries
      .filter(({ kind }) => kind === archivedKind)
      .map(({ body }): Range => [Number(body['from']), Number(body['to'])]),
  );
}
