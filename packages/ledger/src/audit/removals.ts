import { parseLeaf } from '../entry.ts';
import { countOf, RangeList, union, without, type Range } from '../retention/ranges.ts';
import { actDigest, noteOf, ownActKinds } from '../retention/own-act.ts';
import { removalOf, type Removal } from '../retention/removal.ts';
import type { PlacedEntry } from '../store.ts';
import type { KeyHistory } from '../verify/key-history.ts';
import { ledgerActFault } from '../verify/ledger-act.ts';
import { FaultFound } from './fault.ts';

/** What a verified log says was taken out of it. */
export interface RemovalReport {
  /** Index of the entry that says so. */
  readonly by: number;
  readonly act: 'pruned' | 'erased';
  readonly actor: string;
  readonly at: string;
  readonly reason: string;
  /** The first and the last entry that it touched. */
  readonly first: number;
  readonly last: number;
  /** Entries of which nothing that was kept beside them can be opened any more. */
  readonly entries: number;
  /** Of them, those whose leaves are gone. */
  readonly leaves: number;
}

/** An entry that counts only if a key of the log agreed to it. */
export interface FoundAct {
  readonly index: number;
  readonly digest: Uint8Array;
  readonly note: string | undefined;
}

/** What entries show of what is gone and what was said to go; plain data. */
export interface FoundRemovals {
  /** Places without a leaf. */
  readonly gone: readonly Range[];
  readonly said: readonly Removal[];
  readonly acts: readonly FoundAct[];
}

/** Expects entries in order whose leaves have their hashes. */
export function findRemovals(log: string, entries: readonly PlacedEntry[]): FoundRemovals {
  const gone = new RangeList();
  const said: Removal[] = [];
  const acts: FoundAct[] = [];
  for (const entry of entries) {
    if (entry.leaf === undefined) gone.add(entry.index, entry.index + 1);
    else if (ownActKinds.has(entry.kind)) {
      const draft = parseLeaf(log, entry.leaf);
      const one = removalOf(entry.index, draft);
      if (one !== undefined) said.push(one);
      acts.push({ index: entry.index, digest: actDigest(log, draft), note: noteOf(draft) });
    }
  }
  return { gone: gone.ranges, said, acts };
}

/** Holds what is gone from a log against what its entries say was removed, from an index on. */
export class Removals {
  readonly #from: number;
  readonly #gone = new RangeList();
  readonly #said: Removal[] = [];
  readonly #acts: FoundAct[] = [];

  constructor(from: number) {
    this.#from = from;
  }

  /** In order of the index. */
  add({ gone, said, acts }: FoundRemovals): void {
    for (const [from, to] of gone) this.#gone.add(from, to);
    this.#said.push(...said);
    this.#acts.push(...acts);
  }

  /** A key of the log agreed to every entry that needs it. */
  async checkActs(history: KeyHistory): Promise<void> {
    for (const act of this.#acts) {
      const reason = await ledgerActFault(act, history);
      if (reason !== undefined) throw new FaultFound(act.index, 'act-invalid', reason);
    }
  }

  /** A leaf is gone only where an entry says that it was removed. */
  check(): void {
    const [unsaid] = without(this.#gone.ranges, this.#covered());
    if (unsaid === undefined) return;
    throw new FaultFound(unsaid[0], 'missing', `the leaf is gone, and no entry says that it was removed`);
  }

  get report(): readonly RemovalReport[] {
    return this.#said.map(({ by, act, actor, at, reason, ranges, removed }) => ({
      by,
      act,
      actor,
      at,
      reason,
      first: ranges[0]?.[0] ?? by,
      last: (ranges.at(-1)?.[1] ?? by + 1) - 1,
      entries: countOf(ranges),
      leaves: countOf(removed),
    }));
  }

  /** Leaves that stand although an entry says that they were removed: a restored backup brings them back. */
  get returned(): number {
    return countOf(without(this.#covered(), this.#gone.ranges));
  }

  #covered(): readonly Range[] {
    return without(union(this.#said.flatMap(({ removed }) => removed)), [[0, this.#from]]);
  }
}
