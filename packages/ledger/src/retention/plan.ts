import type { PlacedEntry } from '../store.ts';
import { isHeld, type Hold } from './holds.ts';
import { RangeList, without, countOf, type Range } from './ranges.ts';

/** What is to be removed, and why. */
export type RemovalRequest = {
  /** Stands in the record. */
  readonly reason: string;
} & (
  | {
      readonly act: 'prune';
      /** Leaves of entries from this index on go… Default 0. */
      readonly from?: number;
      /** …and below this one. */
      readonly before: number;
      /** Only as far as the first entry that is not older than this instant (RFC 3339). */
      readonly olderThan?: string;
      /** Also what no archive holds. Default false. */
      readonly isUnarchivedToo?: boolean;
    }
  | {
      readonly act: 'erase';
      /** These entries… */
      readonly ranges: readonly Range[];
      /** …and only those of this actor. */
      readonly actor?: string;
      /** The leaves too, not only what opens their commitments. Default false. */
      readonly isLeafToo?: boolean;
    }
);

/** What a removal would do. Nothing has changed. */
export interface RemovalPlan {
  readonly act: RemovalRequest['act'];
  /** Entries whose secrets are destroyed. */
  readonly ranges: readonly Range[];
  readonly entries: number;
  /** Of them, those whose leaves go too. */
  readonly leaves: number;
  /** Entries that were asked for and stay, by the hold that keeps them. */
  readonly held: readonly { readonly hold: number; readonly entries: number }[];
  /** Entries of the ledger itself that were asked for: they always stay. */
  readonly kept: number;
  /** Entries that would go and that no archive holds. */
  readonly unarchived: number;
}

/** Sorts entries, which come in order, into what goes and what stays. */
export class Planner {
  readonly #going = new RangeList();
  readonly #held = new Map<number, number>();
  #kept = 0;
  readonly #request: RemovalRequest;
  readonly #holds: readonly Hold[];

  constructor(request: RemovalRequest, holds: readonly Hold[]) {
    this.#request = request;
    this.#holds = holds;
  }

  /** False for the entry that a pruning by age ends before. */
  add(entry: PlacedEntry): boolean {
    if (entry.leaf === undefined) return true;
    const { index, kind, at } = entry;
    if (this.#request.act === 'prune' && at >= (this.#request.olderThan ?? '~')) return false;
    const hold = this.#holds.find((one) => isHeld(one, entry));
    if (kind.startsWith('ledger.')) this.#kept += 1;
    else if (hold === undefined) this.#going.add(index, index + 1);
    else this.#held.set(hold.id, (this.#held.get(hold.id) ?? 0) + 1);
    return true;
  }

  plan(archived: readonly Range[]): RemovalPlan {
    const { ranges } = this.#going;
    const { act } = this.#request;
    const entries = countOf(ranges);
    return {
      act,
      ranges,
      entries,
      leaves: act === 'prune' || this.#request.isLeafToo === true ? entries : 0,
      held: [...this.#held].map(([hold, count]) => ({ hold, entries: count })),
      kept: this.#kept,
      unarchived: act === 'prune' ? countOf(without(ranges, archived)) : 0,
    };
  }
}
