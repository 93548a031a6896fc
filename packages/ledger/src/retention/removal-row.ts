import type { JsonObject } from '../model.ts';
import type { Range } from './ranges.ts';

/** Kind of the companion row that every entry carries which prunes, erases, holds, releases or archives. */
export const removalKind = 'ledger.removal';

/** What goes with such an entry, in its transaction. */
export interface RemovalRow extends JsonObject {
  /** Entries that are pruned or erased, if any: what is kept beside them goes. */
  readonly ranges: readonly Range[];
  /** Of them, those whose leaves go too. */
  readonly removed: readonly Range[];
  /** Size of the log when holds were looked at and the keys agreed. */
  readonly seen: number;
}
